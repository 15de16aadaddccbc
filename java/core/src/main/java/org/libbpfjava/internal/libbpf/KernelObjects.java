package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_next_id;
import static org.libbpfjava.raw.global.plain.lbj_open_id;

import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.attach.LinkInfo;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.failure.Need;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.probe.Presets;
import org.libbpfjava.map.MapInfo;
import org.libbpfjava.raw.global.plain;

/**
 * All objects of one kind that the running kernel holds, by their ids.
 *
 * @param <T> what is told of one
 */
public final class KernelObjects<T> {
  /** Reads what the kernel says about an object. */
  private interface Reader<T> {
    T read(int fd, String subject);
  }

  /** Its maps. */
  public static final KernelObjects<MapInfo> MAPS =
      new KernelObjects<>(plain.LBJ_MAP, "map", MapFacts::of);

  /** Its links. */
  public static final KernelObjects<LinkInfo> LINKS =
      new KernelObjects<>(plain.LBJ_LINK, "link", LinkFacts::of);

  /** Its type information. */
  public static final KernelObjects<BtfFacts> BTF =
      new KernelObjects<>(plain.LBJ_BTF, "BTF object", BtfFacts::of);

  private final int kind; // enum in libbpf_java.h
  private final String noun;
  private final Reader<T> reader;

  private KernelObjects(int kind, String noun, Reader<T> reader) {
    this.kind = kind;
    this.noun = noun;
    this.reader = reader;
  }

  /** {@return the ids of its programs, as {@link #all} walks over others} */
  public static Stream<Integer> programIds() {
    return ids(plain.LBJ_PROGRAM, "program");
  }

  /**
   * {@return all of them, in the order of their ids} Each step is four system calls. What vanishes
   * meanwhile is left out. A refusal of the kernel is thrown at the step that meets it.
   */
  public Stream<T> all() {
    return ids(kind, noun)
        .mapMulti(
            (id, next) -> {
              T info = read(id);
              if (info != null) {
                next.accept(info);
              }
            });
  }

  private static Stream<Integer> ids(int kind, String noun) {
    Presets.load();
    return StreamSupport.stream(new Ids(kind, noun), false);
  }

  private static final class Ids extends AbstractSpliterator<Integer> {
    private final int kind;
    private final String noun;
    private int id;

    Ids(int kind, String noun) {
      super(
          Long.MAX_VALUE,
          Spliterator.ORDERED
              | Spliterator.DISTINCT
              | Spliterator.NONNULL
              | Spliterator.CONCURRENT);
      this.kind = kind;
      this.noun = noun;
    }

    @Override
    public boolean tryAdvance(Consumer<? super Integer> action) {
      int next = lbj_next_id(kind, id);
      if (next == -Errno.ENOENT) {
        return false;
      }
      if (next < 0) {
        throw refusal("list " + noun + "s", -next);
      }
      id = next;
      action.accept(next);
      return true;
    }
  }

  /** {@return what the kernel says of it, null where it has gone meanwhile} */
  private @Nullable T read(int id) {
    int[] place = {-1};
    try {
      Reclaim.retry(() -> place[0] = lbj_open_id(kind, id));
      if (place[0] == -Errno.ENOENT) {
        return null;
      }
      if (place[0] < 0) {
        throw cannotOpen(noun, id, -place[0]);
      }
      return reader.read(place[0], "id " + id);
    } finally {
      Descriptors.closeOne(place);
    }
  }

  /**
   * The exception for an object that was not opened by its id.
   *
   * @param noun what it is: {@code "map"}
   * @param errno the positive error number
   */
  static BpfException cannotOpen(String noun, int id, int errno) {
    String what = "open the " + noun + " with id " + Integer.toUnsignedString(id);
    return errno == Errno.ENOENT
        ? new BpfException(
            Message.whole(what + ": ENOENT (-2): there is no such " + noun, Errno.ENOENT))
        : refusal(what, errno);
  }

  private static BpfException refusal(String what, int errno) {
    return ReturnCode.refusal(Message.whole(what, errno), Need.ofIds());
  }
}
