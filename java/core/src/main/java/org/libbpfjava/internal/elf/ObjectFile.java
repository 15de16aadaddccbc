package org.libbpfjava.internal.elf;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.message.Printable;

/**
 * An object's bytes and what messages call them, read once: what is checked is what libbpf gets.
 */
public final class ObjectFile {
  /** More than any BPF object has: clang's for the whole kernel tree's samples are below 10 MiB. */
  private static final long MAX_BYTES = 256L << 20;

  private final String source;
  private final byte[] bytes;

  /**
   * An object in memory.
   *
   * @param source a file's or resource's name, or what the caller named its bytes
   * @param bytes all of it; nobody changes them
   */
  public ObjectFile(String source, byte[] bytes) {
    this.source = Printable.line(source);
    this.bytes = bytes;
  }

  /** {@return what messages call it} */
  public String source() {
    return source;
  }

  /** {@return all of it, not a copy} */
  public byte[] bytes() {
    return bytes;
  }

  /** Reads a file. */
  public static ObjectFile read(Path path) {
    try {
      BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
      if (file.isDirectory()) {
        throw new BpfException(Message.of("open object '" + path + "'").withErrno(Errno.EISDIR));
      }
      if (!file.isRegularFile()) {
        throw new InvalidBpfObjectException(
            Message.aboutInput(path.toString(), "is no regular file"));
      }
      long size = file.size();
      if (size > MAX_BYTES) {
        throw new InvalidBpfObjectException(
            Message.aboutInput(
                path.toString(),
                size + " bytes are more than the " + MAX_BYTES + " of any BPF object"));
      }
      return new ObjectFile(String.valueOf(path.getFileName()), bytes(path));
    } catch (NoSuchFileException e) {
      throw new BpfException(
          Message.of("open object '" + path + "'").withErrno(Errno.ENOENT).withCause(e));
    } catch (AccessDeniedException e) {
      throw new BpfException(
          Message.of("open object '" + path + "'").withErrno(Errno.EACCES).withCause(e));
    } catch (IOException e) {
      throw new BpfException(
          Message.of("open object '" + path + "'").withErrno(Errno.EIO).withCause(e));
    }
  }

  /**
   * A path of the default file system is read as a file, for which a fresh JVM needs less than for
   * a channel: the first of those loads the JDK's network library.
   */
  private static byte[] bytes(Path path) throws IOException {
    if (path.getFileSystem() != FileSystems.getDefault()) {
      return Files.readAllBytes(path);
    }
    try (InputStream in = new FileInputStream(path.toFile())) {
      return in.readAllBytes();
    } catch (FileNotFoundException e) { // it was there a moment before: it may not be read
      return Files.readAllBytes(path);
    }
  }

  /** Reads a stream to its end. */
  public static byte[] readAll(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(Math.toIntExact(MAX_BYTES));
    if (bytes.length == MAX_BYTES && in.read() >= 0) {
      throw new IOException("more than the " + MAX_BYTES + " bytes of any BPF object");
    }
    return bytes;
  }

  /** Reads a class-path resource, named as for {@link Class#getResourceAsStream}. */
  public static ObjectFile read(Class<?> anchor, String resource) {
    try (InputStream in = anchor.getResourceAsStream(resource)) {
      if (in == null) {
        throw new BpfException(
            Message.of("open object: " + MissingResource.explain(anchor, resource)));
      }
      return new ObjectFile(resource.substring(resource.lastIndexOf('/') + 1), readAll(in));
    } catch (IOException e) {
      throw new BpfException(
          Message.of("open object: resource '" + resource + "'").withErrno(Errno.EIO).withCause(e));
    }
  }

  /** {@return the name that libbpf gives it: up to the first dot, as for a file} */
  public String objectName() {
    int dot = source.indexOf('.');
    return dot > 0 ? source.substring(0, dot) : source;
  }
}
