package org.libbpfjava.internal.libbpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfSource;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.btf.BtfStruct;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.BtfPatch;
import org.libbpfjava.testing.ChildProcess;

/** What a load that goes well writes into the log of the application. */
@KernelTest
class LibbpfLogKernelTest {
  private final Logger logger = Logger.getLogger("org.libbpfjava");
  private final List<LogRecord> records = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    handler.setLevel(Level.ALL);
    logger.addHandler(handler);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(handler);
    logger.setLevel(null);
  }

  private static byte[] refusedTypes() {
    byte[] elf =
        Clang.object(
            """
            #define SEC(name) __attribute__((section(name), used))
            struct limit { int a, b; };
            volatile struct limit limits = {1, 2};
            SEC("socket") int run(void *ctx) { return limits.a; }
            """);
    BtfPatch patch = BtfPatch.of(elf);
    patch.firstLetter(patch.id("limit", BtfStruct.class), '-'); // the kernel takes C names alone
    return elf;
  }

  private static void load(byte[] elf) {
    try (OpenBpfObject open = BpfObject.open(BpfSource.of(elf))) {
      open.load().close();
    }
  }

  @Test
  void typesThatTheKernelRefusesAreOneWarningOfOneLine() {
    load(refusedTypes());
    assertEquals(
        1, records.size(), () -> "" + records.stream().map(LogRecord::getMessage).toList());
    LogRecord warning = records.get(0);
    assertEquals(Level.WARNING, warning.getLevel());
    assertTrue(
        warning.getMessage().startsWith("the kernel refuses the object's BTF: -EINVAL, ["),
        warning.getMessage());
    assertTrue(warning.getMessage().contains("Invalid name; it is loaded without"));
    assertEquals(1, warning.getMessage().lines().count());
  }

  @Test
  void theKernelsWholeLogIsThereAtTheFinestLevel() {
    logger.setLevel(Level.ALL);
    logger.setUseParentHandlers(false);
    try {
      load(refusedTypes());
    } finally {
      logger.setUseParentHandlers(true);
    }
    assertTrue(
        records.stream()
            .anyMatch(
                record ->
                    record.getLevel().equals(Level.FINE)
                        && record.getMessage().contains("-- BEGIN BTF LOAD LOG ---")));
    assertEquals(
        1, records.stream().filter(record -> record.getLevel().equals(Level.WARNING)).count());
  }

  @Test
  void anOpenThatFailsHasTheDebugMessagesToo() {
    byte[] elf =
        Clang.object(
            """
            #define SEC(name) __attribute__((section(name), used))
            int old SEC("maps") = 1; // libbpf 1.0 dropped such sections
            SEC("socket") int run(void *ctx) { return old; }
            """);
    InvalidBpfObjectException refused =
        assertThrows(
            InvalidBpfObjectException.class, () -> BpfObject.open(BpfSource.of(elf)).close());
    List<String> messages = refused.libbpfMessages();
    assertTrue(
        messages.stream().anyMatch(message -> message.contains("loading object")),
        () -> "at debug level: " + messages);
    assertTrue(
        messages.stream().anyMatch(message -> message.contains("legacy map definitions")),
        () -> "a warning: " + messages);
    assertEquals(
        Set.copyOf(messages).size(), messages.size(), "the second attempt's alone: " + messages);
  }

  @Test
  void debugMessagesComeWhereTheyAreAskedFor() throws Exception {
    List<String> command = ChildProcess.java(Loading.class);
    assertEquals("debug messages: false\n", ChildProcess.run(Map.of(), command).output());
    assertEquals(
        "debug messages: true\n",
        ChildProcess.run(Map.of("LIBBPF_LOG_LEVEL", "debug"), command).output());
    command.add(1, "-Dorg.libbpfjava.log.level=DEBUG");
    assertEquals("debug messages: true\n", ChildProcess.run(Map.of(), command).output());
  }

  /** Loads an object in a JVM whose logger takes everything. */
  static final class Loading {
    private Loading() {}

    public static void main(String[] arguments) {
      List<Level> levels = new ArrayList<>();
      Logger logger = Logger.getLogger("org.libbpfjava");
      logger.setUseParentHandlers(false);
      logger.setLevel(Level.ALL);
      logger.addHandler(
          new Handler() {
            @Override
            public void publish(LogRecord message) {
              levels.add(message.getLevel());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
          });
      BpfObjects.load("globals.bpf.o").close();
      System.out.println("debug messages: " + levels.contains(Level.FINE));
    }
  }
}
