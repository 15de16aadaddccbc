package org.libbpfjava.map;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.BpfScope;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.OpenBpfProgram;
import org.libbpfjava.ProgramOptions;
import org.libbpfjava.TestRun;
import org.libbpfjava.insn.Assembler;
import org.libbpfjava.insn.Register;
import org.libbpfjava.raw.global.libbpf;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.ChildProcess;
import org.libbpfjava.testing.Descriptors;

/** Maps of each type, each with an element that it can have. */
final class MapTypeSamples implements AutoCloseable {
  private static final int BPF_CGROUP_INET_EGRESS = 1; // linux/bpf.h
  private static final int LOOPBACK = 1; // its index in each network namespace

  /** A map, the key of an element that it has or can have, and what the element is set to. */
  static final class Sample {
    private final BpfMap map;
    private final byte[] key;
    private final byte[] value;

    private Sample(BpfMap map, byte[] key, byte[] value) {
      this.map = map;
      this.key = key;
      this.value = value;
    }

    BpfMap map() {
      return map;
    }

    byte[] key() {
      return key;
    }

    byte[] value() {
      return value;
    }
  }

  private interface Closing {
    void close() throws IOException, InterruptedException;
  }

  final Descriptors descriptors = new Descriptors();
  final BpfScope scope = BpfScope.open("types");
  private final Deque<Closing> closings = new ArrayDeque<>();

  MapTypeSamples() throws IOException, InterruptedException {
    closings.push(descriptors::close);
    closings.push(scope::close);
  }

  @Override
  public void close() throws IOException {
    try {
      while (!closings.isEmpty()) {
        closings.pop().close();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e); // nobody interrupts a test
    }
  }

  static byte[] bytes(int... words) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * words.length).order(ByteOrder.nativeOrder());
    for (int word : words) {
      bytes.putInt(word);
    }
    return bytes.array();
  }

  private BpfMap create(MapType type, int keySize, int valueSize, MapFlag... flags) {
    String name = type.libbpfName();
    String known = name.substring(0, Math.min(name.length(), 15)); // by the kernel
    return scope.createMap(MapOptions.of(type, known, keySize, valueSize, 4).withFlags(flags));
  }

  private Sample sample(BpfMap map, int key, byte... value) {
    byte[] whole = new byte[map.elementSize()];
    System.arraycopy(value, 0, whole, 0, value.length);
    return new Sample(map, key < 0 ? new byte[0] : bytes(key), whole);
  }

  Sample of(MapType type) throws IOException, InterruptedException {
    return switch (type) {
      case HASH, ARRAY, LRU_HASH, PERCPU_HASH, PERCPU_ARRAY, LRU_PERCPU_HASH ->
          sample(create(type, 4, 8), 1);
      case LPM_TRIE ->
          new Sample(create(type, 8, 8, MapFlag.NO_PREALLOC), bytes(8, 10), new byte[8]);
      case QUEUE, STACK, BLOOM_FILTER -> sample(create(type, 0, 8), -1);
      case PROG_ARRAY -> sample(create(type, 4, 4), 1, bytes(nothing().<Integer>withFd(fd -> fd)));
      case PERF_EVENT_ARRAY -> sample(create(type, 4, 4), 0, bytes(descriptors.event(0)));
      case CGROUP_ARRAY -> sample(create(type, 4, 4), 1, bytes(descriptors.file(cgroup())));
      case DEVMAP, DEVMAP_HASH -> sample(create(type, 4, 4), 1, bytes(LOOPBACK));
      case CPUMAP -> sample(create(type, 4, 4), 0, bytes(64));
      case XSKMAP -> sample(create(type, 4, 4), 1, bytes(descriptors.xdp()));
      case SOCKMAP, SOCKHASH -> sample(create(type, 4, 8), 1, bytes(descriptors.listening()));
      case REUSEPORT_SOCKARRAY -> sample(create(type, 4, 8), 1, bytes(descriptors.sharing()));
      case RINGBUF -> sample(scope.createMap(MapOptions.ringBufferOfAtLeast("ringbuf", 1)), -1);
      case USER_RINGBUF ->
          sample(scope.createMap(MapOptions.userRingBufferOfAtLeast("user", 1)), -1);
      case ARENA ->
          sample(
              scope.createMap(MapOptions.of(type, "arena", 0, 0, 1).withFlags(MapFlag.MMAPABLE)),
              -1);
      case INSN_ARRAY -> sample(create(type, 4, 16), 1);
      case ARRAY_OF_MAPS, HASH_OF_MAPS -> {
        BpfMap inner = scope.createMap(MapOptions.array("inner", 4, 1));
        yield sample(declared(type), 1, bytes(inner.<Integer>withFd(fd -> fd)));
      }
      case STACK_TRACE -> {
        BpfObject object = object(type, "take_stack");
        int number = object.program("take_stack").testRun(TestRun.once()).returnValue();
        yield sample(object.map("stack_trace"), number);
      }
      case CGROUP_STORAGE, PERCPU_CGROUP_STORAGE -> ofCgroup(type);
      case SK_STORAGE -> sample(declared(type), descriptors.listening());
      case INODE_STORAGE -> sample(declared(type), descriptors.file(Path.of("/")));
      case TASK_STORAGE -> sample(declared(type), descriptors.process());
      case CGRP_STORAGE -> sample(declared(type), descriptors.file(cgroup()));
      case STRUCT_OPS -> {
        BpfObject object = BpfObjects.load("struct_ops.bpf.o");
        closings.push(object::close);
        closings.push(object.attachAll()::close); // the element can be deleted from now on
        yield sample(object.map("congestion"), 0);
      }
      case UNKNOWN -> throw new IllegalArgumentException("no map is of an unknown type");
    };
  }

  private BpfProgram nothing() {
    return scope.loadProgram(
        ProgramOptions.ofSection(
            "socket", "nothing", new Assembler().mov(Register.R0, 0).exit().instructions()));
  }

  /** {@return the map of map_types.bpf.c that is called as its type} */
  BpfMap declared(MapType type) {
    return object(type).map(type.libbpfName());
  }

  /** The object with this map alone: the kernel may not have the others. */
  private BpfObject object(MapType type, String... programs) {
    try (OpenBpfObject open = BpfObjects.open("map_types.bpf.o")) {
      open.maps().forEach(map -> map.setAutocreate(map.name().equals(type.libbpfName())));
      for (OpenBpfProgram program : open.programs()) {
        program.setAutoload(List.of(programs).contains(program.name()));
      }
      BpfObject object = open.load();
      closings.push(object::close);
      return object;
    }
  }

  /** Attaching a program makes the element of the control group. */
  private Sample ofCgroup(MapType type) throws IOException, InterruptedException {
    String name = "uses_" + type.libbpfName();
    BpfObject object = object(type, name);
    int cgroup = descriptors.file(cgroup());
    int program = object.program(name).<Integer>withFd(fd -> fd);
    int result = libbpf.bpf_prog_attach(program, cgroup, BPF_CGROUP_INET_EGRESS, 0);
    if (result != 0) {
      throw new IllegalStateException("attach to a control group: " + result);
    }
    closings.push(() -> libbpf.bpf_prog_detach2(program, cgroup, BPF_CGROUP_INET_EGRESS));
    BpfMap map = object.map(type.libbpfName());
    byte[] key = map.keys().iterator().next();
    return new Sample(map, key, new byte[map.elementSize()]);
  }

  /** {@return the folder of a new control group of version 2} */
  Path cgroup() throws IOException, InterruptedException {
    Path root = null;
    for (String line : Files.readAllLines(Path.of("/proc/mounts"))) {
      String[] words = line.split(" ", -1);
      if (words[2].equals("cgroup2")) {
        root = Path.of(words[1]);
      }
    }
    if (root == null) { // a guest of ci/vm
      Path mounted = Files.createTempDirectory("cgroup2");
      run("mount", "-t", "cgroup2", "none", mounted.toString());
      closings.push(
          () -> {
            run("umount", mounted.toString());
            Files.delete(mounted);
          });
      root = mounted;
    }
    Path group = Files.createTempDirectory(root, "libbpf-java-");
    closings.push(() -> Files.delete(group));
    return group;
  }

  private static void run(String... command) throws IOException, InterruptedException {
    ChildProcess done = ChildProcess.run(Map.of(), List.of(command));
    if (done.status() != 0) {
      throw new IllegalStateException(List.of(command) + ": " + done.output());
    }
  }
}
