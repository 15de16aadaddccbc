package org.libbpfjava.attach;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.map.BpfMap;

/**
 * Objects of the kernel over which an iterator walks. Takes programs of {@code SEC("iter/…")}: the
 * section says which kind of objects, and this to which of them it keeps.
 *
 * @kernel 5.8
 * @libbpf bpf_program__attach_iter
 */
public final class Iter implements AttachOptions {
  /** The groups that an iterator visits, beginning at one. */
  public enum Walk {
    /** That one alone. */
    SELF,
    /** It and all below it, parents before children. */
    DESCENDANTS_PRE,
    /** It and all below it, children before parents. */
    DESCENDANTS_POST,
    /** It and its ancestors up to the root. */
    ANCESTORS
  }

  /** To what an iterator keeps. */
  public enum Kind {
    /** To nothing: it walks over all there is. */
    ALL,
    /** The elements of a map. */
    MAP,
    /** A thread. */
    THREAD,
    /** The threads of a process. */
    PROCESS,
    /** The threads of the process that a pidfd is of. */
    PIDFD,
    /** Control groups. */
    CGROUP
  }

  private static final Iter EVERYTHING = new Iter(Kind.ALL, null, 0, null, null);

  private final Kind kind;
  private final @Nullable BpfMap map;
  private final int number;
  private final @Nullable Path cgroup;
  private final @Nullable Walk walk;

  private Iter(
      Kind kind, @Nullable BpfMap map, int number, @Nullable Path cgroup, @Nullable Walk walk) {
    this.kind = kind;
    this.map = map;
    this.number = number;
    this.cgroup = cgroup;
    this.walk = walk;
  }

  /** {@return all objects; iterators over elements of a map need one} */
  public static Iter overAll() {
    return EVERYTHING;
  }

  /**
   * {@return the elements of a map}
   *
   * @param map the map, for programs of {@code iter/bpf_map_elem}, {@code iter/sockmap} and {@code
   *     iter/bpf_sk_storage_map}; it must be open while the program is attached
   */
  public static Iter ofMap(BpfMap map) {
    return new Iter(Kind.MAP, Objects.requireNonNull(map, "map"), 0, null, null);
  }

  /**
   * {@return one thread, for programs of {@code iter/task}, {@code iter/task_file} and {@code
   * iter/task_vma}}
   *
   * @param id its number, as {@code /proc/PID/task} shows it
   * @throws IllegalArgumentException if no thread can have it
   * @kernel 6.1
   */
  public static Iter ofThread(long id) {
    return new Iter(Kind.THREAD, null, AttachText.process(id, "thread"), null, null);
  }

  /**
   * {@return the threads of a process, for programs as {@link #ofThread}}
   *
   * @param id its number, as {@link ProcessHandle#pid} gives it
   * @throws IllegalArgumentException if no process can have it
   * @kernel 6.1
   */
  public static Iter ofProcess(long id) {
    return new Iter(Kind.PROCESS, null, AttachText.process(id, "process"), null, null);
  }

  /**
   * {@return the threads of the process that a pidfd is of, for programs as {@link #ofThread}}
   *
   * @param descriptor of pidfd_open(2), open while the program is attached; it stays the caller's
   * @throws IllegalArgumentException if it is less than 1, which the kernel takes for none
   * @kernel 6.1
   */
  public static Iter ofPidFd(int descriptor) {
    if (descriptor < 1) {
      throw new IllegalArgumentException("no pidfd can have the descriptor " + descriptor);
    }
    return new Iter(Kind.PIDFD, null, descriptor, null, null);
  }

  /**
   * {@return control groups of version 2, for programs of {@code iter/cgroup}}
   *
   * @param path the folder of the one at which it begins
   * @param walk which others it visits, and in which order
   * @kernel 6.1
   */
  public static Iter ofCgroup(Path path, Walk walk) {
    return new Iter(
        Kind.CGROUP,
        null,
        0,
        Objects.requireNonNull(path, "path"),
        Objects.requireNonNull(walk, "walk"));
  }

  /** {@return to what it keeps} */
  public Kind kind() {
    return kind;
  }

  /** {@return the map over whose elements it walks, if it was given} */
  public Optional<BpfMap> map() {
    return Optional.ofNullable(map);
  }

  /** {@return the number of the thread or process, or the pidfd; empty for other kinds} */
  public OptionalInt number() {
    return number == 0 ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /** {@return the control group at which it begins, if it was given} */
  public Optional<Path> cgroup() {
    return Optional.ofNullable(cgroup);
  }

  /** {@return which other control groups it visits, if one was given} */
  public Optional<Walk> walk() {
    return Optional.ofNullable(walk);
  }

  @Override
  public String toString() {
    return "Iter of "
        + switch (kind) {
          case ALL -> "all";
          case MAP -> "map '" + Objects.requireNonNull(map).name() + "'";
          case THREAD -> "thread " + number;
          case PROCESS -> "process " + number;
          case PIDFD -> "the process of descriptor " + number;
          case CGROUP -> "control group '" + cgroup + "', " + walk;
        };
  }
}
