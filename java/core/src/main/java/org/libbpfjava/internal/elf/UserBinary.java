package org.libbpfjava.internal.elf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A program or library that processes run: its functions, and the probes that it brings along. Only
 * the sections that are asked for are read. Immutable; may be used from any thread.
 *
 * <p>Malformed files are refused by IOException, whose message says what is wrong.
 */
public final class UserBinary {
  private static final int HEADER_BYTES = 64;
  private static final int SECTION_BYTES = 64;
  private static final int SYMBOL_BYTES = 24;
  private static final int SYMBOLS = 2; // SHT_SYMTAB
  private static final int DYNAMIC_SYMBOLS = 11; // SHT_DYNSYM
  private static final int VERSIONS = 0x6fff_ffff; // SHT_GNU_versym
  private static final int NOTE = 7; // SHT_NOTE
  private static final int NO_BITS = 8; // SHT_NOBITS
  private static final int MAX_SECTION_BYTES = 1 << 30;
  private static final int FUNCTION = 2; // STT_FUNC
  private static final int HIDDEN_VERSION = 0x8000;

  private static final String LIBRARIES = "/usr/lib64:/usr/lib";
  private static final String PROGRAMS = "/usr/bin:/usr/sbin";

  private final Path path;
  private final List<Section> sections;

  private record Section(int type, long address, long offset, long size, int link, String name) {}

  /**
   * A function.
   *
   * @param name without its version
   * @param offset bytes from the beginning of the file
   * @param rank who sees it: 0 everybody, 1 everybody while there is no other, 2 its own file, 3
   *     programs that were linked with an older version of the library
   */
  public record Function(String name, long offset, int rank) {}

  /**
   * A place of a USDT probe.
   *
   * @param provider who brings it
   * @param name the probe
   */
  public record Probe(String provider, String name) {}

  private UserBinary(Path path, List<Section> sections) {
    this.path = path;
    this.sections = sections;
  }

  /**
   * {@return the file that libbpf takes for a name: a path, or a program in PATH, or a library in
   * LD_LIBRARY_PATH and the folders of the system; empty for none} libbpf.c, resolve_full_path().
   */
  public static Optional<Path> find(String binary) {
    if (binary.indexOf('/') >= 0) {
      Path path = Path.of(binary);
      return Files.isRegularFile(path) ? Optional.of(path) : Optional.empty();
    }
    boolean isLibrary = binary.endsWith(".so") || binary.contains(".so.");
    return (isLibrary
            ? Stream.of(System.getenv("LD_LIBRARY_PATH"), LIBRARIES, ofThisMachine())
            : Stream.of(System.getenv("PATH"), PROGRAMS))
        .filter(folders -> folders != null)
        .flatMap(folders -> Stream.of(folders.split(File.pathSeparator, -1)))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, binary))
        .filter(path -> isLibrary ? Files.isReadable(path) : Files.isExecutable(path))
        .findFirst();
  }

  private static String ofThisMachine() {
    return System.getProperty("os.arch", "").equals("aarch64")
        ? "/lib/aarch64-linux-gnu"
        : "/lib/x86_64-linux-gnu";
  }

  /**
   * Reads the table of sections.
   *
   * @throws IOException if it cannot be read, or is no ELF file of 64 bits for this byte order
   */
  public static UserBinary open(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      return new UserBinary(path, readSections(path, file));
    }
  }

  private static List<Section> readSections(Path path, FileChannel file) throws IOException {
    ByteBuffer header = read(file, 0, HEADER_BYTES);
    if (header.getInt(0) != 0x464c457f || header.get(4) != 2 || header.get(5) != 1) {
      throw new IOException(
          "'" + path + "' is no ELF file of 64 bits in this machine's byte order");
    }
    int count = Short.toUnsignedInt(header.getShort(60));
    int names = Short.toUnsignedInt(header.getShort(62));
    if (count == 0 || Short.toUnsignedInt(header.getShort(58)) != SECTION_BYTES) {
      return List.of();
    }
    ByteBuffer table = read(file, header.getLong(40), (long) count * SECTION_BYTES);
    if (names >= count) {
      throw malformed(path, "the names of its sections are in none of them");
    }
    ByteBuffer strings = section(path, file, section(table, names, ""));
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = string(strings, table.getInt(i * SECTION_BYTES));
      sections.add(section(table, i, name));
    }
    return List.copyOf(sections);
  }

  private static Section section(ByteBuffer table, int index, String name) {
    int at = index * SECTION_BYTES;
    return new Section(
        table.getInt(at + 4),
        table.getLong(at + 16),
        table.getLong(at + 24),
        table.getLong(at + 32),
        table.getInt(at + 40),
        name);
  }

  private static ByteBuffer section(Path path, FileChannel file, Section section)
      throws IOException {
    if (section.type == NO_BITS) {
      return ByteBuffer.allocate(0); // stripped into a file of its own
    }
    if (section.size < 0 || section.size > MAX_SECTION_BYTES) {
      throw malformed(path, "section '" + section.name + "' is too large");
    }
    return read(file, section.offset, section.size);
  }

  private static ByteBuffer read(FileChannel file, long offset, long size) throws IOException {
    if (offset < 0 || size < 0 || offset > file.size() - size) {
      throw new EOFException("the file is shorter than it says");
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, offset + bytes.position()) < 0) {
        throw new EOFException("the file is shorter than it says");
      }
    }
    return bytes.flip();
  }

  private static IOException malformed(Path path, String why) {
    return new IOException("'" + path + "' is malformed: " + why);
  }

  /** The text that begins at a place and ends with a NUL; empty for a place outside. */
  private static String string(ByteBuffer bytes, int at) {
    if (at < 0 || at >= bytes.limit()) {
      return "";
    }
    int end = at;
    while (end < bytes.limit() && bytes.get(end) != 0) {
      end++;
    }
    byte[] text = new byte[end - at];
    bytes.get(at, text);
    return new String(text, UTF_8);
  }

  /** {@return all functions that have a place in the file, of both symbol tables} */
  public List<Function> functions() throws IOException {
    List<Function> functions = new ArrayList<>();
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      for (Section section : sections) {
        if (section.type == SYMBOLS || section.type == DYNAMIC_SYMBOLS) {
          readSymbols(file, section, functions);
        }
      }
    }
    return functions;
  }

  private void readSymbols(FileChannel file, Section table, List<Function> to) throws IOException {
    if (table.link < 0 || table.link >= sections.size()) {
      throw malformed(path, "section '" + table.name + "' has its names in no section");
    }
    ByteBuffer symbols = section(path, file, table);
    ByteBuffer names = section(path, file, sections.get(table.link));
    ByteBuffer versions = table.type == DYNAMIC_SYMBOLS ? versions(file) : ByteBuffer.allocate(0);
    for (int at = 0; at + SYMBOL_BYTES <= symbols.limit(); at += SYMBOL_BYTES) {
      int info = symbols.get(at + 4);
      int index = Short.toUnsignedInt(symbols.getShort(at + 6));
      if ((info & 0xf) != FUNCTION || index == 0 || index >= sections.size()) {
        continue;
      }
      Section code = sections.get(index);
      String name = string(names, symbols.getInt(at));
      int version = name.indexOf('@'); // in .symtab it is a part of the name
      boolean isOld =
          version >= 0 ? !name.startsWith("@@", version) : isHidden(versions, at / SYMBOL_BYTES);
      to.add(
          new Function(
              version < 0 ? name : name.substring(0, version),
              symbols.getLong(at + 8) - code.address + code.offset,
              isOld ? 3 : rank(info >> 4 & 0xf)));
    }
  }

  private ByteBuffer versions(FileChannel file) throws IOException {
    for (Section section : sections) {
      if (section.type == VERSIONS) {
        return section(path, file, section);
      }
    }
    return ByteBuffer.allocate(0);
  }

  private static boolean isHidden(ByteBuffer versions, int symbol) {
    int at = symbol * Short.BYTES;
    return at + Short.BYTES <= versions.limit() && (versions.getShort(at) & HIDDEN_VERSION) != 0;
  }

  /** By STB_GLOBAL, STB_WEAK and all others. */
  private static int rank(int binding) {
    return binding == 1 ? 0 : binding == 2 ? 1 : 2;
  }

  /** {@return the places of its USDT probes, in the order of the file} */
  public List<Probe> probes() throws IOException {
    List<Probe> probes = new ArrayList<>();
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      for (Section section : sections) {
        if (section.type == NOTE && section.name.equals(".note.stapsdt")) {
          readNotes(section(path, file, section), probes);
        }
      }
    }
    return probes;
  }

  /** Notes of three lengths and a name; three addresses, then provider, probe and arguments. */
  private void readNotes(ByteBuffer notes, List<Probe> to) throws IOException {
    int at = 0;
    while (at + 12 <= notes.limit()) {
      long nameBytes = Integer.toUnsignedLong(notes.getInt(at));
      long valueBytes = Integer.toUnsignedLong(notes.getInt(at + 4));
      long value = at + 12 + (nameBytes + 3 & ~3L);
      long end = value + (valueBytes + 3 & ~3L);
      if (value + valueBytes > notes.limit()) {
        throw malformed(path, "a note of '.note.stapsdt' goes beyond its section");
      }
      if (notes.getInt(at + 8) == 3 && string(notes, at + 12).equals("stapsdt")) {
        int provider = (int) value + 3 * Long.BYTES;
        String first = string(notes, provider);
        String second = string(notes, provider + first.getBytes(UTF_8).length + 1);
        to.add(new Probe(first, second));
      }
      at = (int) Math.min(end, notes.limit());
    }
  }
}
