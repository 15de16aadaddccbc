package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.bpf_object__find_map_by_name;
import static org.libbpfjava.raw.global.plain.lbj_memory_file;
import static org.libbpfjava.raw.global.plain.lbj_object_btf_read;
import static org.libbpfjava.raw.global.plain.lbj_object_btf_size;
import static org.libbpfjava.raw.global.plain.lbj_object_close;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.internal.elf.ElfSection;
import org.libbpfjava.internal.elf.ObjectFile;
import org.libbpfjava.internal.elf.SectionKind;
import org.libbpfjava.internal.failure.FailureMessages;
import org.libbpfjava.internal.failure.KnownFailures;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.probe.Presets;
import org.libbpfjava.internal.variable.FileTypes;
import org.libbpfjava.presets.calls.ObjectCalls;

/** A {@code struct bpf_object} and its life. Its maps and programs live exactly as long. */
public final class NativeObject {
  /** What may happen to any object: want of memory, of descriptors, of a right; a signal. */
  private static final Set<Integer> NOT_THE_OBJECTS_FAULT =
      Set.of(
          Errno.EPERM,
          Errno.EINTR,
          Errno.EAGAIN,
          Errno.ENOMEM,
          Errno.EACCES,
          Errno.ENFILE,
          Errno.EMFILE);

  private final String source;
  private final long handle; // a struct bpf_object *
  private final NativeResource resource;
  private final MapMappings mappings;
  private final Descriptors descriptors;
  private final int[] kernelBtf; // of the file that libbpf reads at load; negative for none
  private final List<NativeProgram> programs; // their names cost a call each: asked once
  private final List<NativeMap> maps;
  private final Optional<ArenaGlobals> arena;

  private NativeObject(
      String source,
      long address,
      NativeResource resource,
      MapMappings mappings,
      Descriptors descriptors,
      int[] kernelBtf) {
    this.source = source;
    this.handle = address;
    this.resource = resource;
    this.mappings = mappings;
    this.descriptors = descriptors;
    this.kernelBtf = kernelBtf;
    this.programs = NativeMembers.programs(handle);
    this.maps = NativeMembers.maps(handle);
    this.arena = ArenaGlobals.of(source, handle);
  }

  /**
   * Opens an object whose bytes have been checked.
   *
   * @param kernelTypes the types that CO-RE accesses are fitted to, empty for the running kernel's
   * @param tokenPath the BPF file system that gives a token, empty text for none; not present for
   *     one that is found
   */
  public static NativeObject open(
      ObjectFile file,
      Optional<String> objectName,
      Optional<String> kconfigLines,
      Optional<Path> pinRoot,
      Optional<Btf> kernelTypes,
      Optional<String> tokenPath) {
    Presets.load();
    byte[] name = cString(objectName.orElse(file.objectName()));
    byte @Nullable [] kconfig = kconfigLines.isPresent() ? cString(kconfigLines.get()) : null;
    byte @Nullable [] root = pinRoot.isPresent() ? cString(pinRoot.get().toString()) : null;
    String tokenFolder = tokenPath.isPresent() ? tokenPath.get() : Token.folder();
    byte @Nullable [] token = tokenFolder == null ? null : cString(tokenFolder);
    // Its owner exists before it: a failure in between loses nothing.
    long[] object = new long[1];
    MapMappings mappings = new MapMappings();
    Descriptors descriptors = new Descriptors();
    NativeResource resource =
        new NativeResource(
            "object '" + file.source() + "'", new Closing(object, mappings, descriptors));
    try {
      int[] kernelBtf = descriptors.reserve();
      byte @Nullable [] kernelFile =
          kernelTypes.isPresent() ? kernelFile(file.source(), kernelTypes.get(), kernelBtf) : null;
      Opening opening = new Opening(file.bytes(), name, kconfig, root, kernelFile, token, object);
      Reclaim.retry(opening);
      NativeLog log = opening.log;
      if (object[0] < 0) {
        log.forwardQuietly();
        throw refusal(file, (int) -object[0], FailureMessages.of(log.messages()));
      }
      NativeObject opened =
          new NativeObject(file.source(), object[0], resource, mappings, descriptors, kernelBtf);
      log.forward();
      return opened;
    } catch (Throwable e) {
      resource.close();
      throw e;
    }
  }

  /** Puts types where libbpf reads them at load. {@return the path, a C string} */
  private static byte[] kernelFile(String source, Btf types, int[] place) {
    byte[] raw = types.toBytes();
    Reclaim.retry(() -> place[0] = lbj_memory_file(raw, raw.length));
    ReturnCode.check(place[0], "keep the kernel's types in memory for object", source);
    return cString("/proc/self/fd/" + place[0]);
  }

  /** Frees what libbpf needed for the load alone. */
  void endLoad() {
    descriptors.close(kernelBtf);
  }

  private static BpfException refusal(ObjectFile file, int errno, FailureMessages messages) {
    String warning = messages.telling();
    if (NOT_THE_OBJECTS_FAULT.contains(errno)) {
      String what = "open object '" + file.source() + "'";
      return ReturnCode.refusal(
          Message.of(warning.isEmpty() ? what : what + " (" + warning + ")")
              .withErrno(errno)
              .withLibbpf(messages.texts()));
    }
    String reason = warning.isEmpty() ? "" : KnownFailures.explain(warning, () -> errno).text();
    if (reason.isEmpty() && errno == Errno.ENOENT) {
      reason = emptySection(file);
    }
    String problem =
        "libbpf cannot open it: " + Errno.describe(errno) + (reason.isEmpty() ? "" : ": " + reason);
    return new InvalidBpfObjectException(
        Message.whole(file.source() + ": " + problem, errno).withLibbpf(messages.texts()));
  }

  /** What libbpf says at debug level alone: btf_fixup_datasec() finds no bytes for a section. */
  private static String emptySection(ObjectFile file) {
    ElfFile elf = ElfFile.parse(file.source(), file.bytes());
    return FileTypes.of(elf).stream()
        .flatMap(btf -> btf.datasecs().stream())
        .filter(section -> !SectionKind.isExtern(section.name()))
        .filter(section -> elf.findSection(section.name()).map(ElfSection::size).orElse(0L) == 0)
        .map(
            section ->
                "section '"
                    + section.name()
                    + "', which its BTF names, has no bytes: give its variables a size, or leave"
                    + " them out")
        .findFirst()
        .orElse("");
  }

  private static byte[] cString(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(bytes, bytes.length + 1);
  }

  /** {@return the bytes of its BTF as libbpf completed it at open, null for an object without} */
  public byte @Nullable [] btf() {
    long size = ReturnCode.check(lbj_object_btf_size(handle), "read BTF of object", source);
    if (size == 0) {
      return null;
    }
    byte[] raw = new byte[Math.toIntExact(size)];
    ReturnCode.check(lbj_object_btf_read(handle, raw, raw.length), "read BTF of object", source);
    return raw;
  }

  /** {@return the programs, in the object's order} */
  public List<NativeProgram> programs() {
    return programs;
  }

  /** {@return the declared maps, in the object's order} */
  public List<NativeMap> maps() {
    return maps;
  }

  /** {@return its globals in an arena, empty where it has none} */
  public Optional<ArenaGlobals> arena() {
    return arena;
  }

  public String source() {
    return source;
  }

  /**
   * {@return libbpf's handle, a {@code struct bpf_object *}; to be used between enter and exit of
   * {@link #resource}}
   */
  public long handle() {
    return handle;
  }

  public NativeResource resource() {
    return resource;
  }

  /** {@return our mappings of its maps, which are detached before it is closed} */
  public MapMappings mappings() {
    return mappings;
  }

  /** {@return descriptors that libbpf borrows, which are closed after it} */
  Descriptors descriptors() {
    return descriptors;
  }

  /** {@return the map of a data section, by its ELF name; empty where libbpf has made none} */
  public Optional<NativeMap> sectionMap(String section) {
    if (section.equals(ArenaGlobals.SECTION)) {
      return arena.isPresent() ? Optional.of(arena.get().map()) : Optional.empty();
    }
    long found = bpf_object__find_map_by_name(handle, section);
    return found == 0 ? Optional.empty() : Optional.of(new NativeMap(found, section));
  }

  /** The call of libbpf, with its messages. A class: lambdas would be a new JVM's first ones. */
  private static final class Opening implements LongSupplier, Supplier<Long> {
    private final byte[] file;
    private final byte[] name;
    private final byte @Nullable [] kconfig;
    private final byte @Nullable [] pinRoot;
    private final byte @Nullable [] kernelFile;
    private final byte @Nullable [] token;
    private final long[] object; // gets what the call returns
    private NativeLog log = NativeLog.SILENT;

    Opening(
        byte[] file,
        byte[] name,
        byte @Nullable [] kconfig,
        byte @Nullable [] pinRoot,
        byte @Nullable [] kernelFile,
        byte @Nullable [] token,
        long[] object) {
      this.file = file;
      this.name = name;
      this.kconfig = kconfig;
      this.pinRoot = pinRoot;
      this.kernelFile = kernelFile;
      this.token = token;
      this.object = object;
    }

    @Override
    public long getAsLong() {
      log = NativeLog.collectOfRepeatable(this);
      return object[0];
    }

    @Override
    public Long get() {
      // Safe: the texts end with a NUL; libbpf has copied what it needs when it returns.
      object[0] = ObjectCalls.open(file, name, kconfig, pinRoot, kernelFile, token);
      return object[0];
    }
  }

  private static final class Closing implements Runnable {
    private final long[] object; // a struct bpf_object *, once there is one
    private final MapMappings mappings;
    private final Descriptors descriptors;

    Closing(long[] object, MapMappings mappings, Descriptors descriptors) {
      this.object = object;
      this.mappings = mappings;
      this.descriptors = descriptors;
    }

    @Override
    public void run() {
      mappings.close();
      if (object[0] > 0) {
        lbj_object_close(object[0]);
        object[0] = 0;
      }
      descriptors.close();
    }
  }
}
