package org.libbpfjava.internal.kconfig;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfArray;
import org.libbpfjava.btf.BtfDatasec;
import org.libbpfjava.btf.BtfDatasecVariable;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.internal.elf.ElfSymbol;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.message.NearestNames;
import org.libbpfjava.internal.message.Printable;
import org.libbpfjava.internal.variable.FileTypes;

/**
 * The {@code __kconfig} externs of an object and the values that are given for them, checked when
 * the object is opened: libbpf reads the text at load, passes over what it does not understand, and
 * cuts a text that is too long.
 */
public final class Kconfig {
  private static final String SECTION = ".kconfig";
  private static final String PREFIX = "CONFIG_";
  private static final String NAME = "CONFIG_[A-Za-z0-9_]+"; // few JVMs ever match it

  /** libbpf reads lines of so many bytes: its buffer is PATH_MAX. */
  private static final int MAX_LINE_BYTES = 4094;

  private final String source;
  private final Map<String, BtfType> externs;
  private final Map<String, String> overrides = new LinkedHashMap<>();

  private Kconfig(String source, Map<String, BtfType> externs) {
    this.source = source;
    this.externs = externs;
  }

  /**
   * Reads what the object asks for and what the options give.
   *
   * @param elf the object's file
   * @param lines the values that the user gives
   * @return both, which fit
   * @throws IllegalArgumentException if the options' text is not what libbpf would take
   * @throws InvalidBpfObjectException if an extern is larger than a map can be
   */
  public static Kconfig of(ElfFile elf, Optional<String> lines) {
    Kconfig kconfig = new Kconfig(elf.source(), externs(elf));
    kconfig.checkSizes();
    if (lines.isPresent()) {
      kconfig.parse(lines.get());
    }
    return kconfig;
  }

  /** Those of a file, found once. */
  private record Externs(Map<String, BtfType> types) {}

  private static Map<String, BtfType> externs(ElfFile elf) {
    Externs known = elf.derived(Externs.class);
    return (known != null ? known : elf.keep(new Externs(findExterns(elf)))).types;
  }

  private static Map<String, BtfType> findExterns(ElfFile elf) {
    if (!hasExterns(elf)) {
      return Map.of(); // as in most objects; their BTF need not be read for this
    }
    Optional<Btf> btf = FileTypes.of(elf);
    Optional<BtfDatasec> section =
        btf.isPresent() ? btf.get().findDatasec(SECTION) : Optional.empty();
    Map<String, BtfType> types = new HashMap<>();
    if (section.isPresent()) {
      for (BtfDatasecVariable entry : section.get().variables()) {
        types.putIfAbsent(entry.variable().name(), entry.variable().type());
      }
    }
    return types;
  }

  private static boolean hasExterns(ElfFile elf) {
    for (ElfSymbol symbol : elf.symbols()) {
      if (symbol.section() == null && !symbol.name().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** libbpf adds up their sizes in an int, and returns one that is negative as an error number. */
  private void checkSizes() {
    long sum = 0;
    for (Map.Entry<String, BtfType> extern : externs.entrySet()) {
      BtfType type = extern.getValue();
      boolean huge = !type.hasSize() && type.resolved() instanceof BtfArray;
      sum += huge ? Integer.MAX_VALUE : type.hasSize() ? type.size() + 8L : 0; // libbpf says why
      if (sum >= Integer.MAX_VALUE) {
        throw new InvalidBpfObjectException(
            Message.aboutInput(
                source,
                "extern '"
                    + extern.getKey()
                    + "' in .kconfig ("
                    + extern.getValue()
                    + ") is larger than a map can be"));
      }
    }
  }

  private void parse(String text) {
    int number = 0;
    for (String raw : text.split("\n", -1)) {
      number++;
      String line = raw.endsWith("\r") ? raw.substring(0, raw.length() - 1) : raw;
      if (!line.isBlank() && !line.startsWith("#")) {
        String problem = problem(line);
        if (problem != null) {
          throw new IllegalArgumentException(
              Printable.line(
                  "OpenOptions.withKconfig for object '"
                      + source
                      + "', line "
                      + number
                      + " '"
                      + (line.length() > 200 ? line.substring(0, 200) + "..." : line)
                      + "': "
                      + problem));
        }
      }
    }
  }

  /** Takes a line over; {@return what is wrong with it, null if nothing is} */
  private @Nullable String problem(String line) {
    int equals = line.indexOf('=');
    if (equals < 0) {
      return "there is no '=' in it; write CONFIG_NAME=value";
    }
    String name = line.substring(0, equals);
    String value = line.substring(equals + 1);
    if (!name.equals(name.strip()) || !value.equals(value.strip())) {
      return "blanks around name or value are part of them; write CONFIG_NAME=value";
    }
    if (line.indexOf('\0') >= 0) {
      return "it has a NUL, where C would cut it";
    }
    if (!name.matches(NAME)) {
      return name.startsWith("LINUX_")
          ? "LINUX_... is libbpf's own and cannot be given"
          : "a name is CONFIG_ and letters, digits or underscores";
    }
    if (value.isEmpty()) {
      return "there is no value";
    }
    if (line.getBytes(StandardCharsets.UTF_8).length > MAX_LINE_BYTES) {
      return "it is longer than " + MAX_LINE_BYTES + " bytes, of which libbpf reads no more";
    }
    BtfType type = externs.get(name);
    if (type == null) {
      Set<String> known = new TreeSet<>(externs.keySet());
      known.removeIf(extern -> !extern.startsWith(PREFIX));
      return "the object has no such extern; it has: "
          + (known.isEmpty() ? "none" : NearestNames.suggest(name, known));
    }
    if (overrides.putIfAbsent(name, value) != null) {
      return name + " is given a second time, and libbpf takes the first";
    }
    String problem = KconfigValue.problem(type, value);
    return problem == null ? null : "for '" + type.toC(name) + "' the value " + problem;
  }

  /** {@return the lines that libbpf is to read, empty where the user overrides nothing} */
  public Optional<String> lines() {
    return overrides.isEmpty()
        ? Optional.empty()
        : Optional.of(
            overrides.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                .collect(Collectors.joining()));
  }

  /**
   * Refuses a load that libbpf would refuse because it finds no configuration. libbpf does so even
   * if all externs are weak.
   *
   * @throws BpfException with the externs, the places that were tried, and what to do
   */
  public void checkConfiguration() {
    checkConfiguration(Path.of("/"), System.getProperty("os.version", ""));
  }

  void checkConfiguration(Path root, String release) {
    Set<String> needed = new TreeSet<>();
    for (String name : externs.keySet()) {
      if (name.startsWith(PREFIX) && !overrides.containsKey(name)) {
        needed.add(name);
      }
    }
    List<String> places = List.of("boot/config-" + release, "proc/config.gz");
    boolean isThere = needed.isEmpty();
    for (String place : places) {
      isThere = isThere || Files.isReadable(root.resolve(place));
    }
    if (!isThere) {
      throw new BpfException(
          Message.of(
                  "load object '"
                      + source
                      + "': its externs need the kernel's configuration: "
                      + String.join(", ", needed)
                      + ". Neither /"
                      + String.join(" nor /", places)
                      + " can be read: give all of them by OpenOptions.withKconfig, be they __weak, or put the"
                      + " configuration there (a kernel with CONFIG_IKCONFIG_PROC has the latter)")
              .withErrno(Errno.ENOENT));
    }
  }
}
