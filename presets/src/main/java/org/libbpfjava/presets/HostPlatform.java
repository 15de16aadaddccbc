package org.libbpfjava.presets;

import java.util.Locale;

/** The platforms that have a native library; each is a classifier of libbpf-java-presets. */
enum HostPlatform {
  LINUX_X86_64("linux-x86_64", "linux-x86_64"),
  LINUX_AARCH64("linux-aarch64", "linux-arm64");

  private final String classifier;
  private final String javacppName;

  HostPlatform(String classifier, String javacppName) {
    this.classifier = classifier;
    this.javacppName = javacppName;
  }

  String classifier() {
    return classifier;
  }

  /** The folder in the jar, which JavaCPP's naming decides. */
  String resource() {
    return "/org/libbpfjava/raw/" + javacppName + "/libjnilibbpf.so";
  }

  /** The class in the jar whose field ID tells what the library is: see {@link Extraction}. */
  String idClass() {
    return "org.libbpfjava.natives." + classifier.replace('-', '_') + ".LibraryId";
  }

  /** The platform that the property names, or else the one the JVM runs on. */
  static HostPlatform detect() {
    String name = System.getProperty("os.name", "");
    String arch = System.getProperty("os.arch", "");
    String wanted = System.getProperty(NativeLibrary.PLATFORM_PROPERTY);
    String platform = wanted != null ? wanted : name.toLowerCase(Locale.ROOT) + "-" + arch;
    return switch (platform) {
      case "linux-x86_64", "linux-amd64" -> LINUX_X86_64;
      case "linux-aarch64", "linux-arm64" -> LINUX_AARCH64;
      default ->
          throw new UnsupportedOperationException(
              "libbpf-java has no native library for "
                  + (wanted != null
                      ? NativeLibrary.PLATFORM_PROPERTY + "=" + wanted
                      : "this machine")
                  + " (os.name="
                  + name
                  + ", os.arch="
                  + arch
                  + "); it has linux-x86_64 and linux-aarch64, and -D"
                  + NativeLibrary.PLATFORM_PROPERTY
                  + " overrides what was detected");
    };
  }
}
