package org.libbpfjava.kernel;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.libbpfjava.ProgramType;
import org.libbpfjava.attach.AttachType;
import org.libbpfjava.internal.failure.TokenMount;
import org.libbpfjava.map.MapType;

/**
 * A BPF file system whose mounter delegates rights to the user namespace that it was made for.
 * Processes in that namespace get a BPF token from it, with which they may do what is named here
 * and nothing else.
 *
 * <p>Each list has the names as the kernel shows them; {@code any} stands for all, and a number
 * such as {@code 0x40} for bits without a name.
 *
 * @param path where it is mounted
 * @param commands the commands of bpf(2), {@code map_create}, {@code prog_load}, {@code btf_load}
 * @param mapTypes the types of maps that may be made
 * @param programTypes the types of programs that may be loaded
 * @param attachTypes the attach types that these programs may be loaded for
 * @kernel 6.9, 35f96de04127 ("bpf: Introduce BPF token object")
 */
public record Delegation(
    Path path,
    List<String> commands,
    List<String> mapTypes,
    List<String> programTypes,
    List<String> attachTypes) {
  /** Refuses null by NullPointerException. */
  public Delegation {
    Objects.requireNonNull(path, "path");
    commands = List.copyOf(Objects.requireNonNull(commands, "commands"));
    mapTypes = List.copyOf(Objects.requireNonNull(mapTypes, "mapTypes"));
    programTypes = List.copyOf(Objects.requireNonNull(programTypes, "programTypes"));
    attachTypes = List.copyOf(Objects.requireNonNull(attachTypes, "attachTypes"));
  }

  static Delegation of(TokenMount mount) {
    return new Delegation(
        mount.folder(),
        mount.names(TokenMount.COMMANDS),
        mount.names(TokenMount.MAPS),
        mount.names(TokenMount.PROGRAMS),
        mount.names(TokenMount.ATTACH_TYPES));
  }

  /**
   * {@return whether a command of bpf(2) is delegated}
   *
   * @param command its name, {@code map_create} or {@code BPF_MAP_CREATE}
   */
  public boolean allowsCommand(String command) {
    Objects.requireNonNull(command, "command");
    String name = command.toLowerCase(Locale.ROOT);
    return names(commands, name.startsWith("bpf_") ? name.substring("bpf_".length()) : name);
  }

  /**
   * {@return whether maps of a type may be made}
   *
   * @param type the type
   */
  public boolean allows(MapType type) {
    return names(mapTypes, Objects.requireNonNull(type, "type").libbpfName());
  }

  /**
   * {@return whether programs of a type may be loaded}
   *
   * @param type the type
   */
  public boolean allows(ProgramType type) {
    return names(programTypes, Objects.requireNonNull(type, "type").libbpfName());
  }

  /**
   * {@return whether programs may be loaded for an attach type}
   *
   * @param type the attach type; programs whose type has none have that of number 0, {@link
   *     AttachType#CGROUP_INET_INGRESS}
   */
  public boolean allows(AttachType type) {
    return names(attachTypes, Objects.requireNonNull(type, "type").libbpfName());
  }

  private static boolean names(List<String> names, String name) {
    return names.contains("any") || names.contains(name);
  }
}
