package org.libbpfjava.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Names of this architecture's system calls, from a table that the build makes of C headers. */
final class SyscallNames {
  private static final Properties NAMES = read();

  private SyscallNames() {}

  static String of(int number) {
    return NAMES.getProperty(Integer.toString(number), "system call " + number);
  }

  /** {@return a system call's number, -1 where this architecture has none of that name} */
  static int number(String name) {
    for (String number : NAMES.stringPropertyNames()) {
      if (name.equals(NAMES.getProperty(number))) {
        return Integer.parseInt(number);
      }
    }
    return -1;
  }

  private static Properties read() {
    String platform = System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64";
    Properties names = new Properties();
    try (InputStream in =
        SyscallNames.class.getResourceAsStream("/syscalls/" + platform + ".properties")) {
      if (in != null) {
        names.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return names;
  }
}
