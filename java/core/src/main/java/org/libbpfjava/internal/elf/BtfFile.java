package org.libbpfjava.internal.elf;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.message.Printable;

/**
 * The bytes of BTF in a file: of a kernel, of a module, or in an ELF file for any machine. Of a
 * large ELF file, such as a vmlinux with all its debug information, only what is needed is read.
 *
 * @param source what messages call the file
 * @param types all of the BTF
 * @param base the BTF that it goes on from, where the file has that too
 */
@SuppressWarnings("ArrayRecordComponent") // only handed on
public record BtfFile(String source, byte[] types, byte @Nullable [] base) {
  /** Where the running kernel shows its types and those of its modules, a file for each. */
  private static final Path KERNEL_FOLDER = Path.of("/sys/kernel/btf");

  private static final int MAX_BYTES = 256 << 20; // a kernel's BTF has 5 to 20 MiB

  /**
   * What one call asks for. The kernel gives a page of its own BTF at a time, however much is asked
   * for; and for so little the JDK needs no memory of its own.
   */
  private static final int PIECE = 8192;

  private static final int ELF_PIECE = 64 << 10;
  private static final int ELF_HEADER = 64;
  private static final int SECTION_HEADER = 64;
  private static final int EXTENDED = 0xffff; // SHN_XINDEX: the number stands in section 0
  private static final int NOBITS = ElfSection.NOBITS;

  /** {@return all bytes of the kernel's types} */
  public static byte[] ofKernel() {
    return read(
        KERNEL_FOLDER.resolve("vmlinux"),
        "the kernel was built without CONFIG_DEBUG_INFO_BTF, is older than Linux 5.4, or /sys is"
            + " not mounted");
  }

  /**
   * {@return all bytes of a module's types, which go on after those of the kernel}
   *
   * @param name the module's name
   * @throws IllegalArgumentException if it is no name of a module
   */
  public static byte[] ofModule(String name) {
    if (!name.matches("[A-Za-z0-9_]+") || name.equals("vmlinux")) {
      throw new IllegalArgumentException(
          "'"
              + Printable.line(name)
              + "' is no name of a module: letters, digits and _, such as nf_conntrack");
    }
    return read(
        KERNEL_FOLDER.resolve(name),
        "the module is not loaded or is built in, or the kernel was built without"
            + " CONFIG_DEBUG_INFO_BTF_MODULES");
  }

  private static byte[] read(Path file, String whyMissing) {
    try (InputStream in = new FileInputStream(file.toFile())) {
      return readAll(in, (int) Math.min(MAX_BYTES, Files.size(file)));
    } catch (FileNotFoundException e) {
      boolean missing = !Files.exists(file);
      throw new BpfException(
          Message.of("read '" + file + "'" + (missing ? ": " + whyMissing : ""))
              .withErrno(missing ? Errno.ENOENT : Errno.EACCES)
              .withCause(e));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static byte[] readAll(InputStream in, int expected) throws IOException {
    byte[] bytes = new byte[expected];
    int length = 0;
    for (int more; (more = piece(in, bytes, length)) > 0; length += more) {}
    return length == expected ? bytes : Arrays.copyOf(bytes, length);
  }

  private static int piece(InputStream in, byte[] bytes, int at) throws IOException {
    return in.read(bytes, at, Math.min(PIECE, bytes.length - at));
  }

  /**
   * Reads a file.
   *
   * @param path bare BTF, or an ELF file with a section {@code .BTF}
   * @throws BpfException if it cannot be read
   * @throws InvalidBpfObjectException if it is neither
   */
  public static BtfFile read(Path path) {
    try {
      if (Files.isDirectory(path)) {
        throw new BpfException(Message.of("read BTF of '" + path + "'").withErrno(Errno.EISDIR));
      }
      String source = Printable.line(String.valueOf(path.getFileName()));
      try (FileChannel file = FileChannel.open(path)) {
        Elf elf = new Elf(source, file);
        return elf.isElf() ? elf.btf() : new BtfFile(source, bare(source, path), null);
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static byte[] bare(String source, Path path) throws IOException {
    long size = Files.size(path);
    if (size > MAX_BYTES) {
      throw tooLarge(source, size);
    }
    try (InputStream in = new FileInputStream(path.toFile())) {
      return readAll(in, (int) size);
    }
  }

  private static InvalidBpfObjectException tooLarge(String source, long size) {
    return new InvalidBpfObjectException(
        Message.aboutInput(
            source, size + " bytes are more than the " + MAX_BYTES + " that BTF may have"));
  }

  private static BpfException unreadable(Path path, IOException e) {
    int errno =
        e instanceof NoSuchFileException
            ? Errno.ENOENT
            : e instanceof AccessDeniedException ? Errno.EACCES : Errno.EIO;
    return new BpfException(Message.of("read BTF of '" + path + "'").withErrno(errno).withCause(e));
  }

  /** The sections of an ELF file that are asked for, each read for itself. */
  private static final class Elf {
    private final String source;
    private final FileChannel file;
    private final long size;
    private final ByteBuffer header;

    Elf(String source, FileChannel file) throws IOException {
      this.source = source;
      this.file = file;
      this.size = file.size();
      this.header = bytes(0, (int) Math.min(size, ELF_HEADER));
    }

    boolean isElf() {
      return header.capacity() == ELF_HEADER && header.getInt(0) == 0x7f45_4c46; // "\x7fELF"
    }

    BtfFile btf() throws IOException {
      if (header.get(4) != 2) {
        throw invalid("a 32-bit ELF file: only 64-bit ones are read", 4);
      }
      header.order(header.get(5) == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      long table = header.getLong(40);
      ByteBuffer first = section(table, 0);
      int count = Short.toUnsignedInt(header.getShort(60));
      int names = Short.toUnsignedInt(header.getShort(62));
      long sections = count != 0 ? count : first.getLong(32);
      long nameSection = names != EXTENDED ? names : Integer.toUnsignedLong(first.getInt(40));
      byte[] strings = content(section(table, nameSection));
      byte[] types = null;
      byte[] base = null;
      for (long i = 1; i < sections; i++) {
        ByteBuffer section = section(table, i);
        if (section.getInt(4) != NOBITS && section.getLong(32) > 0) {
          String name = name(strings, Integer.toUnsignedLong(section.getInt(0)));
          if (types == null && name.equals(".BTF")) {
            types = content(section);
          } else if (base == null && name.equals(".BTF.base")) {
            base = content(section);
          }
        }
      }
      if (types == null) {
        throw new InvalidBpfObjectException(
            Message.aboutInput(
                source,
                "an ELF file without BTF (section .BTF): compile with clang -g -target bpf, or"
                    + " let pahole -J add it"));
      }
      return new BtfFile(source, types, base);
    }

    private ByteBuffer section(long table, long index) throws IOException {
      long at = table + index * SECTION_HEADER;
      if (table <= 0 || at < table || at > size - SECTION_HEADER) {
        throw invalid("truncated: section header " + index + " is not in the file", 40);
      }
      return bytes(at, SECTION_HEADER).order(header.order());
    }

    private byte[] content(ByteBuffer section) throws IOException {
      long offset = section.getLong(24);
      long length = section.getLong(32);
      if (offset < 0 || length < 0 || offset > size || length > size - offset) {
        throw invalid("truncated: a section is not in the file", 40);
      }
      if (length > MAX_BYTES) {
        throw tooLarge(source, length);
      }
      return bytes(offset, (int) length).array();
    }

    private static String name(byte[] strings, long at) {
      int end = (int) Math.min(at, strings.length);
      int start = end;
      while (end < strings.length && strings[end] != 0 && end - start < 16) {
        end++;
      }
      return new String(strings, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private ByteBuffer bytes(long offset, int length) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(length);
      while (bytes.position() < length) {
        // In pieces: the JDK keeps memory of its own as large as what one call asks for.
        bytes.limit(Math.min(length, bytes.position() + ELF_PIECE));
        if (file.read(bytes, offset + bytes.position()) < 0) {
          throw invalid("truncated while it was read", 0);
        }
      }
      return bytes;
    }

    private InvalidBpfObjectException invalid(String problem, long at) {
      return new InvalidBpfObjectException(Message.aboutInput(source, problem, "the file", at));
    }
  }
}
