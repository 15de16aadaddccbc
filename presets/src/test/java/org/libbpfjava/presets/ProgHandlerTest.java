package org.libbpfjava.presets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.libbpfjava.raw.global.libbpf.bpf_object__close;
import static org.libbpfjava.raw.global.libbpf.bpf_object__next_program;
import static org.libbpfjava.raw.global.libbpf.bpf_program__name;
import static org.libbpfjava.raw.global.libbpf.bpf_program__type;
import static org.libbpfjava.raw.global.libbpf.lbj_object_open;
import static org.libbpfjava.raw.global.libbpf.lbj_register_prog_handler;
import static org.libbpfjava.raw.global.libbpf.lbj_unregister_prog_handler;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.raw.bpf_object;
import org.libbpfjava.raw.bpf_object_open_opts;
import org.libbpfjava.raw.bpf_program;
import org.libbpfjava.raw.lbj_prog_setup_fn;

/** Section handlers in Java, although their C long cannot cross. */
class ProgHandlerTest {
  private static final int SOCKET_FILTER = 1; // linux/bpf.h, BPF_PROG_TYPE_SOCKET_FILTER
  private static final long COOKIE = 0x1234_5678_9abc_def0L; // all 64 bits must arrive

  @TempDir private Path folder;

  @Test
  void aHandlerIsCalledForItsSectionWithItsCookie() throws Exception {
    NativeLibrary.load();
    List<String> seen = new ArrayList<>();
    try (lbj_prog_setup_fn setup =
        new lbj_prog_setup_fn() {
          @Override
          public int call(bpf_program program, long cookie) {
            seen.add(bpf_program__name(program).getString() + " " + Long.toHexString(cookie));
            return 0;
          }
        }) {
      int id = lbj_register_prog_handler("java_test", SOCKET_FILTER, 0, COOKIE, setup, null, null);
      assertTrue(id > 0, "id " + id);
      byte[] elf = compile("SEC(\"java_test\") int probe(void *ctx) { return 0; }");
      long opened = lbj_object_open(elf, elf.length, new bpf_object_open_opts((Pointer) null));
      assertTrue(opened > 0, "errno " + -opened);
      bpf_object object = new bpf_object(new At(opened));
      assertEquals(List.of("probe 123456789abcdef0"), seen);
      assertEquals(SOCKET_FILTER, bpf_program__type(bpf_object__next_program(object, null)));
      bpf_object__close(object);
      assertEquals(0, lbj_unregister_prog_handler(id));
      assertEquals(-2, lbj_unregister_prog_handler(id)); // ENOENT
    }
  }

  /** Thrown through libbpf's frames it would end the process. */
  @Test
  void anExceptionOfAHandlerArrivesOnceLibbpfHasReturned() throws Exception {
    NativeLibrary.load();
    try (lbj_prog_setup_fn setup =
        new lbj_prog_setup_fn() {
          @Override
          public int call(bpf_program program, long cookie) {
            throw new IllegalStateException("no setup today");
          }
        }) {
      int id = lbj_register_prog_handler("java_throws", SOCKET_FILTER, 0, 0, setup, null, null);
      byte[] elf = compile("SEC(\"java_throws\") int probe(void *ctx) { return 0; }");
      IllegalStateException thrown =
          assertThrows(
              IllegalStateException.class,
              () -> lbj_object_open(elf, elf.length, new bpf_object_open_opts((Pointer) null)));
      assertEquals("no setup today", thrown.getMessage());
      assertEquals(0, lbj_unregister_prog_handler(id));
    }
  }

  private static final class At extends Pointer {
    At(long address) {
      this.address = address;
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
    String messages = new String(compiler.getInputStream().readAllBytes());
    assertEquals(0, compiler.waitFor(), messages);
    return Files.readAllBytes(folder.resolve("handler.bpf.o"));
  }
}
