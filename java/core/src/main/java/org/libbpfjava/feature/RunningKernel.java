package org.libbpfjava.feature;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.probe.KernelConfig;

/**
 * What this machine says about its kernel: version, architecture, build configuration.
 *
 * @param version with the upstream patch number
 * @param architecture as uname names it: {@code x86_64}, {@code aarch64}
 * @param config how it was built, as far as the machine tells
 * @param securityModules the active ones, {@code "lockdown,capability,bpf"}; empty where not told
 */
record RunningKernel(
    KernelVersion version, String architecture, KernelConfig config, String securityModules) {
  // uname -v, not /proc/version, whose compiler also reads "(Debian 12.2.0-14)".
  private static final Pattern DEBIAN = Pattern.compile("\\bDebian (\\d+\\.\\d+\\.\\d+)");
  private static final Pattern UBUNTU = Pattern.compile("Ubuntu \\S+ (\\d+\\.\\d+\\.\\d+)");

  private static final KernelVersion UNKNOWN = new KernelVersion(0, 0, 0);

  private static volatile @Nullable RunningKernel known;

  /**
   * {@return the running one, read once}
   *
   * <p>It never fails: it explains failures. What a machine does not tell, such as a service under
   * systemd's {@code ProcSubset=pid}, which has no {@code /proc/sys}, is left open.
   */
  static RunningKernel get() {
    RunningKernel kernel = known;
    if (kernel == null) {
      kernel = read(Path.of("/"));
      known = kernel;
    }
    return kernel;
  }

  /**
   * Reads what a machine tells.
   *
   * @param root the folder that stands for {@code /}
   */
  static RunningKernel read(Path root) {
    String release = text(root.resolve("proc/sys/kernel/osrelease"));
    if (!KernelVersion.isRelease(release)) {
      release = System.getProperty("os.version", ""); // uname(2)'s, by the JVM
    }
    String build = text(root.resolve("proc/sys/kernel/version"));
    boolean tells = KernelVersion.isRelease(release);
    return new RunningKernel(
        tells ? version(release, build, text(root.resolve("proc/version_signature"))) : UNKNOWN,
        architecture(System.getProperty("os.arch", "")),
        tells ? KernelConfig.read(root, release) : KernelConfig.unknown(),
        text(root.resolve("sys/kernel/security/lsm")));
  }

  /** {@return how a sentence goes on after the version that something needs} */
  String itself() {
    return version.equals(UNKNOWN) ? "this kernel does not tell its version" : "this is " + version;
  }

  /**
   * The upstream version behind a distribution's release.
   *
   * @param release uname -r
   * @param build uname -v, where Debian ends with {@code Debian 6.1.137-1 (2025-05-07)}
   * @param signature /proc/version_signature, {@code Ubuntu 5.15.0-91.101-generic 5.15.131}, or
   *     empty
   */
  static KernelVersion version(String release, String build, String signature) {
    KernelVersion named = KernelVersion.parse(release);
    return Stream.of(UBUNTU.matcher(signature), DEBIAN.matcher(build))
        .filter(Matcher::find)
        .map(matcher -> KernelVersion.parse(matcher.group(1)))
        // A container's files may describe another kernel: believe only what agrees with uname.
        .filter(upstream -> upstream.major() == named.major() && upstream.minor() == named.minor())
        .findFirst()
        .orElse(named);
  }

  /** {@return uname's name for an architecture that the JVM may name otherwise} */
  static String architecture(String jvmName) {
    return jvmName.equals("amd64") ? "x86_64" : jvmName;
  }

  /** {@return whether bpf is known not to be among the active security modules} */
  boolean lacksBpfLsm() {
    return !securityModules.isEmpty() && !List.of(securityModules.split(",", -1)).contains("bpf");
  }

  /** Empty where it cannot be read. */
  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
