package org.libbpfjava;

import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.internal.libbpf.IteratorInput;
import org.libbpfjava.internal.libbpf.IteratorRecords;
import org.libbpfjava.internal.libbpf.LineBuffer;

/**
 * One walk of an iterator, a program of {@code SEC("iter/…")}: the kernel calls the program for
 * each of its tasks, maps, sockets or the like, and what the program writes is read here.
 *
 * <pre>{@code
 * try (BpfIterator tasks = object.program("dump_tasks").iterate()) {
 *   tasks.lines().forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>The kernel walks on as it is read, about 32 KiB at a time. Nothing stops meanwhile, so that
 * what is read is no picture of one moment. The output is read once, in one of three ways: {@link
 * #lines}, {@link #records} or {@link #input}. A program that returns 1 asks to be called again for
 * the same element; it is, a thousand times at most.
 *
 * <p>{@link #close} is safe on any thread. A read that is in the kernel at that moment finishes
 * first.
 *
 * @libbpf bpf_iter_create
 */
public final class BpfIterator implements AutoCloseable {
  private final BpfLink link;
  private final boolean ownsLink;
  private final IteratorInput input;
  private final AtomicBoolean taken = new AtomicBoolean();

  private BpfIterator(BpfLink link, boolean ownsLink) {
    this.link = link;
    this.ownsLink = ownsLink;
    this.input = IteratorInput.open(link);
  }

  /**
   * Begins a walk. The link can be walked many times, also at the same time.
   *
   * @param link of an iterator; close the walk before the link
   * @return the walk, to be closed by the caller
   * @throws IllegalArgumentException if it is no link of an iterator
   * @throws IllegalStateException if the link is closed
   * @throws BpfException if the kernel refuses
   * @kernel 5.8, ac51d99bf81c ("bpf: Create anonymous bpf iterator")
   * @libbpf bpf_iter_create
   */
  public static BpfIterator of(BpfLink link) {
    return new BpfIterator(Objects.requireNonNull(link, "link"), false);
  }

  /** One that closes its link too. */
  static BpfIterator owning(BpfLink link) {
    try {
      return new BpfIterator(link, true);
    } catch (Throwable e) {
      link.close();
      throw e;
    }
  }

  /**
   * The lines that the program writes by BPF_SEQ_PRINTF, as UTF-8. A last line without an end is a
   * line too.
   *
   * @return the lines, read as the stream is; closing the stream closes this walk
   * @throws IllegalStateException if the output is being read already, or this is closed; so does
   *     the stream
   * @throws BpfException by the stream, if a read fails: E2BIG if the program writes more for one
   *     element than 8 pages, EAGAIN if it asks for an element again and again
   * @libbpf read(2)
   */
  public Stream<String> lines() {
    take();
    LineBuffer lines = new LineBuffer();
    byte[] piece = new byte[8192];
    return stream(() -> nextLine(lines, piece));
  }

  private @Nullable String nextLine(LineBuffer lines, byte[] piece) {
    String line = lines.next();
    while (line == null) {
      int length = input.read(piece, 0, piece.length);
      if (length < 0) {
        String rest = lines.isEmpty() ? null : lines.rest();
        lines.clear();
        return rest;
      }
      lines.add(piece, length);
      line = lines.next();
    }
    return line;
  }

  /**
   * The structs that the program writes by bpf_seq_write, one after the other. The class says the
   * layout: a record of numbers, enums, arrays and records, as C would lay out a struct with the
   * same members in the same order.
   *
   * @param type the Java class
   * @param <T> the class
   * @return the structs, read as the stream is; closing the stream closes this walk
   * @throws IllegalArgumentException if the class has no size of its own in C
   * @throws IllegalStateException as {@link #lines}
   * @throws BpfException as {@link #lines}; EIO if the output ends inside a struct
   * @libbpf read(2)
   */
  public <T> Stream<T> records(Class<T> type) {
    Objects.requireNonNull(type, "type");
    IteratorRecords<T> records = IteratorRecords.of(input, link, type);
    take();
    return stream(records::next);
  }

  /**
   * The structs that the program writes by bpf_seq_write, one after the other. The object's BTF
   * says the layout, against which the class is checked.
   *
   * @param struct the name of the C struct or typedef
   * @param type the Java class; {@code Object.class} for a tree of any struct
   * @param <T> the class
   * @return the structs, read as the stream is; closing the stream closes this walk
   * @throws NoSuchMemberException if the object has no such struct; the message has near names
   * @throws IllegalArgumentException with the first disagreement of the class and the C type, or if
   *     the link has no types: it is of no object with BTF, or the kernel does not show them
   * @throws IllegalStateException as {@link #lines}
   * @throws BpfException as {@link #lines}; EIO if the output ends inside a struct
   * @libbpf read(2)
   */
  public <T> Stream<T> records(String struct, Class<T> type) {
    Objects.requireNonNull(struct, "struct");
    Objects.requireNonNull(type, "type");
    IteratorRecords<T> records = IteratorRecords.of(input, link, struct, type);
    take();
    return stream(records::next);
  }

  /**
   * The bytes that the program writes.
   *
   * @return the bytes; its methods throw as the stream of {@link #lines} does, and no IOException.
   *     Closing it closes this walk
   * @throws IllegalStateException as {@link #lines}
   * @libbpf read(2)
   */
  public InputStream input() {
    take();
    return new Bytes(this);
  }

  /** The same bytes, whose close() ends the walk. */
  private static final class Bytes extends InputStream {
    private final BpfIterator iterator;

    Bytes(BpfIterator iterator) {
      this.iterator = iterator;
    }

    @Override
    public int read() {
      return iterator.input.read();
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      return iterator.input.read(to, offset, length);
    }

    @Override
    public int available() {
      return iterator.input.available();
    }

    @Override
    public void close() {
      iterator.close();
    }
  }

  private void take() {
    if (!isOpen()) {
      throw new IllegalStateException(input.subject() + " is closed");
    }
    if (!taken.compareAndSet(false, true)) {
      throw new IllegalStateException(
          input.subject() + " is being read already: begin another walk of its link");
    }
  }

  /** Gives the next element, null for the end. */
  private interface Source<T> {
    @Nullable T next();
  }

  private <T> Stream<T> stream(Source<T> source) {
    Spliterator<T> elements =
        new AbstractSpliterator<>(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL) {
          @Override
          public boolean tryAdvance(Consumer<? super T> action) {
            Optional<T> next = Optional.ofNullable(source.next());
            next.ifPresent(action);
            return next.isPresent();
          }
        };
    return StreamSupport.stream(elements, false).onClose(this::close);
  }

  /** {@return whether it has not been closed} */
  public boolean isOpen() {
    return input.isOpen();
  }

  /** Ends the walk. A second call does nothing. */
  @Override
  public void close() {
    input.close();
    if (ownsLink) {
      link.close();
    }
  }

  @Override
  public String toString() {
    return input.subject();
  }
}
