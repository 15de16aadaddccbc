package org.libbpfjava.attach;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.OpenBpfProgram;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.OwnThread;

/**
 * Ways in which links and their object end, each for every kind of link: a JVM of its own runs one,
 * since a fault ends it. Prints "survived" at the end.
 */
final class LinkLives {
  /** What one round does with a loaded object. */
  private interface Round {
    void run(BpfObject object) throws Exception;
  }

  private LinkLives() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = Integer.parseInt(arguments[1]);
    switch (arguments[0]) {
      case "closed-together" -> closeTogether(rounds);
      case "attached-while-closing" -> each(rounds, LinkLives::attachWhileClosing, "usdt_throw");
      case "attached-by-three" ->
          each(rounds, LinkLives::attachByThree, "usdt_throw", "usdt_catch");
      case "forgotten" -> forget(rounds);
      case "outliving" -> outlive(rounds);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    System.out.println("survived");
  }

  /** An object with these programs alone; without names with all that this kernel can attach. */
  private static BpfObject load(String... programs) {
    List<String> wanted = List.of(programs);
    try (OpenBpfObject open = BpfObjects.open("links.bpf.o")) {
      for (OpenBpfProgram program : open.programs()) {
        program.setAutoload(
            (wanted.isEmpty() || wanted.contains(program.name()))
                && (!program.name().equals("uprobe_multi") || Feature.UPROBE_MULTI.isSupported()));
      }
      return open.load();
    }
  }

  private static void each(int rounds, Round round, String... programs) throws Exception {
    for (int i = 0; i < rounds; i++) {
      BpfObject object = load(programs);
      round.run(object);
      object.close();
    }
  }

  private static void closeTogether(int rounds) throws Exception {
    each(
        rounds,
        object -> {
          // libbpf keeps a list of free USDT ids from the first one that is given back.
          object.program("usdt_catch").attach().close();
          OwnThread.together(object.program("usdt_throw").attach()::close, object::close);
        },
        "usdt_catch",
        "usdt_throw");
    List<String> kinds = new ArrayList<>();
    each(1, object -> object.programs().forEach(program -> kinds.add(program.name())));
    for (String kind : kinds) {
      each(
          2,
          object -> OwnThread.together(object.program(kind).attach()::close, object::close),
          kind);
    }
  }

  /** The object ends while libbpf reads the library's probes for the link. */
  private static void attachWhileClosing(BpfObject object) throws Exception {
    BpfProgram program = object.program("usdt_throw");
    AtomicBoolean attached = new AtomicBoolean();
    CompletableFuture<Void> other =
        OwnThread.run(
            () -> {
              try {
                for (int i = 0; i < 32; i++) { // libbpf has room for 256 USDT probes
                  program.attach();
                  attached.set(true);
                }
              } catch (IllegalStateException closed) {
                expectClosed(closed);
              }
            });
    while (!attached.get() && !other.isDone()) {
      Thread.onSpinWait();
    }
    object.close();
    other.get(60, SECONDS);
  }

  private static void attachByThree(BpfObject object) throws Exception {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      BpfProgram program = object.program(i % 2 == 0 ? "usdt_throw" : "usdt_catch");
      all.add(
          OwnThread.run(
              () -> {
                for (int j = 0; j < 8; j++) {
                  program.attach().close();
                }
              }));
    }
    for (CompletableFuture<Void> one : all) {
      one.get(60, SECONDS);
    }
  }

  /** Nobody closes anything: the collector meets object and links in an order of its own. */
  private static void forget(int rounds) throws Exception {
    load().close();
    long before = bpfDescriptors();
    for (int i = 0; i < rounds; i++) {
      attachAndDrop();
      System.gc();
    }
    untilDescriptorsAre(before);
  }

  private static void attachAndDrop() {
    for (BpfProgram program : load().programs()) {
      program.attach();
    }
  }

  /** A link that is held keeps working when nobody holds its object. */
  private static void outlive(int rounds) throws Exception {
    load().close();
    long before = bpfDescriptors();
    for (int i = 0; i < rounds; i++) {
      BpfLink link = load().program("usdt_throw").attach();
      System.gc();
      if (!link.isOpen() || link.withFd(fd -> fd) < 0) {
        throw new AssertionError(link + " ended before it was closed");
      }
      link.close();
    }
    untilDescriptorsAre(before);
  }

  private static void untilDescriptorsAre(long before) throws Exception {
    for (long end = System.nanoTime() + SECONDS.toNanos(60); bpfDescriptors() > before; ) {
      if (System.nanoTime() > end) {
        throw new AssertionError(before + " descriptors of BPF, then " + bpfDescriptors());
      }
      System.gc();
      Thread.sleep(10);
    }
  }

  /** Those of maps, programs, links and BTF, and of the events that probes are attached by. */
  static long bpfDescriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(LinkLives::isOfBpf).count();
    }
  }

  private static boolean isOfBpf(Path descriptor) {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return target.startsWith("anon_inode:bpf")
          || target.startsWith("anon_inode:btf")
          || target.startsWith("anon_inode:[perf_event]");
    } catch (IOException e) {
      return false; // closed since it was listed
    }
  }

  private static void expectClosed(IllegalStateException e) {
    if (!String.valueOf(e.getMessage()).endsWith(" is closed")) {
      throw e;
    }
  }
}
