package org.libbpfjava.internal;

import java.util.Map;

/**
 * Names of error numbers: Linux errno.h, and libbpf's own range (libbpf_legacy.h, enum
 * libbpf_errno).
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
  public static final int EISDIR = 21;
  public static final int EINVAL = 22;
  public static final int ENOSPC = 28;
  public static final int ERANGE = 34;
  public static final int EOPNOTSUPP = 95;

  /** The kernel's own ENOTSUPP, which strerror(3) does not know. */
  public static final int ENOTSUPP = 524;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(EPERM, "EPERM"),
          Map.entry(ENOENT, "ENOENT"),
          Map.entry(ESRCH, "ESRCH"),
          Map.entry(EINTR, "EINTR"),
          Map.entry(EIO, "EIO"),
          Map.entry(6, "ENXIO"),
          Map.entry(E2BIG, "E2BIG"),
          Map.entry(8, "ENOEXEC"),
          Map.entry(EBADF, "EBADF"),
          Map.entry(10, "ECHILD"),
          Map.entry(EAGAIN, "EAGAIN"),
          Map.entry(ENOMEM, "ENOMEM"),
          Map.entry(EACCES, "EACCES"),
          Map.entry(EFAULT, "EFAULT"),
          Map.entry(15, "ENOTBLK"),
          Map.entry(EBUSY, "EBUSY"),
          Map.entry(EEXIST, "EEXIST"),
          Map.entry(18, "EXDEV"),
          Map.entry(19, "ENODEV"),
          Map.entry(20, "ENOTDIR"),
          Map.entry(EISDIR, "EISDIR"),
          Map.entry(EINVAL, "EINVAL"),
          Map.entry(ENFILE, "ENFILE"),
          Map.entry(EMFILE, "EMFILE"),
          Map.entry(25, "ENOTTY"),
          Map.entry(26, "ETXTBSY"),
          Map.entry(27, "EFBIG"),
          Map.entry(ENOSPC, "ENOSPC"),
          Map.entry(29, "ESPIPE"),
          Map.entry(30, "EROFS"),
          Map.entry(32, "EPIPE"),
          Map.entry(33, "EDOM"),
          Map.entry(ERANGE, "ERANGE"),
          Map.entry(36, "ENAMETOOLONG"),
          Map.entry(38, "ENOSYS"),
          Map.entry(40, "ELOOP"),
          Map.entry(61, "ENODATA"),
          Map.entry(71, "EPROTO"),
          Map.entry(74, "EBADMSG"),
          Map.entry(75, "EOVERFLOW"),
          Map.entry(EOPNOTSUPP, "EOPNOTSUPP"),
          Map.entry(110, "ETIMEDOUT"),
          Map.entry(114, "EALREADY"),
          Map.entry(116, "ESTALE"),
          Map.entry(ENOTSUPP, "ENOTSUPP"),
          Map.entry(4000, "LIBBPF_ERRNO__LIBELF"),
          Map.entry(4001, "LIBBPF_ERRNO__FORMAT"),
          Map.entry(4002, "LIBBPF_ERRNO__KVERSION"),
          Map.entry(4003, "LIBBPF_ERRNO__ENDIAN"),
          Map.entry(4004, "LIBBPF_ERRNO__INTERNAL"),
          Map.entry(4005, "LIBBPF_ERRNO__RELOC"),
          Map.entry(4006, "LIBBPF_ERRNO__LOAD"),
          Map.entry(4007, "LIBBPF_ERRNO__VERIFY"),
          Map.entry(4008, "LIBBPF_ERRNO__PROG2BIG"),
          Map.entry(4009, "LIBBPF_ERRNO__KVER"),
          Map.entry(4010, "LIBBPF_ERRNO__PROGTYPE"),
          Map.entry(4011, "LIBBPF_ERRNO__WRNGPID"),
          Map.entry(4012, "LIBBPF_ERRNO__INVSEQ"),
          Map.entry(4013, "LIBBPF_ERRNO__NLPARSE"));

  private Errno() {}

  /** {@return the symbolic name, or {@code "errno"} where it is not known} */
  public static String name(int errno) {
    return NAMES.getOrDefault(errno, "errno");
  }

  /** {@return name and number as messages show them, {@code EBUSY (-16)}} */
  public static String describe(int errno) {
    return name(errno) + " (" + -errno + ")";
  }
}
