package org.libbpfjava.exception;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names of error numbers: all of Linux's, the kernel's own, and libbpf's ({@code enum
 * libbpf_errno}). The constants are the numbers that callers ask for most.
 */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int E2BIG = 7;
  public static final int EBADF = 9;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int ENFILE = 23;
  public static final int EMFILE = 24;
  public static final int EACCES = 13;
  public static final int EFAULT = 14;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int ENODEV = 19;
  public static final int EISDIR = 21;
  public static final int EINVAL = 22;
  public static final int ENOSPC = 28;
  public static final int ERANGE = 34;
  public static final int EOPNOTSUPP = 95;

  /** The kernel's own "not supported", which strerror(3) does not know. */
  public static final int ENOTSUPP = 524;

  private static final String RESOURCE = "errno.txt"; // made by native/errno-names

  private static volatile @Nullable Map<Integer, String> names; // read when first asked for

  private Errno() {}

  /**
   * {@return the name of an error number, {@code "errno"} if it is not known}
   *
   * @param errno the positive number
   */
  public static String name(int errno) {
    Map<Integer, String> known = names;
    if (known == null) {
      known = read();
      names = known;
    }
    return known.getOrDefault(errno, "errno");
  }

  /**
   * {@return name and number as messages show them, such as {@code EBUSY (-16)}}
   *
   * @param errno the positive number
   */
  public static String describe(int errno) {
    return name(errno) + " (" + -errno + ")";
  }

  /** A number without its name is better than an exception about the names. */
  private static Map<Integer, String> read() {
    Map<Integer, String> read = new HashMap<>();
    try (InputStream in = Errno.class.getResourceAsStream(RESOURCE)) {
      if (in != null) {
        for (String line : new String(in.readAllBytes(), US_ASCII).split("\n", -1)) {
          int space = line.indexOf(' ');
          if (space > 0) {
            read.put(Integer.valueOf(line.substring(0, space)), line.substring(space + 1));
          }
        }
      }
    } catch (IOException | NumberFormatException e) {
      // what was read so far
    }
    return Map.copyOf(read);
  }
}
