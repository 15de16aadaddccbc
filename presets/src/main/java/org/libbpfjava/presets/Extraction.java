package org.libbpfjava.presets;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Brings the library of a platform from its jar to a file that the JVM can load.
 *
 * <p>The file lies in a folder of the user's own, named by the content's hash, and is renamed into
 * place whole: any number of JVMs may start at once, and a second start extracts nothing. What lies
 * there runs with our privileges, so it must be a {@link PrivateFolder}, the file must be root's or
 * ours, and nobody else's to write; one that is not, or that a crash has damaged, is replaced.
 *
 * <p>The sha256 is compared when the library is extracted. A start that finds it there compares its
 * CRC-32: what a damaged disk leaves is found so, others cannot reach the file, and a sha256 costs
 * a cold JVM 100 ms, more than all the rest of loading.
 */
final class Extraction {
  private final HostPlatform platform;
  private final String hash;
  private final long size;
  private final long crc;
  private final Set<Path> temporary = new HashSet<>();

  private Extraction(HostPlatform platform, String hash, long size, long crc) {
    this.platform = platform;
    this.hash = hash;
    this.size = size;
    this.crc = crc;
  }

  /** By the class loader, because the natives' jars are modules of their own. */
  private static @Nullable InputStream open(String resource) {
    return Objects.requireNonNull(Extraction.class.getClassLoader())
        .getResourceAsStream(resource.substring(1));
  }

  /** Finds the library's jar, and its hash and size, which lie beside it in the jar. */
  static Extraction of(HostPlatform platform) {
    String text = idOfClass(platform);
    if (text == null) {
      text = idOfResource(platform);
    }
    try {
      String[] id = text.strip().split(" ", -1);
      return new Extraction(platform, id[0], Long.parseLong(id[1]), Long.parseLong(id[2], 16));
    } catch (RuntimeException e) {
      throw new UnsatisfiedLinkError(platform.resource() + ".id: cannot be read: " + e);
    }
  }

  /**
   * From a class, which a JVM finds in its archive: for a resource it opens all jars of the class
   * path, 5 to 11 ms.
   */
  private static @Nullable String idOfClass(HostPlatform platform) {
    try {
      return (String)
          Class.forName(platform.idClass(), true, Extraction.class.getClassLoader())
              .getField("ID")
              .get(null);
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  /** The same text for a jar of jars that has dropped classes which no other class names. */
  private static String idOfResource(HostPlatform platform) {
    String resource = platform.resource() + ".id";
    try (InputStream in = open(resource)) {
      if (in == null) {
        throw new UnsatisfiedLinkError(missing(platform));
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UnsatisfiedLinkError(resource + ": cannot be read: " + e);
    }
  }

  private static String missing(HostPlatform platform) {
    String subject = "libbpf-java's native library for " + platform.classifier();
    String dependency =
        "the dependency org.libbpfjava:libbpf-java-presets with the classifier "
            + platform.classifier()
            + ", or org.libbpfjava:libbpf-java-platform for all platforms";
    String module = "org.libbpfjava." + platform.classifier().replace('-', '.');
    return Extraction.class.getModule().isNamed()
        ? subject
            + " is not among the modules of this JVM: start it with --add-modules "
            + module
            + ", and have that module on the module path, by "
            + dependency
        : subject + " is not on the class path; add " + dependency;
  }

  /**
   * The folders to try in turn, with why a setting names none in {@code tried}; an empty one stands
   * for a temporary folder of this JVM's own. Plain code here and where it is called: the first
   * lambda or stream of a JVM costs milliseconds.
   */
  List<Optional<Path>> folders(List<String> tried) {
    List<Optional<Path>> folders = new ArrayList<>();
    String chosen = System.getProperty(NativeLibrary.CACHE_PROPERTY);
    if (chosen != null) {
      add(folders, "-D" + NativeLibrary.CACHE_PROPERTY, tried, chosen);
      return folders;
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    if (xdg != null && xdg.startsWith("/")) {
      add(folders, "XDG_CACHE_HOME", tried, xdg, "libbpf-java");
    }
    String home = System.getProperty("user.home", "");
    if (home.startsWith("/")) {
      add(folders, "user.home", tried, home, ".cache", "libbpf-java");
    }
    folders.add(Optional.empty());
    return folders;
  }

  private static void add(
      List<Optional<Path>> folders, String source, List<String> tried, String... names) {
    try {
      Path folder = Path.of("", names);
      folders.add(Optional.of(folder));
    } catch (InvalidPathException e) {
      tried.add(source + ": is no path: " + e.getReason());
    }
  }

  /** Extracts into one of the folders where that has not been done; appends why it cannot be. */
  Optional<Path> extractInto(Optional<Path> folder, List<String> tried) {
    return folder.isPresent() ? inCache(folder.get(), tried) : inTemporaryFolder(tried);
  }

  /** On Linux a loaded library needs its file no longer. */
  void discardIfTemporary(Path file) {
    if (temporary.remove(file)) {
      file.toFile().delete();
      file.toFile().getParentFile().delete();
    }
  }

  private Optional<Path> inCache(Path cache, List<String> tried) {
    try {
      Path folder = PrivateFolder.make(cache.resolve("native").resolve(hash));
      Path file = folder.resolve("libjnilibbpf.so");
      if (!isWhole(file)) {
        Path fresh = Files.createTempFile(folder, ".new", ".so", PrivateFolder.OWNER_ONLY);
        try {
          extract(fresh);
          Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
          Files.deleteIfExists(fresh);
        }
      }
      return Optional.of(file);
    } catch (IOException | RuntimeException e) {
      tried.add(cache + ": " + reason(e));
      return Optional.empty();
    }
  }

  private Optional<Path> inTemporaryFolder(List<String> tried) {
    try {
      Path folder = Files.createTempDirectory("libbpf-java", PrivateFolder.OWNER_ONLY);
      Path file = folder.resolve("libjnilibbpf.so");
      temporary.add(file);
      PrivateFolder.require(folder.toRealPath());
      extract(Files.createFile(file, PrivateFolder.OWNER_ONLY));
      return Optional.of(file);
    } catch (IOException | RuntimeException | LinkageError e) { // the JDK's own, for nonsense
      tried.add("java.io.tmpdir=" + System.getProperty("java.io.tmpdir") + ": " + reason(e));
      return Optional.empty();
    }
  }

  private static String reason(Throwable e) {
    return e instanceof FileAlreadyExistsException
        ? "is no folder"
        : e.getClass().getSimpleName() + " " + e.getMessage();
  }

  /** Whether the file is there, nobody's but ours or root's, and what was put there. */
  private boolean isWhole(Path file) throws IOException {
    try {
      if (!PrivateFolder.isPrivateFile(file)) {
        return false;
      }
    } catch (NoSuchFileException e) {
      return false;
    }
    // Not by a channel: the first of a JVM loads the JDK's network library.
    try (InputStream in = new FileInputStream(file.toFile())) {
      CRC32 actual = new CRC32();
      byte[] piece = new byte[1 << 16];
      long length = 0;
      for (int more; (more = in.read(piece)) >= 0; length += more) {
        actual.update(piece, 0, more);
      }
      return length == size && actual.getValue() == crc;
    }
  }

  /**
   * Writes it, and waits until it is on the disk: a crash must not leave a file without its end.
   */
  private void extract(Path file) throws IOException {
    try (InputStream in = open(platform.resource());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      if (in == null) {
        throw new IOException("the jar lacks " + platform.resource());
      }
      byte[] library = in.readAllBytes();
      if (!hash.equals(sha256(library))) {
        throw new IOException(
            "the library in the jar of "
                + platform.classifier()
                + " is damaged: its sha256 is not "
                + hash);
      }
      ByteBuffer bytes = ByteBuffer.wrap(library);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return String.format(
          "%064x", new BigInteger(1, MessageDigest.getInstance("SHA-256").digest(bytes)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("a JDK without SHA-256", e);
    }
  }
}
