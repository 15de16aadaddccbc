package org.libbpfjava;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.elf.ObjectFile;

/**
 * Where an object file comes from.
 *
 * <p>Bytes, a buffer and a stream are read when the source is made. A file or a resource is read
 * each time it is opened. Immutable.
 *
 * @see BpfObject#open(BpfSource)
 */
public final class BpfSource {
  private static final String IN_MEMORY = "object";

  private final @Nullable Path path;
  private final @Nullable Class<?> anchor;
  private final String resource;
  private final byte @Nullable [] bytes;

  private BpfSource(
      @Nullable Path path, @Nullable Class<?> anchor, String resource, byte @Nullable [] bytes) {
    this.path = path;
    this.anchor = anchor;
    this.resource = resource;
    this.bytes = bytes;
  }

  /**
   * {@return a file, as clang made it}
   *
   * @param path the file
   */
  public static BpfSource of(Path path) {
    return new BpfSource(Objects.requireNonNull(path, "path"), null, "", null);
  }

  /**
   * {@return the bytes of an object file}
   *
   * @param elf the bytes, copied
   */
  public static BpfSource of(byte[] elf) {
    return new BpfSource(null, null, "", Objects.requireNonNull(elf, "elf").clone());
  }

  /**
   * {@return the bytes of an object file}
   *
   * @param elf holds the bytes from its position to its limit; they are copied, and neither changes
   */
  public static BpfSource of(ByteBuffer elf) {
    byte[] copy = new byte[Objects.requireNonNull(elf, "elf").remaining()];
    elf.get(elf.position(), copy);
    return new BpfSource(null, null, "", copy);
  }

  /**
   * {@return the bytes of an object file}
   *
   * @param elf the stream; it is read to its end and not closed
   * @throws IOException if it cannot be read, or holds more bytes than any BPF object
   */
  public static BpfSource of(InputStream elf) throws IOException {
    return new BpfSource(null, null, "", ObjectFile.readAll(Objects.requireNonNull(elf, "elf")));
  }

  /**
   * {@return an object that lies in a jar or beside classes}
   *
   * @param anchor the class beside which it lies
   * @param resource its name, as for {@link Class#getResourceAsStream}
   */
  public static BpfSource ofResource(Class<?> anchor, String resource) {
    return new BpfSource(
        null,
        Objects.requireNonNull(anchor, "anchor"),
        Objects.requireNonNull(resource, "resource"),
        null);
  }

  /** Reads it; a name is what messages call an object in memory. */
  ObjectFile read(Optional<String> name) {
    if (path != null) {
      return ObjectFile.read(path);
    }
    return anchor != null
        ? ObjectFile.read(anchor, resource)
        : new ObjectFile(name.orElse(IN_MEMORY), Objects.requireNonNull(bytes));
  }

  @Override
  public String toString() {
    return path != null
        ? path.toString()
        : anchor != null ? resource : Objects.requireNonNull(bytes).length + " bytes";
  }
}
