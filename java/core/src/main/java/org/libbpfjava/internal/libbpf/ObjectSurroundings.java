package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.bpf_map__max_entries;
import static org.libbpfjava.raw.global.plain.bpf_map__type;
import static org.libbpfjava.raw.global.plain.bpf_object__find_map_by_name;
import static org.libbpfjava.raw.global.plain.libbpf_bpf_map_type_str;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfDatasec;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.internal.failure.FailureMessages;
import org.libbpfjava.internal.failure.Need;
import org.libbpfjava.internal.failure.Surroundings;

/** Those of an object whose load has failed. Nothing of it has been closed yet. */
public final class ObjectSurroundings implements Surroundings {
  /** Maps that the kernel sizes: sk, inode, task and cgroup storage, struct_ops. */
  private static final Set<String> SIZED_BY_KERNEL =
      Set.of("sk_storage", "inode_storage", "task_storage", "cgrp_storage", "struct_ops");

  /** Programs that the kernel calls from a patched function: kernel/bpf/trampoline.c. */
  private static final Pattern TRAMPOLINE =
      Pattern.compile("\\??(fentry|fexit|fsession|fmod_ret|lsm|freplace)\\b.*");

  private final NativeObject object;
  private final int errno;
  private final FailureMessages messages;

  public ObjectSurroundings(NativeObject object, int errno, FailureMessages messages) {
    this.object = object;
    this.errno = errno;
    this.messages = messages;
  }

  @Override
  public int errno() {
    return errno;
  }

  @Override
  public String section(String program) {
    return find(program).map(NativeProgram::section).orElse("");
  }

  private Optional<NativeProgram> find(String program) {
    return object.programs().stream().filter(p -> p.name().equals(program)).findFirst();
  }

  /** {@return what loading a program asks of the process} */
  @Override
  public Need need(String program) {
    return Need.ofProgramTypes(find(program).map(NativeProgram::type).stream().toList())
        .withTrampoline(TRAMPOLINE.matcher(section(program)).matches());
  }

  /** {@return what loading the whole object asks of the process} */
  @Override
  public Need need() {
    List<String> types =
        object.programs().stream()
            .filter(NativeProgram::isAutoload)
            .map(NativeProgram::type)
            .distinct()
            .toList();
    return object.maps().stream()
        .map(map -> Need.ofMapType(map.type()))
        .reduce(Need.ofProgramTypes(types), Need::and);
  }

  private static String type(long map) {
    return Native.string(libbpf_bpf_map_type_str(bpf_map__type(map)));
  }

  @Override
  public String map(String name) {
    long map = bpf_object__find_map_by_name(object.handle(), name);
    return map == 0 ? "" : WantedMap.of(map).shape();
  }

  @Override
  public String mapAdvice(String name) {
    long map = bpf_object__find_map_by_name(object.handle(), name);
    if (map == 0) {
      return "";
    }
    if (bpf_map__max_entries(map) == 0 && !SIZED_BY_KERNEL.contains(type(map))) {
      return "The object leaves its size to the user: map(\""
          + name
          + "\").setMaxEntries(…) before load.";
    }
    return MapRefusal.advice(WantedMap.of(map), Token.FOUND, errno);
  }

  @Override
  public String pinnedDifference(String path) {
    for (NativeMap map : object.maps()) {
      if (map.pinPath().filter(path::equals).isPresent()) {
        return pinnedDifference(map, path);
      }
    }
    return "";
  }

  private static String pinnedDifference(NativeMap map, String path) {
    int[] place = {-1};
    try {
      OpenedMaps.openPinned(Path.of(path), "look at it", place);
      return ReusedMaps.difference(map, MapFacts.of(place[0], path)).orElse("");
    } catch (BpfException | IllegalArgumentException e) {
      return ""; // it has gone meanwhile, or was no map
    } finally {
      Descriptors.closeOne(place);
    }
  }

  @Override
  public Optional<String> externSection(String name) {
    return Stream.of(".ksyms", ".kconfig").filter(section -> declares(section, name)).findFirst();
  }

  private boolean declares(String section, String name) {
    Optional<BtfDatasec> found =
        Optional.ofNullable(object.btf())
            .flatMap(raw -> Btf.parse(object.source(), raw).findDatasec(section));
    return found.isPresent()
        && Stream.concat(
                found.get().variables().stream().map(entry -> entry.variable().name()),
                found.get().functions().stream().map(function -> function.name()))
            .anyMatch(name::equals);
  }

  @Override
  public String typesRefusal() {
    return messages.typesRefusal();
  }

  @Override
  public String nearSections(String wanted) {
    return SectionNames.near(wanted);
  }
}
