package org.libbpfjava.feature;

import java.util.Comparator;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of the Linux kernel, such as 6.1.140.
 *
 * <p>A version tells when upstream got a feature. It does not tell whether a kernel has the
 * feature, because distributions add features to old versions and leave others out. {@link
 * Feature#isSupported} asks the kernel itself.
 *
 * @param major the first number
 * @param minor the second number
 * @param patch the third number, 0 for a first release such as 5.5
 */
public record KernelVersion(int major, int minor, int patch) implements Comparable<KernelVersion> {
  private static final Pattern RELEASE =
      Pattern.compile("(\\d{1,9})\\.(\\d{1,9})(?:\\.(\\d{1,9}))?(?:[^\\d].*)?", Pattern.DOTALL);
  private static final Comparator<KernelVersion> ORDER =
      Comparator.comparingInt(KernelVersion::major)
          .thenComparingInt(KernelVersion::minor)
          .thenComparingInt(KernelVersion::patch);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one of them is negative
   */
  public KernelVersion {
    if (major < 0 || minor < 0 || patch < 0) {
      throw new IllegalArgumentException(
          "kernel version " + major + "." + minor + "." + patch + " has a negative number");
    }
  }

  /**
   * {@return the first release of a series, {@code of(5, 5)} for Linux 5.5}
   *
   * @param major the first number
   * @param minor the second number
   */
  public static KernelVersion of(int major, int minor) {
    return new KernelVersion(major, minor, 0);
  }

  /**
   * Reads the numbers at the start of a release, as {@code uname -r} prints it.
   *
   * <p>They are the numbers that the distribution chose: Debian's {@code 6.1.0-35-amd64} is Linux
   * 6.1.137, Ubuntu's {@code 5.15.0-91-generic} is 5.15.131. {@link #running} gives the upstream
   * numbers.
   *
   * @param release such as {@code "6.1.140"}, {@code "5.5"} or {@code "6.8.0-rc3+"}
   * @return its first two or three numbers
   * @throws IllegalArgumentException if it does not start with two numbers
   */
  public static KernelVersion parse(String release) {
    Matcher matcher = RELEASE.matcher(Objects.requireNonNull(release, "release"));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + release + "' is no kernel release: it must start with two numbers such as 6.1");
    }
    String patch = matcher.group(3);
    return new KernelVersion(
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        patch == null ? 0 : Integer.parseInt(patch));
  }

  /**
   * {@return the running kernel's version, 0.0 if the machine does not tell} It has the upstream
   * patch number also on Debian and Ubuntu, whose releases hide it. It is read once.
   */
  public static KernelVersion running() {
    return RunningKernel.get().version();
  }

  /** Whether {@link #parse} takes it. */
  static boolean isRelease(String release) {
    return RELEASE.matcher(release).matches();
  }

  /**
   * {@return whether this version is {@code first} or later}
   *
   * @param first the version to reach
   */
  public boolean isAtLeast(KernelVersion first) {
    return compareTo(Objects.requireNonNull(first, "first")) >= 0;
  }

  @Override
  public int compareTo(KernelVersion other) {
    return ORDER.compare(this, Objects.requireNonNull(other, "other"));
  }

  /** {@return the version as people write it, such as 6.1.140, or 5.5 for a first release} */
  @Override
  public String toString() {
    return patch == 0 ? major + "." + minor : major + "." + minor + "." + patch;
  }
}
