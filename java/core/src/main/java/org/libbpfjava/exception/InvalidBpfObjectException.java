package org.libbpfjava.exception;

/** Input that is no well-formed BPF object: what is wrong, and where. */
public final class InvalidBpfObjectException extends BpfException {
  private static final long serialVersionUID = 1L;

  /**
   * A malformed object whose fault has no single place.
   *
   * @param source the object's name: a path, a resource, or what the caller named its bytes
   * @param problem what is wrong
   */
  public InvalidBpfObjectException(String source, String problem) {
    super(source + ": " + problem);
  }

  /**
   * An object that libbpf cannot open.
   *
   * @param source the object's name: a path, a resource, or what the caller named its bytes
   * @param problem what is wrong, the error number included
   * @param errno the positive error number, from errno.h or libbpf's own range from 4000
   */
  public InvalidBpfObjectException(String source, String problem, int errno) {
    super(source + ": " + problem, errno, true);
  }

  /**
   * A malformed object and the place of its fault.
   *
   * @param source the object's name: a path, a resource, or what the caller named its bytes
   * @param problem what is wrong
   * @param where the section or "the file" that {@code offset} counts in
   * @param offset bytes from the start of {@code where}
   */
  public InvalidBpfObjectException(String source, String problem, String where, long offset) {
    super(source + ": " + problem + " (byte 0x" + Long.toHexString(offset) + " of " + where + ")");
  }
}
