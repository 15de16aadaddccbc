package org.libbpfjava;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.attach.LinkInfo;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.BpfPermissionException;
import org.libbpfjava.feature.BpfNotSupportedException;
import org.libbpfjava.insn.ImmKind;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.Instruction.LdImm64;
import org.libbpfjava.insn.InstructionCodec;
import org.libbpfjava.internal.code.LoadedNames;
import org.libbpfjava.internal.code.NamedMap;
import org.libbpfjava.internal.libbpf.Descriptors;
import org.libbpfjava.internal.libbpf.KernelMap;
import org.libbpfjava.internal.libbpf.LentMaps;
import org.libbpfjava.internal.libbpf.Links;
import org.libbpfjava.internal.libbpf.MapCreation;
import org.libbpfjava.internal.libbpf.MapMappings;
import org.libbpfjava.internal.libbpf.OpenedLinks;
import org.libbpfjava.internal.libbpf.OpenedMaps;
import org.libbpfjava.internal.libbpf.OpenedPrograms;
import org.libbpfjava.internal.libbpf.ProgramLoading;
import org.libbpfjava.internal.libbpf.ProgramOrigin;
import org.libbpfjava.internal.libbpf.ProgramTypes;
import org.libbpfjava.internal.libbpf.Token;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.internal.probe.Presets;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.verifier.BpfLoadException;

/**
 * Maps and programs that come from no ELF file. They are made one by one and freed together.
 *
 * <pre>{@code
 * try (BpfScope scope = BpfScope.open("demo")) {
 *   BpfMap limits = scope.createMap(MapOptions.array("limits", 48, 1));
 *   BpfProgram program = scope.loadProgram(ProgramOptions.of("socket", "reads_byte_8",
 *       new Assembler()
 *           .loadMapValue(R1, limits, 8)   // r1 = &limits[0] + 8
 *           .load(Size.W, R0, R1, 0)
 *           .exit()
 *           .instructions()));
 * }
 * }</pre>
 *
 * <p>{@link #close} frees them all. After that, what reaches the kernel throws {@link
 * IllegalStateException}. Calls that are in the kernel at that moment finish first. Safe on any
 * thread.
 *
 * @libbpf bpf_map_create, bpf_prog_load
 */
public final class BpfScope implements AutoCloseable {
  private final String name;
  private final Descriptors descriptors = new Descriptors();
  private final MapMappings mappings = new MapMappings();
  private final NativeResource resource;
  private final Links links = new Links();
  private final List<NamedMap> maps = new CopyOnWriteArrayList<>();
  private final int token;
  private final LoadedNames names = new LoadedNames(null, Optional.empty(), () -> maps);

  private BpfScope(String name, Optional<String> tokenFolder) {
    Presets.load();
    this.name = name;
    this.resource = new NativeResource("scope '" + name + "'", new Closing(mappings, descriptors));
    this.token = tokenFolder.isEmpty() ? Token.FOUND : token(tokenFolder.get());
  }

  private int token(String folder) {
    if (folder.isEmpty()) {
      return Token.NONE;
    }
    int[] place = descriptors.reserve();
    try {
      Token.open(Path.of(folder), "open scope '" + name + "'", place);
    } catch (Throwable e) {
      resource.close();
      throw e;
    }
    return place[0];
  }

  /**
   * Opens an empty scope.
   *
   * @param name what messages call it
   * @return the scope, to be closed by the caller
   * @throws UnsupportedOperationException if there is no native library for this machine
   * @throws UnsatisfiedLinkError if the library cannot be loaded; the message says what to do
   */
  public static BpfScope open(String name) {
    return open(name, ScopeOptions.defaults());
  }

  /**
   * Opens an empty scope.
   *
   * @param name what messages call it
   * @param options which BPF token it takes
   * @return the scope, to be closed by the caller
   * @throws BpfException if the options name a BPF file system that gives no token
   * @throws UnsupportedOperationException if there is no native library for this machine
   * @throws UnsatisfiedLinkError if the library cannot be loaded; the message says what to do
   * @libbpf bpf_token_create
   */
  public static BpfScope open(String name, ScopeOptions options) {
    Objects.requireNonNull(name, "name");
    return new BpfScope(name, Objects.requireNonNull(options, "options").token());
  }

  /**
   * Makes a map.
   *
   * @param options what the map is like
   * @return the map, which ends with this scope
   * @throws IllegalStateException if this scope is closed
   * @throws IllegalArgumentException if it is a ring buffer of a size that none can have on this
   *     machine
   * @throws BpfNotSupportedException if this kernel is too old for a flag or a ring buffer
   * @throws BpfPermissionException if the process lacks a capability
   * @throws BpfException for any other refusal. The message has the map's type, sizes, entries and
   *     flags, what they break of the kernel's rules, and from Linux 7.2 on the kernel's own words:
   *     EINVAL for what the type does not take, E2BIG for what is too large, ENOMEM
   * @kernel 4.18 keeps the types of {@link MapOptions#withKeyClass}, a26ca7c982cb ("bpf: btf: Add
   *     pretty print support to the basic arraymap"); older ones make the map without
   * @libbpf bpf_map_create, bpf_btf_load
   */
  public BpfMap createMap(MapOptions options) {
    Objects.requireNonNull(options, "options");
    resource.enter();
    try {
      int[] place = descriptors.reserve();
      MapCreation.Made made;
      try {
        made = MapCreation.create(options, token, place);
      } finally {
        releaseUnused(place);
      }
      KernelMap map = KernelMap.of(resource, mappings, place[0], options, made);
      maps.add(map);
      return map;
    } finally {
      resource.exit();
    }
  }

  /**
   * Opens a map that is pinned. Its name, type and sizes are the kernel's; so are the C types of
   * its keys and values, if it has any.
   *
   * @param path a file in a BPF file system
   * @return the map, which this scope closes; the file stays
   * @throws IllegalStateException if this scope is closed
   * @throws IllegalArgumentException if what is pinned is no map
   * @throws BpfException if it cannot be opened, with the reason
   * @kernel 4.4
   * @libbpf bpf_obj_get
   */
  public BpfMap openPinnedMap(Path path) {
    Objects.requireNonNull(path, "path");
    String what = "open map pinned at '" + path + "'";
    return openMap(place -> OpenedMaps.openPinned(path, what, place), path.toString(), path);
  }

  /**
   * Opens a map by the kernel's number of it, which {@link BpfMap#id} and {@code bpftool map} tell.
   *
   * @param id the number
   * @return the map, which this scope closes
   * @throws IllegalStateException if this scope is closed
   * @throws BpfException if there is no such map, or the process may not open maps by number, which
   *     takes CAP_SYS_ADMIN
   * @kernel 4.13
   * @libbpf bpf_map_get_fd_by_id
   */
  public BpfMap openMap(int id) {
    return openMap(place -> OpenedMaps.openById(id, place), "id " + id, null);
  }

  /**
   * Opens a map by the kernel's name of it. All maps of the kernel are asked for their names.
   *
   * @param name the name; the kernel knows its first 15 characters
   * @return the map, which this scope closes
   * @throws IllegalStateException if this scope is closed
   * @throws IllegalArgumentException if several maps have that name; the message has their numbers
   * @throws BpfException if no map has that name, or the process may not list maps, which takes
   *     CAP_SYS_ADMIN
   * @kernel 4.15
   * @libbpf bpf_map_get_next_id, bpf_map_get_fd_by_id
   */
  public BpfMap openMap(String name) {
    Objects.requireNonNull(name, "name");
    return openMap(place -> OpenedMaps.openByName(name, place), name, null);
  }

  private BpfMap openMap(Consumer<int[]> open, String otherwise, @Nullable Path pinned) {
    return opened(
        open,
        fd -> {
          KernelMap map = KernelMap.opened(resource, mappings, fd, otherwise, pinned);
          maps.add(map);
          return map;
        });
  }

  /** Makes something of a descriptor, which this scope closes. */
  private <T> T opened(Consumer<int[]> open, IntFunction<T> use) {
    resource.enter();
    try {
      int[] place = descriptors.reserve();
      try {
        open.accept(place);
      } finally {
        releaseUnused(place);
      }
      return use.apply(place[0]);
    } finally {
      resource.exit();
    }
  }

  /**
   * Opens a program that is pinned. Its name and type are the kernel's. It can be run, attached and
   * put into program arrays, and it takes the place of another one in {@link BpfLink#update}.
   *
   * @param path a file in a BPF file system
   * @return the program, which ends with this scope; the file stays
   * @throws IllegalStateException if this scope is closed
   * @throws IllegalArgumentException if what is pinned is no program
   * @throws BpfException if it cannot be opened, with the reason
   * @kernel 4.4; names 4.15
   * @libbpf bpf_obj_get
   */
  public BpfProgram openPinnedProgram(Path path) {
    Objects.requireNonNull(path, "path");
    String what = "open program pinned at '" + path + "'";
    return openProgram(
        place -> OpenedPrograms.openPinned(path, what, place), path.toString(), path);
  }

  /**
   * Opens a program by the kernel's number of it, which {@link ProgramInfo#id}, {@link
   * LinkInfo#programId} and {@code bpftool prog} tell.
   *
   * @param id the number
   * @return the program, which ends with this scope, as {@link #openPinnedProgram} tells of it
   * @throws IllegalStateException if this scope is closed
   * @throws BpfException if there is no such program, or the process may not open programs by
   *     number, which takes CAP_SYS_ADMIN
   * @kernel 4.13; names 4.15
   * @libbpf bpf_prog_get_fd_by_id
   */
  public BpfProgram openProgram(int id) {
    return openProgram(
        place -> OpenedPrograms.openById(id, place), "id " + Integer.toUnsignedString(id), null);
  }

  private BpfProgram openProgram(Consumer<int[]> open, String otherwise, @Nullable Path pinned) {
    return opened(open, fd -> BpfProgram.opened(resource, links, names, fd, otherwise, pinned));
  }

  /**
   * Opens a link that is pinned.
   *
   * @param path a file in a BPF file system
   * @return the link, which ends with this scope; the file stays, and keeps the program attached
   * @throws IllegalStateException if this scope is closed
   * @throws IllegalArgumentException if what is pinned is no link
   * @throws BpfException if it cannot be opened, with the reason
   * @kernel 5.7
   * @libbpf bpf_link__open
   */
  public BpfLink openPinnedLink(Path path) {
    return new OpenedLinks(resource, links).openPinned(Objects.requireNonNull(path, "path"));
  }

  /**
   * Opens a link by the kernel's number of it, which {@link LinkInfo#id} and {@code bpftool link}
   * tell. The program stays attached as long as the link is open here.
   *
   * @param id the number
   * @return the link, which ends with this scope
   * @throws IllegalStateException if this scope is closed
   * @throws BpfException if there is no such link, or the process may not open links by number,
   *     which takes CAP_SYS_ADMIN
   * @kernel 5.8
   * @libbpf bpf_link_get_fd_by_id
   */
  public BpfLink openLink(int id) {
    return new OpenedLinks(resource, links).openById(id);
  }

  private void releaseUnused(int[] place) {
    if (place[0] < 0) {
      descriptors.release(place);
    }
  }

  /**
   * Gives a program to the kernel. The maps that it names may belong to this scope, to another
   * scope or to a loaded object. None of them can be closed during the call. The kernel keeps them
   * as long as the program.
   *
   * @param options the program
   * @return the program, which ends with this scope
   * @throws IllegalStateException if this scope or a map that the program names is closed
   * @throws BpfLoadException if the verifier refuses the program; it has the whole log
   * @throws BpfNotSupportedException if this kernel is too old for what the program does
   * @throws BpfPermissionException if the process lacks a capability
   * @throws BpfException for any other refusal; ESRCH if libbpf does not know the section
   * @libbpf bpf_prog_load
   */
  public BpfProgram loadProgram(ProgramOptions options) {
    Objects.requireNonNull(options, "options");
    resource.enter();
    try {
      return LentMaps.borrow(options.instructions(), maps -> load(options, maps));
    } finally {
      resource.exit();
    }
  }

  private BpfProgram load(ProgramOptions options, LentMaps lent) {
    List<Instruction> instructions = lent.instructions();
    byte[] code = InstructionCodec.encode(instructions);
    LoadedNames withLent = names.with(lent.named());
    int[] types =
        options.section().isEmpty()
            ? new int[] {options.type().number(), 0}
            : ProgramTypes.find(options.section());
    int[] place = descriptors.reserve();
    try {
      ProgramLoading.load(
          types,
          options.name(),
          options.license(),
          code,
          instructions.stream().anyMatch(BpfScope::addressesValue),
          token,
          place);
    } finally {
      releaseUnused(place);
    }
    ProgramOrigin.OfInstructions origin =
        new ProgramOrigin.OfInstructions(
            place[0], instructions, options.name(), types[0], OptionalInt.of(types[1]));
    return BpfProgram.of(
        resource, links, origin, withLent, ProgramType.of(types[0]), options.section());
  }

  private static boolean addressesValue(Instruction instruction) {
    return instruction instanceof LdImm64 load && load.kind() == ImmKind.MAP_VALUE;
  }

  private record Closing(MapMappings mappings, Descriptors descriptors) implements Runnable {
    @Override
    public void run() {
      mappings.close();
      descriptors.close();
    }
  }

  /** Frees its maps and programs. A second call does nothing. */
  @Override
  public void close() {
    resource.close(); // first, so that nothing is attached any more; links keep it until they end
    links.close();
  }

  @Override
  public String toString() {
    return "scope " + name;
  }
}
