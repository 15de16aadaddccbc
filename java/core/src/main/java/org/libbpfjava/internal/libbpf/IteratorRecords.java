package org.libbpfjava.internal.libbpf;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.typed.StructReader;
import org.libbpfjava.internal.value.ObjectTypes;

/**
 * The structs that an iterator writes. Of one thread at a time.
 *
 * @param <T> the Java class that each becomes
 */
public final class IteratorRecords<T> {
  private final IteratorInput input;
  private final StructReader<T> reader;

  private IteratorRecords(IteratorInput input, StructReader<T> reader) {
    this.input = input;
    this.reader = reader;
  }

  /** Structs that are laid out as the class says. */
  public static <T> IteratorRecords<T> of(IteratorInput input, BpfLink link, Class<T> java) {
    return new IteratorRecords<>(input, StructReader.of(link.program(), java));
  }

  /** Structs of a C type of the link's object. */
  public static <T> IteratorRecords<T> of(
      IteratorInput input, BpfLink link, String struct, Class<T> java) {
    Optional<ObjectTypes> types =
        link instanceof ObjectTypes.Holder holder ? holder.types() : Optional.empty();
    ObjectTypes object =
        types.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no C type '"
                        + struct
                        + "' for "
                        + input.subject()
                        + ": it has no BTF; records(Class) takes the layout from the class"));
    BtfType type = object.sized(struct, input.subject());
    return new IteratorRecords<>(
        input, StructReader.of(link.program(), java, type, object.codecs()));
  }

  /** {@return the next one, null at the end} */
  public @Nullable T next() {
    byte[] bytes = reader.bytes();
    int filled = fill(bytes);
    if (filled == 0) {
      return null;
    }
    if (filled < bytes.length) {
      throw new BpfException(
          Message.whole(
              "read "
                  + input.subject()
                  + ": "
                  + Errno.describe(Errno.EIO)
                  + ": its output ends "
                  + filled
                  + " bytes into a struct of "
                  + bytes.length,
              Errno.EIO));
    }
    return reader.read();
  }

  /** Reads bytes until all are there; fewer at the end. */
  private int fill(byte[] bytes) {
    int filled = 0;
    int length = 0;
    while (length >= 0 && filled < bytes.length) {
      length = input.read(bytes, filled, bytes.length - filled);
      filled += Math.max(length, 0);
    }
    return filled;
  }
}
