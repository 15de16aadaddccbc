package org.libbpfjava.internal;

import static org.libbpfjava.raw.global.libbpf.bpf_object__close;
import static org.libbpfjava.raw.global.libbpf.lbj_object_btf_read;
import static org.libbpfjava.raw.global.libbpf.lbj_object_btf_size;
import static org.libbpfjava.raw.global.libbpf.lbj_object_open;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.BpfException;
import org.libbpfjava.InvalidBpfObjectException;
import org.libbpfjava.OpenOptions;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.internal.elf.ElfSection;
import org.libbpfjava.presets.NativeLibrary;
import org.libbpfjava.raw.bpf_object;
import org.libbpfjava.raw.bpf_object_open_opts;

/** A {@code struct bpf_object} and its life. Its maps and programs live exactly as long. */
public final class NativeObject {
  private final String source;
  private final bpf_object handle;
  private final NativeResource resource;
  private final Optional<ArenaGlobals> arena;

  private NativeObject(String source, bpf_object handle) {
    this.source = source;
    this.handle = handle;
    this.resource = new NativeResource("object '" + source + "'", () -> bpf_object__close(handle));
    this.arena = ArenaGlobals.of(source, handle);
  }

  /** Opens an object whose bytes have been checked. */
  public static NativeObject open(ObjectFile file, OpenOptions options) {
    NativeLibrary.load();
    try (bpf_object_open_opts opts = new bpf_object_open_opts();
        BytePointer name = cString(options.name().orElse(file.objectName()));
        BytePointer kconfig = cString(options.kconfig().orElse(null))) {
      opts.sz(Loader.sizeof(bpf_object_open_opts.class)).object_name(name).kconfig(kconfig);
      // Safe: libbpf has copied what it needs of bytes and options when it returns.
      NativeLog.Outcome<Long> opened =
          NativeLog.collect(
              NativeLog.Detail.WARNINGS,
              () -> lbj_object_open(file.bytes(), file.bytes().length, opts));
      if (opened.result() < 0) {
        opened.log().forwardQuietly();
        throw refusal(file, (int) -opened.result(), opened.log().lastWarning());
      }
      opened.log().forward();
      return new NativeObject(file.source(), new bpf_object(Native.pointer(opened.result())));
    }
  }

  private static BpfException refusal(ObjectFile file, int errno, String warning) {
    if (errno == Errno.ENOMEM) {
      return new BpfException("open object '" + file.source() + "'", errno);
    }
    String reason = warning;
    if (reason.isEmpty() && errno == Errno.ENOENT) {
      reason = emptySection(file);
    }
    return new InvalidBpfObjectException(
        file.source(),
        "libbpf cannot open it: "
            + Errno.describe(errno)
            + (reason.isEmpty() ? "" : " (" + reason + ")"));
  }

  /** What libbpf says at debug level alone: btf_fixup_datasec() finds no bytes for a section. */
  private static String emptySection(ObjectFile file) {
    ElfFile elf = ElfFile.parse(file.source(), file.bytes());
    return elf.findSection(".BTF").stream()
        .flatMap(btf -> Btf.parse(file.source(), btf.bytes()).datasecs().stream())
        .filter(section -> !SectionKind.of(section.name()).map(SectionKind::isExtern).orElse(false))
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

  private static BytePointer cString(@Nullable String text) {
    return text == null ? new BytePointer() : new BytePointer(text, StandardCharsets.UTF_8);
  }

  /** {@return the object's BTF as libbpf fixed it up at open, empty for an object without} */
  public Optional<Btf> btf() {
    long size = lbj_object_btf_size(handle);
    if (size == 0) {
      return Optional.empty();
    }
    byte[] raw = new byte[Math.toIntExact(size)];
    Native.check(lbj_object_btf_read(handle, raw, raw.length), "read BTF of object", source);
    return Optional.of(Btf.parse(source, raw));
  }

  /** {@return its globals in an arena, empty where it has none} */
  public Optional<ArenaGlobals> arena() {
    return arena;
  }

  public String source() {
    return source;
  }

  /** {@return libbpf's handle; to be used between enter and exit of {@link #resource}} */
  public bpf_object handle() {
    return handle;
  }

  public NativeResource resource() {
    return resource;
  }
}
