package org.libbpfjava.presets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.libbpfjava.raw.global.libbpf.lbj_object_open;
import static org.libbpfjava.raw.global.libbpf.libbpf_register_prog_handler;
import static org.libbpfjava.raw.global.libbpf.libbpf_unregister_prog_handler;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.raw.bpf_object_open_opts;
import org.libbpfjava.raw.libbpf_prog_handler_opts;
import org.libbpfjava.raw.ring_buffer_sample_fn;

/** Java that libbpf calls. */
class CallbackTest {
  private static final int SOCKET_FILTER = 1; // linux/bpf.h, BPF_PROG_TYPE_SOCKET_FILTER

  @TempDir private Path folder;

  /** Thrown through libbpf's frames it would end the process. */
  @Test
  void anExceptionOfACallbackArrivesOnceLibbpfHasReturned() throws Exception {
    NativeLibrary.load();
    byte[] elf = compile("SEC(\"java_throws\") int probe(void *ctx) { return 0; }");
    try (Throwing callback = new Throwing();
        libbpf_prog_handler_opts options = new libbpf_prog_handler_opts()) {
      int id =
          libbpf_register_prog_handler(
              "java_throws", SOCKET_FILTER, 0, options.prog_setup_fn(callback));
      assertTrue(id > 0, "id " + id);
      IllegalStateException thrown =
          assertThrows(
              IllegalStateException.class,
              () -> lbj_object_open(elf, elf.length, new bpf_object_open_opts((Pointer) null)));
      assertEquals("no setup today", thrown.getMessage());
      assertEquals(0, libbpf_unregister_prog_handler(id));
    }
  }

  /**
   * Stands for a libbpf_prog_setup_fn_t, which JavaCPP cannot make: it is called as one, with a
   * program and a number, looks at neither, and returns an int too.
   */
  private static final class Throwing extends ring_buffer_sample_fn {
    @Override
    public int call(Pointer context, Pointer data, long size) {
      throw new IllegalStateException("no setup today");
    }
  }

  private byte[] compile(String program) throws Exception {
    Files.writeString(
        folder.resolve("handler.bpf.c"),
        "#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n" + program + "\n");
    Process compiler =
        new ProcessBuilder("../native/compile-bpf", folder.toString(), folder.toString())
            .redirectErrorStream(true)
            .start();
    byte[] messages = compiler.getInputStream().readAllBytes();
    assertEquals(0, compiler.waitFor(), new String(messages, StandardCharsets.UTF_8));
    return Files.readAllBytes(folder.resolve("handler.bpf.o"));
  }
}
