package org.libbpfjava.attach;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.map.ProgramReference;

/**
 * The place of a program among the others at the same hook, which run one after the other.
 *
 * <pre>{@code
 * Tcx.to("eth0").withOrder(Order.before(firewall).expecting(3))
 * }</pre>
 *
 * @kernel 6.6 for tcx, 6.7 for netkit, 6.17 for cgroups
 * @libbpf BPF_F_BEFORE, BPF_F_AFTER, relative_fd, relative_id, expected_revision
 */
public final class Order {
  /** On which side of its neighbour a program is put; of all others, where it has none. */
  public enum Side {
    /** It runs earlier. */
    BEFORE,
    /** It runs later. */
    AFTER
  }

  private final Side side;
  private final @Nullable BpfLink link;
  private final @Nullable ProgramReference program;
  private final int linkId; // 0 for none
  private final int programId; // 0 for none
  private final long revision; // 0 for any

  private Order(
      Side side,
      @Nullable BpfLink link,
      @Nullable ProgramReference program,
      int linkId,
      int programId,
      long revision) {
    this.side = side;
    this.link = link;
    this.program = program;
    this.linkId = linkId;
    this.programId = programId;
    this.revision = revision;
  }

  /** {@return before all others} */
  public static Order first() {
    return new Order(Side.BEFORE, null, null, 0, 0, 0);
  }

  /** {@return after all others} */
  public static Order last() {
    return new Order(Side.AFTER, null, null, 0, 0, 0);
  }

  /**
   * {@return right before the program of a link}
   *
   * @param link a link of the same hook; it must be open while the program is attached
   */
  public static Order before(BpfLink link) {
    return new Order(Side.BEFORE, Objects.requireNonNull(link, "link"), null, 0, 0, 0);
  }

  /**
   * {@return right before another program}
   *
   * @param program one at the same hook; it must be open while this one is attached
   */
  public static Order before(ProgramReference program) {
    return new Order(Side.BEFORE, null, Objects.requireNonNull(program, "program"), 0, 0, 0);
  }

  /**
   * {@return right before the program of the link with that id}
   *
   * @param id the kernel's number of the link
   * @throws IllegalArgumentException if it is 0, which no link has
   */
  public static Order beforeLink(int id) {
    return new Order(Side.BEFORE, null, null, checked(id), 0, 0);
  }

  /**
   * {@return right before the program with that id}
   *
   * @param id the kernel's number of the program
   * @throws IllegalArgumentException if it is 0, which no program has
   */
  public static Order beforeProgram(int id) {
    return new Order(Side.BEFORE, null, null, 0, checked(id), 0);
  }

  /**
   * {@return right after the program of a link}
   *
   * @param link a link of the same hook; it must be open while the program is attached
   */
  public static Order after(BpfLink link) {
    return new Order(Side.AFTER, Objects.requireNonNull(link, "link"), null, 0, 0, 0);
  }

  /**
   * {@return right after another program}
   *
   * @param program one at the same hook; it must be open while this one is attached
   */
  public static Order after(ProgramReference program) {
    return new Order(Side.AFTER, null, Objects.requireNonNull(program, "program"), 0, 0, 0);
  }

  /**
   * {@return right after the program of the link with that id}
   *
   * @param id the kernel's number of the link
   * @throws IllegalArgumentException if it is 0, which no link has
   */
  public static Order afterLink(int id) {
    return new Order(Side.AFTER, null, null, checked(id), 0, 0);
  }

  /**
   * {@return right after the program with that id}
   *
   * @param id the kernel's number of the program
   * @throws IllegalArgumentException if it is 0, which no program has
   */
  public static Order afterProgram(int id) {
    return new Order(Side.AFTER, null, null, 0, checked(id), 0);
  }

  private static int checked(int id) {
    if (id == 0) {
      throw new IllegalArgumentException("id is 0, which the kernel gives to nothing");
    }
    return id;
  }

  /**
   * Attaches only if nobody has changed the hook's programs since it had that revision. Otherwise
   * the kernel refuses with ESTALE.
   *
   * @param revision the kernel's count of changes, 1 or more
   * @return the changed order
   * @throws IllegalArgumentException if it is 0
   */
  public Order expecting(long revision) {
    if (revision == 0) {
      throw new IllegalArgumentException("revision is 0: the kernel counts from 1");
    }
    return new Order(side, link, program, linkId, programId, revision);
  }

  /** {@return the side of the neighbour, or of all others} */
  public Side side() {
    return side;
  }

  /** {@return the neighbour, if it was given as a link} */
  public Optional<BpfLink> link() {
    return Optional.ofNullable(link);
  }

  /** {@return the neighbour, if it was given as a program} */
  public Optional<ProgramReference> program() {
    return Optional.ofNullable(program);
  }

  /** {@return the neighbour, if it was given as the id of a link} */
  public OptionalInt linkId() {
    return linkId == 0 ? OptionalInt.empty() : OptionalInt.of(linkId);
  }

  /** {@return the neighbour, if it was given as the id of a program} */
  public OptionalInt programId() {
    return programId == 0 ? OptionalInt.empty() : OptionalInt.of(programId);
  }

  /** {@return the revision that the hook must have, empty for any} */
  public OptionalLong revision() {
    return revision == 0 ? OptionalLong.empty() : OptionalLong.of(revision);
  }

  @Override
  public String toString() {
    boolean before = side == Side.BEFORE;
    String side = before ? "before " : "after ";
    String place =
        link != null
            ? side + link
            : program != null
                ? side + "program " + program.name()
                : linkId != 0
                    ? side + "the link with id " + Integer.toUnsignedString(linkId)
                    : programId != 0
                        ? side + "the program with id " + Integer.toUnsignedString(programId)
                        : before ? "first" : "last";
    return place + (revision == 0 ? "" : ", expecting revision " + Long.toUnsignedString(revision));
  }
}
