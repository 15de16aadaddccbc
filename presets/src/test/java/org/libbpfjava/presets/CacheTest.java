package org.libbpfjava.presets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library's cache in foreign hands: what lies there would run with our privileges. */
class CacheTest {
  private static final int ANOTHER = 12345; // a user

  private final Path temp;

  CacheTest(@TempDir Path temp) throws IOException {
    this.temp = temp.toRealPath();
  }

  @BeforeEach
  void needsRoot() {
    assumeTrue("root".equals(System.getProperty("user.name")), "changing owners needs root");
  }

  @Test
  void aParentOfAnotherUserIsNotPassedThrough() throws Exception {
    Path theirs = Files.createDirectory(temp.resolve("theirs"));
    Path cache = theirs.resolve("cache");
    assertEquals("loaded", load(cache)); // while it was ours
    own(theirs);
    assertRefused(cache, theirs + " belongs to user " + ANOTHER + ", not to 0 or root");
  }

  @Test
  void theCacheOfTheUserWhoBecameRootIsPassedOver() throws Exception {
    Path theirs = Files.createDirectory(temp.resolve("theirs"));
    Path home = Files.createDirectory(temp.resolve("home"));
    own(theirs);
    ProcessBuilder builder =
        new ProcessBuilder(Jvm.withNatives("-Duser.home=" + home).command(LoadProbe.class, "load"))
            .redirectErrorStream(true);
    builder.environment().put("XDG_CACHE_HOME", theirs.toString());
    assertEquals("loaded", Jvm.output(builder.start()));
    assertEquals(List.of(), files(theirs));
    assertEquals(1, files(home).size());
  }

  @Test
  void aParentThatOthersCanWriteIsNotPassedThrough() throws Exception {
    Path shared = Files.createDirectory(temp.resolve("shared"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxr-x"));
    assertRefused(shared.resolve("cache"), shared + " can be written by others");
    assertEquals(List.of(), files(shared));
  }

  @Test
  void aStickyParentWillDoForAFolderOfOurOwn() throws Exception {
    Path sticky = Files.createDirectory(temp.resolve("sticky"));
    Files.setAttribute(sticky, "unix:mode", 01777);
    assertEquals("loaded", load(sticky.resolve("ours")));
    assertEquals("loaded", load(sticky.resolve("ours")));
    Path theirs = Files.createDirectory(sticky.resolve("theirs"));
    own(theirs);
    assertRefused(theirs, theirs + " belongs to user " + ANOTHER + ", not to 0 or root");
  }

  @Test
  void aLinkIsFollowedAndWhereItLeadsIsChecked() throws Exception {
    Path ours = Files.createDirectory(temp.resolve("ours"));
    Path theirs = Files.createDirectory(temp.resolve("theirs"));
    own(theirs);
    Path link = Files.createSymbolicLink(temp.resolve("link"), ours);
    assertEquals("loaded", load(link));
    Files.delete(link);
    Files.createSymbolicLink(link, theirs);
    assertRefused(link, theirs + " belongs to user " + ANOTHER + ", not to 0 or root");
  }

  @Test
  void aFileWithoutItsEndIsReplaced() throws Exception {
    assertReplaced(
        file -> {
          byte[] bytes = Files.readAllBytes(file);
          Arrays.fill(bytes, bytes.length - 4096, bytes.length, (byte) 0);
          Files.write(file, bytes);
        });
  }

  @Test
  void aFileOfAnotherUserIsReplaced() throws Exception {
    assertReplaced(CacheTest::own);
  }

  @Test
  void aFileThatOthersCanWriteIsReplaced() throws Exception {
    assertReplaced(
        file -> Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxrwxrwx")));
  }

  @Test
  void aLinkInThePlaceOfTheFileIsReplaced() throws Exception {
    assertReplaced(
        file -> {
          Path elsewhere = temp.resolve("elsewhere.so");
          Files.move(file, elsewhere);
          own(elsewhere);
          Files.createSymbolicLink(file, elsewhere);
        });
  }

  private interface Change {
    void of(Path file) throws IOException;
  }

  private void assertReplaced(Change change) throws Exception {
    Path cache = temp.resolve("cache");
    assertEquals("loaded", load(cache));
    Path file = files(cache).get(0);
    byte[] whole = Files.readAllBytes(file);
    change.of(file);
    assertEquals("loaded", load(cache));
    assertTrue(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
    assertArrayEquals(whole, Files.readAllBytes(file));
    assertEquals(0, Files.getAttribute(file, "unix:uid"));
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  private static void assertRefused(Path cache, String reason) throws Exception {
    String output = load(cache);
    assertTrue(
        output.endsWith("Tried: " + cache + ": IOException " + reason), "refusal: " + output);
  }

  private static String load(Path cache) throws Exception {
    return Jvm.output(
        Jvm.withNatives("-Dorg.libbpfjava.cache.dir=" + cache).start(LoadProbe.class, "load"));
  }

  private static void own(Path path) throws IOException {
    Files.setAttribute(path, "unix:uid", ANOTHER);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)).toList();
    }
  }
}
