package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_map_id;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.Instruction.LdMap;
import org.libbpfjava.insn.MapReference;
import org.libbpfjava.internal.code.NamedMap;

/**
 * The maps that a program names, with the descriptors that they lend while it is loaded.
 *
 * <p>Each map lends inside the loan of the one before, so that all are open when the last one is.
 */
public final class LentMaps {
  private final List<Instruction> instructions;
  private final IdentityHashMap<MapReference, Integer> descriptors = new IdentityHashMap<>();

  private LentMaps(List<Instruction> instructions) {
    this.instructions = instructions;
  }

  /**
   * Borrows the descriptors of all maps that instructions name.
   *
   * @param use called once, while none of the maps can be closed
   * @return what {@code use} returned
   * @throws IllegalStateException if a map is closed; the message names it
   */
  public static <T> T borrow(List<Instruction> instructions, Function<LentMaps, T> use) {
    Set<MapReference> maps = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Instruction instruction : instructions) {
      if (instruction instanceof LdMap load) {
        maps.add(load.map());
      }
    }
    return new LentMaps(instructions).borrow(maps.iterator(), use);
  }

  private <T> T borrow(Iterator<MapReference> rest, Function<LentMaps, T> use) {
    if (!rest.hasNext()) {
      return use.apply(this);
    }
    MapReference map = rest.next();
    try {
      return map.withFd(
          fd -> {
            descriptors.put(map, fd);
            return borrow(rest, use);
          });
    } catch (IllegalStateException e) {
      if (descriptors.containsKey(map)) {
        throw e; // of a map further inside, or of the use
      }
      throw new IllegalStateException("map '" + map.name() + "': " + e.getMessage(), e);
    }
  }

  /** {@return the instructions with the descriptors in them} */
  public List<Instruction> instructions() {
    List<Instruction> resolved = new ArrayList<>(instructions.size());
    for (Instruction instruction : instructions) {
      resolved.add(instruction instanceof LdMap load ? load.withFd(fd(load.map())) : instruction);
    }
    return List.copyOf(resolved);
  }

  private int fd(MapReference map) {
    Integer fd = descriptors.get(map);
    if (fd == null) {
      throw new IllegalStateException("map '" + map.name() + "' lent no descriptor");
    }
    return fd;
  }

  /** {@return the maps by name, for listings that outlive the loan} */
  public List<NamedMap> named() {
    List<NamedMap> named = new ArrayList<>(descriptors.size());
    descriptors.forEach((map, fd) -> named.add(new Lent(map.name(), fd, lbj_map_id(fd))));
    return named;
  }

  /** What was known of a map while it was lent. */
  private record Lent(String name, int fd, int id) implements NamedMap {
    @Override
    public boolean isSection() {
      return false;
    }
  }
}
