package org.libbpfjava.internal.failure;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words of our own for those of libbpf's warnings that users meet, and what to do about them. */
public final class KnownFailures {
  private interface Words {
    Explanation of(Matcher message, Surroundings around);
  }

  private record Known(Pattern message, Words words) {
    Known(String message, Words words) {
      this(Pattern.compile(message, Pattern.DOTALL), words);
    }
  }

  /** The first that matches counts. */
  private static final List<Known> KNOWN =
      List.of(
          new Known(
              "prog '([^']*)': failed to find kernel BTF type ID of '(.*)': -?\\w+",
              KnownFailures::missingTarget),
          new Known(
              "prog '([^']*)': missing BPF prog type, check ELF section name '(.*)'",
              KnownFailures::unknownSection),
          new Known(
              "prog '([^']*)': no BTF-based attach target is specified.*",
              (m, around) ->
                  new Explanation(
                      "its section '" + around.section(m.group(1)) + "' names no target",
                      "Write it behind the type: SEC(\""
                          + around.section(m.group(1)).replaceFirst("^\\?", "")
                          + "/TARGET\").")),
          new Known(
              "prog '([^']*)': SEC\\(\"struct_ops\"\\) program isn't referenced anywhere.*",
              (m, around) ->
                  new Explanation(
                      "no struct_ops map of the object refers to it",
                      "Put it into a variable in SEC(\".struct_ops\"), or leave it out: program(\""
                          + m.group(1)
                          + "\").setAutoload(false) before load.")),
          new Known(
              "prog '([^']*)': attach program FD is not set",
              (m, around) ->
                  new Explanation(
                      "a program of section '"
                          + around.section(m.group(1))
                          + "' replaces a function of another program, and none is given",
                      "Before load, name the program and its function by program(\""
                          + m.group(1)
                          + "\").setAttachTarget(target, function), or leave this one out by"
                          + " setAutoload(false).")),
          new Known(
              "prog '[^']*': relo #\\d+: target candidate search failed for \\[(\\d+)\\]"
                  + " (struct|union|enum|\\S+) +: -?\\w+",
              (m, around) -> unnamed(m.group(2), m.group(1))),
          new Known(
              "prog '[^']*': relo #\\d+: <\\w+> \\((\\d+)\\) relocation doesn't support anonymous"
                  + " types",
              (m, around) -> unnamed("type", m.group(1))),
          new Known(
              "prog '([^']*)': bad (?:map|data) relo against '(.*)' in section '(.*)'",
              KnownFailures::foreignSection),
          new Known(
              "failed to find BTF for extern '(.*)' \\[\\d+\\] section: -?\\w+",
              (m, around) ->
                  new Explanation(
                      "'"
                          + m.group(1)
                          + "' is declared extern, and nothing in the object defines"
                          + " it",
                      "Link it with the object that does: bpftool gen object linked.o one.o two.o."
                          + " What the kernel defines is declared with __ksym or __kconfig.")),
          new Known("map '([^']*)': failed to auto-pin at '(.*)': (.*)", KnownFailures::cannotPin),
          new Known(
              "couldn't retrieve pinned map '(.*)': (.*)",
              (m, around) ->
                  new Explanation(
                      "what is at '"
                          + m.group(1)
                          + "', where a map of it is pinned by its name, cannot be reused: "
                          + m.group(2)
                          + because(PinFailure.toOpen(m.group(1), around.errno(), "map")),
                      "")),
          new Known(
              "couldn't reuse pinned map at '(.*)': parameter mismatch",
              (m, around) ->
                  new Explanation(
                      otherMap(m.group(1), around.pinnedDifference(m.group(1))),
                      "Remove the file if nobody needs that map, or give this one another name.")),
          new Known("map '([^']*)': failed to create: (.*)", KnownFailures::cannotCreate),
          new Known(
              "Error loading \\.BTF into kernel: (.*)\\. BTF is mandatory, can't proceed\\.",
              (m, around) ->
                  new Explanation(
                      "the kernel refuses the object's BTF: "
                          + m.group(1)
                          + (around.typesRefusal().isEmpty() ? "" : ", " + around.typesRefusal()),
                      "The object has a map or a program that does not work without (struct_ops, a"
                          + " map with fields of the kernel's own): compile it with another clang,"
                          + " or without what this kernel's BTF does not know.")),
          new Known(
              "kernel BTF is missing at '(.*)', was CONFIG_DEBUG_INFO_BTF enabled\\?",
              (m, around) ->
                  new Explanation(
                      "the kernel has no BTF at '"
                          + m.group(1)
                          + "', and the object needs it: for CO-RE accesses, kernel functions or"
                          + " typed symbols, or for programs whose target has a type",
                      "Use a kernel with CONFIG_DEBUG_INFO_BTF and a mounted /sys, or put its"
                          + " vmlinux with BTF at /boot/vmlinux-RELEASE. For CO-RE accesses alone,"
                          + " give its types by OpenOptions.withKernelBtf.")),
          new Known(
              "failed to parse target BTF: .*",
              (m, around) ->
                  new Explanation(
                      "the bundled libbpf cannot read the types that OpenOptions.withKernelBtf gave",
                      "Take types without kinds that are newer than it.")),
          new Known(
              "BTF is required, but is missing or corrupted\\.",
              (m, around) ->
                  new Explanation(
                      "the bundled libbpf cannot read the object's BTF, which its maps or externs"
                          + " need",
                      "Compile it with another clang: a newer one may write what libbpf does not"
                          + " know yet.")),
          new Known(
              "object '[^']*': failed \\((-?\\d+)\\) to create BPF token from '(.*)'",
              (m, around) -> TokenFailure.explain(m.group(2), around.errno())),
          new Known(
              "object '[^']*': failed \\((.*)\\) to open BPF FS mount at '(.*)'",
              (m, around) ->
                  new Explanation(
                      "the BPF file system at '" + m.group(2) + "' cannot be opened: " + m.group(1),
                      "OpenOptions.withTokenPath takes the folder where one is mounted.")),
          new Known("extern '(.*)' \\(strong\\): not resolved", KnownFailures::missingExtern),
          new Known(
              "extern \\(func ksym\\) '(.*)': not found in kernel or module BTFs",
              (m, around) ->
                  missingSymbol(
                      m.group(1),
                      "function '" + m.group(1) + "' that programs could call (kfunc)",
                      around.nearTargets(KernelTargets.FUNCTIONS, m.group(1)))),
          new Known(
              "extern \\(var ksym\\) '(.*)': not found in kernel BTF",
              (m, around) ->
                  missingSymbol(
                      m.group(1),
                      "variable '" + m.group(1) + "' in its BTF",
                      around.nearTargets(KernelTargets.VARIABLES, m.group(1)))),
          new Known(
              "extern \\(func ksym\\) '(.*)': func_proto .* incompatible with .*",
              (m, around) ->
                  new Explanation(
                      "the kernel's function '"
                          + m.group(1)
                          + "' has other parameters than the"
                          + " object declares",
                      "Declare it as this kernel does: bpftool btf dump file"
                          + " /sys/kernel/btf/vmlinux format c. For several kernels, declare it as"
                          + " each has it, with a suffix behind three underscores, and __weak.")),
          new Known(
              "elf: legacy map definitions in 'maps' section are not supported by libbpf v1\\.0\\+",
              (m, around) ->
                  new Explanation(
                      "its maps are declared the old way, in SEC(\"maps\")",
                      "Declare them with BTF: struct { __uint(type, …); __type(key, …); … } name"
                          + " SEC(\".maps\").")));

  private KnownFailures() {}

  /** {@return whether a warning names a cause that is known} */
  static boolean names(String warning) {
    return KNOWN.stream().anyMatch(known -> known.message().matcher(warning).matches());
  }

  /** {@return a warning in words of our own; as it is where it is not a known one} */
  public static Explanation explain(String warning, Surroundings around) {
    for (Known known : KNOWN) {
      Matcher matcher = known.message().matcher(warning);
      if (matcher.matches()) {
        return known.words().of(matcher, around);
      }
    }
    return new Explanation(warning, "");
  }

  private static Explanation missingTarget(Matcher m, Surroundings around) {
    String section = around.section(m.group(1));
    KernelTargets kind = KernelTargets.of(section);
    return new Explanation(
        "the kernel has no " + kind.noun() + " '" + m.group(2) + "' for section '" + section + "'",
        near(around.nearTargets(kind, m.group(2)))
            + (kind == KernelTargets.FUNCTIONS ? around.whyNoTarget(m.group(2), false) + " " : "")
            + leaveOut(m.group(1)));
  }

  private static Explanation unknownSection(Matcher m, Surroundings around) {
    return new Explanation(
        "its section '" + m.group(2) + "' names no type of program that libbpf knows",
        near(around.nearSections(m.group(2)))
            + "Name the section after the type, as SEC(\"xdp\") or"
            + " SEC(\"tracepoint/syscalls/sys_enter_openat\").");
  }

  private static Explanation unnamed(String kind, String id) {
    return new Explanation(
        "a CO-RE access begins at a "
            + kind
            + " without a name (BTF type "
            + id
            + "), which cannot be looked up in the kernel",
        "Give it the name that it has in the kernel, or take preserve_access_index off it.");
  }

  private static Explanation foreignSection(Matcher m, Surroundings around) {
    String section = m.group(3);
    String plain = section.replaceFirst("^[._]+", "");
    return new Explanation(
        "program '"
            + m.group(1)
            + "' uses '"
            + m.group(2)
            + "' in section '"
            + section
            + "', of which libbpf makes no map",
        "A variable goes into .data, .bss or .rodata, or a section whose name goes on from there:"
            + " SEC(\".data."
            + plain
            + "\"), SEC(\".rodata."
            + plain
            + "\"). A map goes into SEC(\".maps\").");
  }

  private static String otherMap(String path, String difference) {
    String pinned = "the map that is pinned at '" + path + "' ";
    return difference.isEmpty()
        ? pinned + "has another type, other sizes or other flags"
        : pinned + "cannot be reused: " + difference;
  }

  private static Explanation cannotPin(Matcher m, Surroundings around) {
    return new Explanation(
        "map '"
            + m.group(1)
            + "', which is pinned by its name, cannot be pinned at '"
            + m.group(2)
            + "': "
            + m.group(3),
        PinFailure.toPin(m.group(2), around.errno()));
  }

  private static Explanation cannotCreate(Matcher m, Surroundings around) {
    String map = around.map(m.group(1));
    return new Explanation(
        "map '"
            + m.group(1)
            + "'"
            + (map.isEmpty() ? "" : " (" + map + ")")
            + " cannot be created: "
            + m.group(2),
        around.mapAdvice(m.group(1)));
  }

  private static Explanation missingExtern(Matcher m, Surroundings around) {
    String name = m.group(1);
    return switch (around.externSection(name).orElse("")) {
      case ".kconfig" ->
          new Explanation(
              "the kernel's configuration says nothing of '" + name + "'",
              "Give it by OpenOptions.withKconfig(\"" + name + "=…\"), or declare it __weak.");
      default ->
          missingSymbol(
              name,
              "symbol '" + name + "' in /proc/kallsyms",
              around.nearTargets(KernelTargets.FUNCTIONS, name));
    };
  }

  private static Explanation missingSymbol(String name, String what, String near) {
    return new Explanation(
        "the kernel has no " + what,
        near(near)
            + "Where only some kernels have it, declare it __weak and ask bpf_ksym_exists("
            + name
            + ") before using it.");
  }

  private static String because(String clause) {
    return clause.isEmpty() ? "" : ", " + clause;
  }

  private static String leaveOut(String program) {
    return "Where only some kernels have it, leave the program out on the others: program(\""
        + program
        + "\").setAutoload(false) before load.";
  }

  private static String near(String names) {
    return names.isEmpty() ? "" : "Near names: " + names + ". ";
  }
}
