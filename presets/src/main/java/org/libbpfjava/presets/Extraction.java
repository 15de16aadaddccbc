package org.libbpfjava.presets;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings the library of a platform from its jar to a file that the JVM can load.
 *
 * <p>The file lies in a folder of the user's own, named by the content's hash, and is renamed into
 * place whole: any number of JVMs may start at once, and a second start extracts nothing. A folder
 * that someone else could write to is not used, since what lies there runs with our privileges.
 */
final class Extraction {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final Set<PosixFilePermission> OTHERS_WRITE =
      EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private final HostPlatform platform;
  private final String hash;
  private final long size;
  private final Set<Path> temporary = new HashSet<>();

  private Extraction(HostPlatform platform, String hash, long size) {
    this.platform = platform;
    this.hash = hash;
    this.size = size;
  }

  /** By the class loader, because the natives' jars are modules of their own. */
  private static @Nullable InputStream open(String resource) {
    return Objects.requireNonNull(Extraction.class.getClassLoader())
        .getResourceAsStream(resource.substring(1));
  }

  /** Finds the library's jar, and its hash and size, which lie beside it in the jar. */
  static Extraction of(HostPlatform platform) {
    String resource = platform.resource() + ".id";
    try (InputStream in = open(resource)) {
      if (in == null) {
        throw new UnsatisfiedLinkError(
            "libbpf-java's native library for "
                + platform.classifier()
                + " is not on the class path; add the dependency"
                + " org.libbpfjava:libbpf-java-presets with the classifier "
                + platform.classifier()
                + ", or org.libbpfjava:libbpf-java-platform for all platforms");
      }
      String[] id = new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip().split(" ");
      return new Extraction(platform, id[0], Long.parseLong(id[1]));
    } catch (IOException e) {
      throw new UnsatisfiedLinkError(resource + ": cannot be read: " + e);
    }
  }

  /** Files to load, extracted one after the other as they are asked for; appends what failed. */
  Iterable<Path> candidates(List<String> tried) {
    List<Supplier<Optional<Path>>> ways = new ArrayList<>();
    String chosen = System.getProperty(NativeLibrary.CACHE_PROPERTY);
    if (chosen != null) {
      ways.add(() -> inCache(Path.of(chosen), tried));
    } else {
      String xdg = System.getenv("XDG_CACHE_HOME");
      if (xdg != null && xdg.startsWith("/")) {
        ways.add(() -> inCache(Path.of(xdg, "libbpf-java"), tried));
      }
      String home = System.getProperty("user.home", "");
      if (home.startsWith("/")) {
        ways.add(() -> inCache(Path.of(home, ".cache", "libbpf-java"), tried));
      }
      ways.add(() -> inTemporaryFolder(tried));
    }
    Iterator<Path> files = ways.stream().map(Supplier::get).flatMap(Optional::stream).iterator();
    return () -> files;
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
      Path folder = cache.toAbsolutePath().resolve("native").resolve(hash);
      Files.createDirectories(folder, OWNER_ONLY);
      requirePrivate(folder);
      Path file = folder.resolve("libjnilibbpf.so");
      if (!Files.exists(file) || Files.size(file) != size) {
        Path fresh = Files.createTempFile(folder, ".new", ".so", OWNER_ONLY);
        try {
          extract(fresh);
          Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
          Files.deleteIfExists(fresh);
        }
      }
      return Optional.of(file);
    } catch (IOException | UnsupportedOperationException e) {
      tried.add(cache + ": " + reason(e));
      return Optional.empty();
    }
  }

  private Optional<Path> inTemporaryFolder(List<String> tried) {
    try {
      Path folder = Files.createTempDirectory("libbpf-java", OWNER_ONLY);
      Path file = folder.resolve("libjnilibbpf.so");
      temporary.add(file);
      extract(file);
      return Optional.of(file);
    } catch (IOException | UnsupportedOperationException e) {
      tried.add(System.getProperty("java.io.tmpdir") + ": " + reason(e));
      return Optional.empty();
    }
  }

  private static String reason(Exception e) {
    return e instanceof FileAlreadyExistsException
        ? "is no folder"
        : e.getClass().getSimpleName() + " " + e.getMessage();
  }

  private void extract(Path file) throws IOException {
    try (InputStream in = open(platform.resource())) {
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
      Files.write(file, library);
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

  private static void requirePrivate(Path folder) throws IOException {
    Object owner = Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    Object self = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    if (!owner.equals(self)) {
      throw new IOException(folder + " belongs to user " + owner + ", not to " + self);
    }
    Set<PosixFilePermission> permissions =
        Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
    for (PosixFilePermission permission : OTHERS_WRITE) {
      if (permissions.contains(permission)) {
        throw new IOException(folder + " can be written by others");
      }
    }
  }
}
