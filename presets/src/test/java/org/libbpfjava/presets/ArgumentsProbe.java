package org.libbpfjava.presets;

import static org.libbpfjava.raw.global.libbpf.LIBBPF_ERRNO__LIBELF;
import static org.libbpfjava.raw.global.libbpf.btf__add_str;
import static org.libbpfjava.raw.global.libbpf.btf__find_str;
import static org.libbpfjava.raw.global.libbpf.btf__new_empty;
import static org.libbpfjava.raw.global.libbpf.btf__str_by_offset;
import static org.libbpfjava.raw.global.libbpf.libbpf_strerror;
import static org.libbpfjava.raw.global.plain.lbj_memory_read;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.libbpfjava.raw.btf;

/** Runs in a JVM of its own, which dies if an argument is not looked after. */
final class ArgumentsProbe {
  private static final int LARGE = 200 << 20;
  private static final long HEADROOM = 150L << 20;

  private static int tries;
  private static int overflows;

  private ArgumentsProbe() {}

  public static void main(String[] args) throws Exception {
    NativeLibrary.load();
    for (String step : args) {
      System.out.println(attempt(step));
    }
  }

  private static String attempt(String step) throws Exception {
    return switch (step) {
      case "text" -> hex("gr\u00fcn \u20ac \ud834\udd1e \ud834.");
      case "long text" -> {
        // The pair lies across two blocks of the conversion.
        String text = "x".repeat(255) + "\ud834\udd1e" + "y".repeat(600);
        yield hex(text).equals(hexOf(text)) ? "whole" : "not whole";
      }
      case "slice" -> slices();
      case "deep stack" -> deepStacks();
      case "large text" -> {
        String large = "x".repeat(LARGE);
        limitMemory();
        yield thrownBy(() -> btf__find_str(btf__new_empty(), large));
      }
      case "large array" -> {
        byte[] bytes = new byte[LARGE];
        limitMemory();
        yield thrownBy(() -> lbj_memory_read(0, bytes, 0));
      }
      default -> throw new IllegalArgumentException(step);
    };
  }

  private static String hex(String text) {
    btf types = btf__new_empty();
    return hexOf(
        btf__str_by_offset(types, btf__add_str(types, text)).getString(StandardCharsets.UTF_8));
  }

  private static String hexOf(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  /** JavaCPP, left alone, frees the copy of an array at an address that it was not given at. */
  private static String slices() {
    byte[] array = new byte[100];
    for (int i = 0; i < 1000; i++) {
      ByteBuffer slice = ByteBuffer.wrap(array, 10, 50).slice().position(3);
      libbpf_strerror(LIBBPF_ERRNO__LIBELF, slice, 40);
    }
    return new String(array, 13, 25, StandardCharsets.US_ASCII);
  }

  private static String deepStacks() throws InterruptedException {
    btf types = btf__new_empty();
    btf__add_str(types, "name");
    for (int i = 0; i < 20_000; i++) {
      btf__find_str(types, "name"); // compiled, it needs less of the stack than what it calls
    }
    for (int round = 0; round < 60; round++) {
      tries = 0;
      Thread thread =
          new Thread(
              null, () -> deepen(types, 0), "deep", (256 << 10) + round * 4096L % (64 << 10));
      thread.start();
      thread.join();
    }
    return overflows > 0 ? "overflowed" : "never overflowed";
  }

  private static void deepen(btf types, int depth) {
    try {
      if (depth < Integer.MAX_VALUE) {
        deepen(types, depth + 1);
      }
    } catch (StackOverflowError e) {
      // As deep as it goes.
    }
    if (tries < 400) {
      tries++;
      try {
        if (btf__find_str(types, "name") <= 0) {
          throw new AssertionError("the name was not handed over");
        }
      } catch (StackOverflowError e) {
        overflows++;
      }
    }
  }

  private static String thrownBy(Runnable call) {
    try {
      call.run();
      return "nothing thrown";
    } catch (OutOfMemoryError e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** From now on this process gets no more than a little memory. */
  private static void limitMemory() throws Exception {
    long pages = Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ", -1)[0]);
    long limit = pages * 4096 + HEADROOM;
    Process prlimit =
        new ProcessBuilder("prlimit", "--pid=" + ProcessHandle.current().pid(), "--as=" + limit)
            .inheritIO()
            .start();
    if (prlimit.waitFor() != 0) {
      throw new IllegalStateException("prlimit failed");
    }
  }
}
