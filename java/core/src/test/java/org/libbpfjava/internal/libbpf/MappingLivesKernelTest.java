package org.libbpfjava.internal.libbpf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfScope;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.exception.ReadOnlyVariableException;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapFlag;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.memory.IntHandle;
import org.libbpfjava.memory.LongHandle;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.ChildProcess;

/** One mapping a map, addresses that stay valid after close, and no map of the kernel's behind. */
@KernelTest
class MappingLivesKernelTest {

  @Tag("host") // it is this JVM's memory, under any kernel
  @ParameterizedTest
  @CsvSource({
    "closed-cycles, -Xmx3g -Xmn2g",
    "large-sections, -Xmx256m",
    "open-phase, -Xmx1g -XX:+UseSerialGC",
    "every-phase, -Xmx128m -XX:+UseSerialGC",
    "closed-under-handles, -Xcheck:jni",
  })
  void theJvmSurvives(String way, String options) throws Exception {
    List<String> command = new ArrayList<>(ChildProcess.java(MappingLives.class, way));
    command.addAll(1, List.of(options.split(" ")));
    ChildProcess ended = ChildProcess.run(Map.of(), command);
    assertEquals(0, ended.status(), ended.output());
    assertTrue(ended.output().endsWith("survived\n"), ended.output());
    assertFalse(ended.output().contains("WARNING in native method"), ended.output());
  }

  /** Nothing of this fills the heap, so that no collection would come by itself. */
  @Tag("host")
  @ParameterizedTest
  @ValueSource(strings = {"open", "load", "createMap", "attach", "exhausted"})
  void whatWasDroppedMakesRoomWhenDescriptorsRunOut(String way) throws Exception {
    List<String> command = new ArrayList<>(List.of("prlimit", "--nofile=120"));
    command.addAll(ChildProcess.java(Shortage.class, way));
    ChildProcess ended = ChildProcess.run(Map.of(), command);
    assertEquals(0, ended.status(), ended.output());
    assertTrue(ended.output().endsWith("survived\n"), ended.output());
  }

  /** Mappings whose file is a map: the kernel keeps the map as long as there is one. */
  private static long mapsMapped() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.filter(line -> line.contains("bpf-map")).count();
    }
  }

  /** There are fewer where what another test dropped was freed meanwhile. */
  private static void assertNoMoreThan(long before) throws IOException {
    long now = mapsMapped();
    assertTrue(now <= before, "maps mapped: " + before + ", then " + now);
  }

  @Test
  void closeLetsTheKernelsMapsGoWhileHandlesAreHeld() throws IOException {
    long before = mapsMapped();
    LongHandle hits;
    IntHandle pid;
    try (OpenBpfObject open = BpfObjects.open("globals.bpf.o")) {
      open.variable("target_pid").setInt(4711);
      try (BpfObject object = open.load()) {
        hits = object.variable("hits").longHandle();
        pid = object.variable("target_pid").intHandle();
        hits.set(5);
        assertTrue(mapsMapped() > before, "the sections are mapped");
      }
    }
    assertNoMoreThan(before);
    assertEquals(5, hits.getAndAdd(2));
    assertEquals(7, hits.get());
    assertEquals(4711, pid.get());
    assertThrows(ReadOnlyVariableException.class, () -> pid.set(1));
  }

  @Test
  void buffersGoOnHoldingTheLastBytes() throws IOException {
    long before = mapsMapped();
    ByteBuffer values;
    try (BpfScope scope = BpfScope.open("mapped")) {
      BpfMap map = scope.createMap(MapOptions.array("m", 5000, 3).withFlags(MapFlag.MMAPABLE));
      values = map.mmap();
      for (int i = 0; i < values.capacity(); i++) {
        values.put(i, (byte) (i * 31));
      }
    }
    assertNoMoreThan(before);
    for (int i = 0; i < values.capacity(); i++) {
      assertEquals((byte) (i * 31), values.get(i), "byte " + i);
    }
    values.put(4999, (byte) 7);
    assertEquals(7, values.get(4999));
  }

  @Test
  void aMapIsMappedOnce() throws IOException {
    try (BpfScope scope = BpfScope.open("mapped")) {
      BpfMap map = scope.createMap(MapOptions.array("m", 8, 1).withFlags(MapFlag.MMAPABLE));
      long before = MappingLives.mappings();
      List<ByteBuffer> all = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        all.add(map.mmap());
      }
      assertTrue(MappingLives.mappings() <= before + 8, "the JVM itself may map something");
      all.get(0).position(3);
      all.get(0).put(5, (byte) 42);
      assertEquals(0, all.get(999).position());
      assertEquals(42, all.get(999).get(5));
      assertEquals(ByteOrder.nativeOrder(), all.get(999).order());
    }
  }

  @Test
  void whatProgramsMayOnlyReadIsMappedReadOnlyBeforeAndAfterFreeze() {
    try (BpfScope scope = BpfScope.open("mapped")) {
      BpfMap map =
          scope.createMap(
              MapOptions.array("m", 8, 1).withFlags(MapFlag.MMAPABLE, MapFlag.RDONLY_PROG));
      byte[] bytes = {1, 2, 3, 4, 5, 6, 7, 8};
      map.update(new byte[4], bytes);
      ByteBuffer before = map.mmap();
      map.freeze();
      for (ByteBuffer buffer : List.of(before, map.mmap())) {
        byte[] seen = new byte[8];
        buffer.get(0, seen);
        assertArrayEquals(bytes, seen);
        assertThrows(ReadOnlyBufferException.class, () -> buffer.put(0, (byte) 9));
      }
    }
  }

  @Test
  void theSectionsOfAnObjectThatIsBeingClosedAreThereAllTheTime() throws Exception {
    for (int round = 0; round < 100; round++) {
      BpfObject object = BpfObjects.load("globals.bpf.o");
      int sections = object.btf().orElseThrow().datasecs().size(); // one of them .maps or license
      List<String> seen = Collections.synchronizedList(new ArrayList<>());
      Thread user =
          new Thread(
              () -> {
                do {
                  object.sections().forEach(section -> seen.add(section.name() + section.size()));
                } while (object.isOpen());
                object.sections().forEach(section -> seen.add(section.name() + section.size()));
              });
      Throwable[] thrown = new Throwable[1];
      user.setUncaughtExceptionHandler((thread, e) -> thrown[0] = e);
      user.start();
      object.close();
      user.join(60_000);
      assertNull(thrown[0], () -> "" + thrown[0]);
      assertTrue(new HashSet<>(seen).size() <= sections, seen::toString);
    }
  }
}
