package org.libbpfjava.presets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.libbpfjava.raw.global.libbpf.bpf_object__open_mem;
import static org.libbpfjava.raw.global.libbpf.libbpf_register_prog_handler;
import static org.libbpfjava.raw.global.libbpf.libbpf_unregister_prog_handler;

import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
    byte[] elf = Compiled.object(folder, "SEC(\"java_throws\") int probe(void *ctx) { return 0; }");
    try (Throwing callback = new Throwing();
        BytePointer file = new BytePointer(elf);
        libbpf_prog_handler_opts options = new libbpf_prog_handler_opts()) {
      int id =
          libbpf_register_prog_handler(
              "java_throws", SOCKET_FILTER, 0, options.prog_setup_fn(callback));
      assertTrue(id > 0, "id " + id);
      IllegalStateException thrown =
          assertThrows(
              IllegalStateException.class, () -> bpf_object__open_mem(file, elf.length, null));
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
}
