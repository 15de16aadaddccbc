package org.libbpfjava.internal;

import static org.libbpfjava.raw.global.libbpf.bpf_map__is_internal;
import static org.libbpfjava.raw.global.libbpf.bpf_map__name;
import static org.libbpfjava.raw.global.libbpf.bpf_object__next_map;
import static org.libbpfjava.raw.global.libbpf.bpf_object__next_program;
import static org.libbpfjava.raw.global.libbpf.bpf_program__name;
import static org.libbpfjava.raw.global.libbpf.bpf_program__section_name;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.libbpfjava.BpfException;
import org.libbpfjava.raw.bpf_map;
import org.libbpfjava.raw.bpf_object;
import org.libbpfjava.raw.bpf_program;

/** Lists what an object has. */
public final class NativeMembers {
  private NativeMembers() {}

  /** A program and its names. */
  public record Program(bpf_program handle, String name, String section) {}

  /** A declared map and its name. */
  public record DeclaredMap(bpf_map handle, String name) {}

  /** {@return the programs, in the object's order} */
  public static List<Program> programs(bpf_object object) {
    List<Program> programs = new ArrayList<>();
    for (bpf_program p = bpf_object__next_program(object, null);
        p != null;
        p = bpf_object__next_program(object, p)) {
      programs.add(
          new Program(
              p, Native.string(bpf_program__name(p)), Native.string(bpf_program__section_name(p))));
    }
    return Collections.unmodifiableList(programs);
  }

  /** {@return the maps that the C source declares; libbpf's own for data sections left out} */
  public static List<DeclaredMap> maps(bpf_object object) {
    List<DeclaredMap> maps = new ArrayList<>();
    for (bpf_map m = bpf_object__next_map(object, null);
        m != null;
        m = bpf_object__next_map(object, m)) {
      if (!bpf_map__is_internal(m)) {
        maps.add(new DeclaredMap(m, Native.string(bpf_map__name(m))));
      }
    }
    return Collections.unmodifiableList(maps);
  }

  /** The exception for a name that an object does not have. */
  public static BpfException missing(
      String source, String kind, String name, Collection<String> known) {
    return new BpfException(
        source
            + ": no "
            + kind
            + " '"
            + name
            + "'; it has: "
            + (known.isEmpty() ? "none" : NearestNames.suggest(name, known)));
  }
}
