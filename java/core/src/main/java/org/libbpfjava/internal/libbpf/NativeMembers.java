package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.bpf_map__is_internal;
import static org.libbpfjava.raw.global.plain.bpf_object__next_map;
import static org.libbpfjava.raw.global.plain.bpf_object__next_program;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.message.NearestNames;
import org.libbpfjava.internal.value.ObjectTypes;
import org.libbpfjava.map.BpfMap;

/** Lists what an object has. */
public final class NativeMembers {
  private NativeMembers() {}

  /** {@return the programs, in the object's order} */
  public static List<NativeProgram> programs(long object) {
    List<NativeProgram> programs = new ArrayList<>();
    for (long p = bpf_object__next_program(object, 0);
        p != 0;
        p = bpf_object__next_program(object, p)) {
      programs.add(new NativeProgram(p));
    }
    return Collections.unmodifiableList(programs);
  }

  /** {@return the programs that load loads} The caller is inside the object. */
  public static List<NativeProgram> autoloaded(NativeObject object) {
    List<NativeProgram> loaded = new ArrayList<>();
    for (NativeProgram program : object.programs()) {
      if (program.isAutoload()) {
        loaded.add(program);
      }
    }
    return loaded;
  }

  /** {@return the maps that the C source declares; libbpf's own for data sections left out} */
  public static List<NativeMap> maps(long object) {
    List<NativeMap> maps = new ArrayList<>();
    for (long m = bpf_object__next_map(object, 0); m != 0; m = bpf_object__next_map(object, m)) {
      if (!bpf_map__is_internal(m)) {
        maps.add(new NativeMap(m));
      }
    }
    return Collections.unmodifiableList(maps);
  }

  /**
   * {@return the maps that load made, by name, in the object's order} The caller is inside that.
   */
  public static Map<String, BpfMap> loadedMaps(NativeObject object, Optional<ObjectTypes> types) {
    Map<String, BpfMap> maps = new LinkedHashMap<>();
    for (NativeMap map : object.maps()) {
      if (map.isAutocreate()) {
        maps.put(map.name(), KernelMap.of(object, map, types));
      }
    }
    return maps;
  }

  /** The exception for a name that an object does not have. */
  public static NoSuchMemberException missing(
      String source, NoSuchMemberException.Kind kind, String name, Collection<String> known) {
    return new NoSuchMemberException(
        Message.of(
            source
                + ": no "
                + kind.name().toLowerCase(Locale.ROOT)
                + " '"
                + name
                + "'; it has: "
                + (known.isEmpty() ? "none" : NearestNames.suggest(name, known))),
        kind,
        name,
        NearestNames.near(name, known));
  }

  /** The exception for a map that a loaded object does not have. */
  public static BpfException missingMap(NativeObject object, String name, Set<String> known) {
    for (NativeMap map : object.maps()) {
      if (map.name().equals(name)) {
        return new BpfException(
            Message.of(
                object.source()
                    + ": map '"
                    + name
                    + "' was not made: its autocreate was switched off before load"));
      }
    }
    return missing(object.source(), NoSuchMemberException.Kind.MAP, name, known);
  }

  /** The exception for a program that the object has and that load left out. */
  public static BpfException notLoaded(String source, String program) {
    return new BpfException(
        Message.of(
            source
                + ": program '"
                + program
                + "' was not loaded: its section's name begins with '?' in the source, or its autoload"
                + " was switched off; program(\""
                + program
                + "\").setAutoload(true) before load"));
  }
}
