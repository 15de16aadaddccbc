package org.libbpfjava.btf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.internal.elf.BtfFile;
import org.libbpfjava.internal.message.SectionSize;

/**
 * The types of an object, of the running kernel, of a module or of a file: parsed BTF.
 *
 * <p>Types are decoded when they are asked for, and so are their names and lists of members. BTF
 * from outside is checked as a whole when it is parsed: that every id and name exists, that sizes
 * add up, and that no type contains itself. After that no read fails. The kernel's own is large and
 * has been checked by the kernel: {@link #ofKernel} and {@link #ofModule} check each type when it
 * is first asked for, by the same rules.
 *
 * <p>Split BTF, such as a module's, goes on where its {@linkplain #base base} ends. Its ids begin
 * after those of the base, and all types of the base are among its types.
 *
 * <p>Immutable; safe on any thread.
 */
public final class Btf {
  private final BtfData data;
  private final @Nullable Btf base;
  private final BtfSizes sizes;
  private final @Nullable BtfLazyChecks unchecked; // null where all types have been checked
  private final AtomicReferenceArray<@Nullable BtfType> types; // decoded, each once
  private final BtfNames names;
  // Built on demand; a race builds one twice. Each is published by an unmodifiable view alone: by
  // its final field no thread sees a map that is not complete (JLS 17.5). A HashMap has none.
  private @Nullable Map<String, BtfDatasec> datasecs;
  private @Nullable Map<String, BtfEnumerator> enumerators;

  private Btf(BtfData data, @Nullable Btf base, boolean isChecked) {
    this.data = data;
    this.base = base;
    BtfReferences references = new BtfReferences(data);
    if (isChecked) {
      references.check();
    }
    this.sizes = new BtfSizes(data, isChecked ? null : references, base);
    this.unchecked = isChecked ? null : new BtfLazyChecks(data, references, sizes);
    if (isChecked) {
      sizes.walk();
      BtfSpelling.of(data, null).walk();
    }
    this.types = new AtomicReferenceArray<>(data.count() - firstId());
    this.names = new BtfNames(this, data);
  }

  /**
   * The types of the running kernel.
   *
   * <p>Reads the file of a few megabytes once and notes where each type begins. Nothing is kept
   * between two calls: keep the result where it is needed more than once.
   *
   * @return the kernel's types
   * @throws BpfException if the kernel shows none, ENOENT, or they cannot be read
   * @throws InvalidBpfObjectException if the bytes are no BTF; a malformed type is refused when it
   *     is asked for
   * @kernel 5.4, with CONFIG_DEBUG_INFO_BTF
   */
  public static Btf ofKernel() {
    return unchecked("kernel BTF", BtfFile.ofKernel(), null);
  }

  /** The kernel's own types, or those of a module: each is checked when it is asked for. */
  static Btf unchecked(String source, byte[] raw, @Nullable Btf base) {
    return new Btf(
        BtfData.readUnchecked(source, raw, base == null ? null : base.data), base, false);
  }

  /**
   * The types of a module that is loaded, after those of the kernel, which are read too. For
   * several modules read the kernel's once, and use {@link #ofModule(String, Btf)}.
   *
   * @param name the module's name as {@code lsmod} has it, such as {@code nf_conntrack}
   * @return the types
   * @throws IllegalArgumentException if it is no name of a module
   * @throws BpfException if the module is not loaded or has no types, ENOENT, or they cannot be
   *     read
   * @kernel 5.11, with CONFIG_DEBUG_INFO_BTF_MODULES
   */
  public static Btf ofModule(String name) {
    Objects.requireNonNull(name, "name");
    byte[] raw = BtfFile.ofModule(name);
    return split(name, raw, ofKernel());
  }

  /**
   * The types of a module that is loaded, after those of the kernel.
   *
   * @param name the module's name as {@code lsmod} has it, such as {@code nf_conntrack}
   * @param kernel what {@link #ofKernel} has given
   * @return the types
   * @throws IllegalArgumentException if it is no name of a module
   * @throws BpfException if the module is not loaded or has no types, ENOENT, or they cannot be
   *     read
   * @kernel 5.11, with CONFIG_DEBUG_INFO_BTF_MODULES
   */
  public static Btf ofModule(String name, Btf kernel) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kernel, "kernel");
    return split(name, BtfFile.ofModule(name), kernel);
  }

  private static Btf split(String module, byte[] raw, Btf kernel) {
    return unchecked("BTF of module " + module, raw, kernel);
  }

  /**
   * The types in a file: bare BTF, such as a copy of {@code /sys/kernel/btf/vmlinux}, or an ELF
   * file of any machine with a section {@code .BTF}, such as a BPF object or a vmlinux. If it has a
   * section {@code .BTF.base} too, as modules do from Linux 6.11 on, that becomes the base.
   *
   * @param path the file
   * @return the types
   * @throws BpfException if it cannot be read
   * @throws InvalidBpfObjectException if it is neither, or not well-formed; the message has the
   *     place
   */
  public static Btf ofFile(Path path) {
    Objects.requireNonNull(path, "path");
    BtfFile found = BtfFile.read(path);
    byte[] distilled = found.base();
    Btf base = distilled == null ? null : parsed(found.source() + ", .BTF.base", distilled, null);
    return parsed(found.source(), found.types(), base);
  }

  /**
   * The types in a file that goes on where other types end.
   *
   * @param path the file, as for {@link #ofFile(Path)}, such as a module's {@code .ko}
   * @param base the types that it was made over: those of the kernel that it belongs to
   * @return the types
   * @throws BpfException if it cannot be read
   * @throws InvalidBpfObjectException if it is neither, or not well-formed; the message has the
   *     place
   */
  public static Btf ofFile(Path path, Btf base) {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(base, "base");
    BtfFile found = BtfFile.read(path);
    return parsed(found.source(), found.types(), base);
  }

  /**
   * Parses the bytes of a {@code .BTF} section, in either byte order.
   *
   * @param source the name of the bytes in messages, such as that of the object
   * @param raw the bytes, which are copied
   * @return the types
   * @throws InvalidBpfObjectException if the bytes are no well-formed BTF; the message has the
   *     place
   */
  public static Btf parse(String source, byte[] raw) {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(raw, "raw");
    return parsed(source, raw.clone(), null);
  }

  /**
   * Parses the bytes of split BTF.
   *
   * @param source the name of the bytes in messages
   * @param raw the bytes, which are copied
   * @param base the types that they go on from
   * @return the types, those of the base among them
   * @throws InvalidBpfObjectException if the bytes are no well-formed BTF over that base; the
   *     message has the place
   */
  public static Btf parse(String source, byte[] raw, Btf base) {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(raw, "raw");
    Objects.requireNonNull(base, "base");
    return parsed(source, raw.clone(), base);
  }

  private static Btf parsed(String source, byte[] raw, @Nullable Btf base) {
    return new Btf(BtfData.read(source, raw, base == null ? null : base.data), base, true);
  }

  /** {@return the types that these go on from, empty if they stand alone} */
  public Optional<Btf> base() {
    return Optional.ofNullable(base);
  }

  /** {@return a copy of the bytes, as they were read; of split BTF without those of the base} */
  public byte[] toBytes() {
    return data.shared().clone();
  }

  /**
   * Writes all types as C, as {@code bpftool btf dump file … format c} does: what is known as
   * {@code vmlinux.h}, for objects that are compiled with {@code clang -target bpf}. A type stands
   * behind those that it needs, and apart from that in the order of the ids. Of split BTF the
   * base's types are written too.
   *
   * @param out gets the text, piece by piece; for the kernel's types some 3 MB
   * @throws IOException if {@code out} throws it
   * @throws BpfException if libbpf cannot read the types, such as ones of a kind that is newer than
   *     it
   * @throws InvalidBpfObjectException if a type is malformed, or the text would be endless
   * @libbpf btf_dump__dump_type
   */
  public void writeHeader(Appendable out) throws IOException {
    Objects.requireNonNull(out, "out");
    BtfHeaderFile.write(this, out);
  }

  /**
   * {@return all types as C, as {@link #writeHeader} writes them}
   *
   * @throws BpfException if libbpf cannot read the types
   * @throws InvalidBpfObjectException if a type is malformed, or the text would be endless
   * @libbpf btf_dump__dump_type
   */
  public String toC() {
    StringBuilder text = new StringBuilder();
    try {
      writeHeader(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringBuilder throws none
    }
    return text.toString();
  }

  private int firstId() {
    return base == null ? 0 : base.typeCount();
  }

  /**
   * {@return the number of types, void and those of the base included; ids run from 0 (void) to one
   * below it}
   */
  public int typeCount() {
    return data.count();
  }

  /**
   * {@return the type with that id}
   *
   * @param id the id, 0 for void
   * @throws IllegalArgumentException if there is no such id
   */
  public BtfType type(int id) {
    if (id < 0 || id >= typeCount()) {
      throw new IllegalArgumentException(
          data.source() + ": no BTF type " + id + ", ids run from 0 to " + (typeCount() - 1));
    }
    if (base != null && id < base.typeCount()) {
      return base.type(id);
    }
    int index = id - firstId();
    BtfType known = types.get(index);
    if (known == null) {
      if (unchecked != null) {
        unchecked.check(id);
      }
      BtfType made = BtfNode.of(this, id);
      known = types.compareAndSet(index, null, made) ? made : types.get(index);
    }
    return known;
  }

  /** {@return all types by id, void first; each is decoded when it is taken from the list} */
  public List<BtfType> types() {
    return new BtfTypeList(this);
  }

  /** {@return the sections that hold variables, in the order of the BTF} */
  public List<BtfDatasec> datasecs() {
    return List.copyOf(datasecsByName().values());
  }

  /**
   * {@return the section of that name, empty if there is none}
   *
   * @param name its ELF name, such as {@code .rodata.cfg}
   */
  public Optional<BtfDatasec> findDatasec(String name) {
    Objects.requireNonNull(name, "name");
    return Optional.ofNullable(datasecsByName().get(name));
  }

  /**
   * For this library alone: the types as libbpf changes them when a section gets another size
   * before load. The section's last variable is an array then, and gets as many elements as fit. A
   * new type with the highest id describes it.
   *
   * @param wanted the section and its new size
   * @return the changed types; empty if there is no such section, if its last variable is no array,
   *     or if the elements do not fill the size exactly
   * @libbpf bpf_map__set_value_size, which drops the section's types if this is empty
   * @hidden
   */
  public Optional<Btf> withSectionSize(SectionSize wanted) {
    return findDatasec(wanted.section())
        .filter(found -> base == null) // no object's types are split
        .flatMap(found -> BtfResize.of(data, found, wanted.sizeBytes()))
        .map(raw -> parsed(data.source(), raw, null));
  }

  /**
   * Finds a type by its name. If several types of one kind have the name, the first one is found.
   * No other type is decoded for it.
   *
   * @param name its C name, without {@code struct} or {@code enum}
   * @param kind the kind of type, such as {@code BtfStruct.class}
   * @param <T> the kind of type
   * @return the type, empty if there is none
   */
  public <T extends BtfType> Optional<T> find(String name, Class<T> kind) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
    if (base != null) {
      Optional<T> found = base.find(name, kind);
      if (found.isPresent()) {
        return found;
      }
    }
    int id = names.find(name, kind);
    return id == 0 ? Optional.empty() : Optional.of(kind.cast(type(id)));
  }

  /**
   * Finds an enum's constant by its name. All enums share one name space, as in C. If several enums
   * have the name, the first one is found. Constants of an enum that {@linkplain
   * BtfEnum#isTruncated is truncated} are left out.
   *
   * @param name its C name
   * @return the constant, empty if there is none
   */
  public Optional<BtfEnumerator> findEnumerator(String name) {
    Objects.requireNonNull(name, "name");
    Map<String, BtfEnumerator> known = enumerators;
    if (known == null) {
      Map<String, BtfEnumerator> found = new HashMap<>();
      for (int id = 1; id < typeCount(); id++) {
        if (BtfKind.isEnum(data.kind(id))
            && type(id) instanceof BtfEnum constants
            && !constants.isTruncated()) {
          constants.enumerators().forEach(one -> found.putIfAbsent(one.name(), one));
        }
      }
      known = Collections.unmodifiableMap(found);
      enumerators = known;
    }
    return Optional.ofNullable(known.get(name));
  }

  /**
   * A string of the table that holds all names. Line records refer to it.
   *
   * @param offset where the string begins, in bytes
   * @return the string up to its NUL, empty if the offset is outside the table
   */
  public Optional<String> findString(long offset) {
    return data.string(offset);
  }

  private Map<String, BtfDatasec> datasecsByName() {
    Map<String, BtfDatasec> known = datasecs;
    if (known == null) {
      Map<String, BtfDatasec> found = new LinkedHashMap<>();
      for (int id = 1; id < typeCount(); id++) {
        if (data.kind(id) == BtfKind.DATASEC && type(id) instanceof BtfDatasec section) {
          found.putIfAbsent(section.name(), section);
        }
      }
      known = Collections.unmodifiableMap(found);
      datasecs = known;
    }
    return known;
  }

  /** {@return what messages call the types, and how many there are} */
  @Override
  public String toString() {
    return data.source() + ", " + typeCount() + " types";
  }

  BtfData data() {
    return data;
  }

  /** Checks that a declaration of a type has an end. */
  void checkSpelling(int id) {
    if (unchecked != null) {
      unchecked.checkSpelling(id);
    }
  }

  /** Checks all types, those of the base too, and that the text of all of them has an end. */
  void checkText() {
    if (base != null) {
      base.checkText();
    }
    if (unchecked != null) {
      unchecked.checkAll();
    }
    BtfSpelling spelling = BtfSpelling.counting(data);
    spelling.walk();
    spelling.checkLength();
  }

  /** {@return bytes as BTF says, without a bound; negative for none} */
  long sizeOf(int id) {
    if (unchecked != null) {
      unchecked.check(id);
    }
    return sizes.size(id);
  }

  int alignmentOf(int id) {
    if (unchecked != null) {
      unchecked.check(id);
    }
    return sizes.alignment(id);
  }
}
