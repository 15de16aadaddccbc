package org.libbpfjava.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.libbpfjava.internal.failure.Mounts;
import org.libbpfjava.internal.failure.Mounts.Mount;
import org.libbpfjava.internal.libbpf.Held;
import org.libbpfjava.internal.libbpf.Held.Kind;

/**
 * Who held the kernel's programs, maps, links and BTF at one moment: processes that have them open,
 * and files in which they are pinned.
 *
 * <p>It does not tell what objects of the kernel hold: a link holds its program, a program its
 * maps, a map of maps its inner maps, and a network device or a control group what was attached
 * without a link. A process that has only mapped a map into its memory is not found either.
 *
 * <p>Immutable; safe on any thread.
 *
 * @see Kernel#holders
 */
public final class Holders {
  private static final Path PROCESSES = Path.of("/proc");

  private final Map<Held, List<Holder>> holders = new HashMap<>();
  private int unreadable;

  private Holders() {}

  /** Looks at all of /proc and at all BPF file systems, once. */
  static Holders now() {
    Holders found = new Holders();
    found.readProcesses();
    found.readPins();
    return found;
  }

  private void readProcesses() {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
      for (Path process : all) {
        readProcess(process);
      }
    } catch (IOException | DirectoryIteratorException e) {
      unreadable++; // without /proc nothing is known of any
    }
  }

  private void readProcess(Path process) {
    Map<Held, Integer> held = new HashMap<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        Held.byDescriptor(process, String.valueOf(descriptor.getFileName()))
            .ifPresent(object -> held.merge(object, 1, Integer::sum));
      }
    } catch (IOException | DirectoryIteratorException e) {
      if (Files.exists(process)) { // it has not ended, so it may not be looked into
        unreadable++;
      }
      return;
    }
    if (!held.isEmpty()) {
      int pid = Integer.parseInt(String.valueOf(process.getFileName()));
      String command = command(process);
      held.forEach((object, count) -> add(object, new Holder.ByProcess(pid, command, count)));
    }
  }

  private static String command(Path process) {
    try {
      return Files.readString(process.resolve("comm")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private void readPins() {
    Set<String> seen = new HashSet<>();
    for (Mount mount : Mounts.now().ofType("bpf")) {
      boolean isCovered = !Mounts.device(mount.folder()).equals(Optional.of(mount.device()));
      if (!isCovered && seen.add(mount.device() + mount.root())) {
        readPins(mount.folder());
      }
    }
  }

  private void readPins(Path folder) {
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isRegularFile()) {
                Held.byPin(file).ifPresent(object -> add(object, new Holder.ByPin(file)));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException refused) {
              return FileVisitResult.CONTINUE; // gone meanwhile, or somebody else's
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException refused) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e); // no visit throws
    }
  }

  private void add(Held object, Holder holder) {
    holders.computeIfAbsent(object, first -> new ArrayList<>()).add(holder);
  }

  /**
   * {@return who holds a program}
   *
   * @param id the kernel's number of it
   */
  public List<Holder> ofProgram(int id) {
    return of(Kind.PROGRAM, id);
  }

  /**
   * {@return who holds a map}
   *
   * @param id the kernel's number of it
   */
  public List<Holder> ofMap(int id) {
    return of(Kind.MAP, id);
  }

  /**
   * {@return who holds a link}
   *
   * @param id the kernel's number of it
   */
  public List<Holder> ofLink(int id) {
    return of(Kind.LINK, id);
  }

  /**
   * {@return who holds type information}
   *
   * @param id the kernel's number of it
   */
  public List<Holder> ofBtf(int id) {
    return of(Kind.BTF, id);
  }

  private List<Holder> of(Kind kind, int id) {
    return List.copyOf(holders.getOrDefault(new Held(kind, id), List.of()));
  }

  /**
   * {@return how many processes this process may not look into; what they hold is missing here} To
   * see into those of other users takes CAP_SYS_PTRACE.
   */
  public int unreadableProcesses() {
    return unreadable;
  }
}
