package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.libbpfjava.insn.Register.R0;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.junit.jupiter.api.Test;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.insn.Assembler;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.raw.bpf_map_batch_opts;
import org.libbpfjava.raw.bpf_map_create_opts;
import org.libbpfjava.raw.bpf_object_open_opts;
import org.libbpfjava.raw.global.bpf;
import org.libbpfjava.raw.global.libbpf;
import org.libbpfjava.raw.global.plain;
import org.libbpfjava.testing.BpfObjects;

/** The code of docs/raw.md, in the order of the page. */
@KernelTest
class RawPageKernelTest {

  @Test
  @RequiresFeature(Feature.MAP_BATCH)
  void aDescriptorIsLent() {
    try (BpfScope scope = BpfScope.open("demo")) {
      BpfMap slots = scope.createMap(MapOptions.array("slots", 8, 4));
      for (int i = 0; i < 4; i++) {
        slots.update(bytes(4).putInt(i).array(), bytes(8).putLong(10L * i).array());
      }
      // [descriptor]
      long[] found = new long[4];
      try (bpf_map_batch_opts options = new bpf_map_batch_opts();
          IntPointer next = new IntPointer(1); // where another batch would begin
          IntPointer keys = new IntPointer(4);
          LongPointer values = new LongPointer(4);
          IntPointer count = new IntPointer(1).put(4)) {
        int result =
            slots.withFd(
                fd -> libbpf.bpf_map_lookup_batch(fd, null, next, keys, values, count, options));
        if (result == 0) {
          values.get(found); // all four, by one system call
        }
      }
      // [/descriptor]
      assertArrayEquals(new long[] {0, 10, 20, 30}, found);
    }
  }

  @Test
  void aProgramsDescriptorMakesALink() {
    try (BpfScope scope = BpfScope.open("demo")) {
      List<Instruction> code = new Assembler().mov(R0, 0).exit().instructions();
      BpfProgram program = scope.loadProgram(ProgramOptions.ofSection("raw_tp", "demo", code));
      // [link]
      int link = program.withFd(fd -> libbpf.bpf_raw_tracepoint_open("sched_process_exit", fd));
      if (link >= 0) { // else -errno
        plain.lbj_close(link); // detaches
      }
      // [/link]
      assertTrue(link >= 0, () -> "link: " + link);
      int refused = program.withFd(fd -> libbpf.bpf_raw_tracepoint_open("no such place", fd));
      assertEquals(-2, refused, "ENOENT");
    }
  }

  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
  }

  @Test
  void aHandleIsLent() {
    try (OpenBpfObject open = BpfObjects.open("globals.bpf.o")) {
      // [handle]
      int refused =
          open.withHandle(object -> libbpf.bpf_object__set_kversion(object, 0x050400)); // 5.4.0
      BpfObject object = open.load();
      long lines = object.program("count").withHandle(libbpf::bpf_program__line_info_cnt);
      // [/handle]
      try (object) {
        assertEquals(0, refused);
        int version = object.withHandle(libbpf::bpf_object__kversion);
        assertEquals(0x050400, version);
        long slots = object.program("count").withHandle(libbpf::bpf_program__insn_cnt);
        assertTrue(lines > 0 && lines <= slots, () -> lines + " lines of " + slots + " slots");
        String name =
            object.withHandle(
                handle ->
                    libbpf
                        .bpf_program__name(libbpf.bpf_object__next_program(handle, null))
                        .getString());
        assertTrue(object.findProgram(name).isPresent(), name);
      }
    }
  }

  @Test
  void optionsKnowTheirSize() {
    // [options]
    int fd; // or -errno
    try (bpf_map_create_opts options = new bpf_map_create_opts()) {
      options.map_flags(bpf.BPF_F_NO_PREALLOC);
      fd = libbpf.bpf_map_create(bpf.BPF_MAP_TYPE_HASH, "flows", 4, 8, 16, options);
    }
    // [/options]
    int made = fd;
    assertTrue(made >= 0, () -> "flows: " + made);
    plain.lbj_close(fd);
    try (bpf_map_create_opts options = new bpf_map_create_opts()) {
      options.map_flags(bpf.BPF_F_NO_PREALLOC);
      int refused = libbpf.bpf_map_create(bpf.BPF_MAP_TYPE_ARRAY, "flows", 4, 8, 16, options);
      assertEquals(-22, refused, "EINVAL: an array has no BPF_F_NO_PREALLOC");
    }
  }

  @Test
  void aPointerOrTheReason() {
    byte[] elf = new byte[64];
    // [errno]
    long object;
    try (bpf_object_open_opts options = new bpf_object_open_opts()) {
      object = plain.lbj_object_open(elf, elf.length, options.address());
    }
    if (object < 0) {
      System.out.println("errno " + -object); // 4001, LIBBPF_ERRNO__FORMAT
    } else {
      plain.lbj_object_close(object);
    }
    // [/errno]
    assertEquals(-libbpf.LIBBPF_ERRNO__FORMAT, object, "zeros are no ELF file");
  }
}
