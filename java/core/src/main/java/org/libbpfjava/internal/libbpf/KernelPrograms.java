package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.libbpf_bpf_prog_type_str;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.typed.MapUse;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapType;
import org.libbpfjava.map.ProgramArray;
import org.libbpfjava.map.ProgramReference;

/** A prog array: descriptors go in, ids come out. */
final class KernelPrograms implements ProgramArray {
  private final BpfMap map;

  private KernelPrograms(BpfMap map) {
    this.map = map;
  }

  /**
   * {@return the programs of a map}
   *
   * @throws IllegalArgumentException if it is no prog array
   */
  static ProgramArray of(BpfMap map) {
    if (map.type() != MapType.PROG_ARRAY) {
      throw new IllegalArgumentException(map + " has no programs: " + MapUse.of(map.type()));
    }
    return new KernelPrograms(map);
  }

  private static byte[] bytes(int number) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(number).array();
  }

  @Override
  public BpfMap map() {
    return map;
  }

  @Override
  public void put(int index, ProgramReference program) {
    Objects.requireNonNull(program, "program");
    program.withFd(
        fd -> {
          try {
            map.update(bytes(index), bytes(fd));
            return this;
          } catch (BpfException e) {
            throw e.errno() == Errno.EINVAL ? refusal(program.name(), fd) : e;
          }
        });
  }

  /** kernel/bpf/core.c, bpf_prog_map_compatible(). */
  private BpfException refusal(String program, int fd) {
    int own = DescriptorInfo.of(fd, program).programType();
    int callers = map.withFd(mapFd -> DescriptorInfo.of(mapFd, map.name()).callersType());
    String reason =
        own == callers || callers == 0
            ? "its type is that of the programs that call it; what else must be alike is not, such"
                + " as the attach type, whether it may sleep, or whether it takes XDP fragments"
            : "it is of type "
                + typeName(own)
                + ", and the programs that call it are of type "
                + typeName(callers);
    return new BpfException(
        Message.whole(
            "put program '"
                + program
                + "' into map '"
                + map.name()
                + "': "
                + Errno.describe(Errno.EINVAL)
                + ": "
                + reason,
            Errno.EINVAL));
  }

  private static String typeName(int number) {
    String name = Native.string(libbpf_bpf_prog_type_str(number));
    return name.isEmpty() ? String.valueOf(number) : name;
  }

  @Override
  public boolean remove(int index) {
    return map.delete(bytes(index));
  }

  @Override
  public OptionalInt id(int index) {
    Optional<byte[]> found = map.lookup(bytes(index));
    return found.isPresent()
        ? OptionalInt.of(ByteBuffer.wrap(found.get()).order(ByteOrder.nativeOrder()).getInt())
        : OptionalInt.empty();
  }

  @Override
  public String toString() {
    return "programs of " + map;
  }
}
