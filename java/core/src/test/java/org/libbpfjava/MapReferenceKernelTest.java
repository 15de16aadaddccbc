package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.libbpfjava.insn.Register.R0;
import static org.libbpfjava.insn.Register.R1;
import static org.libbpfjava.insn.Register.R10;
import static org.libbpfjava.insn.Register.R2;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.libbpfjava.insn.AluOp;
import org.libbpfjava.insn.Assembler;
import org.libbpfjava.insn.Helper;
import org.libbpfjava.insn.ImmKind;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.Instruction.LdImm64;
import org.libbpfjava.insn.JmpOp;
import org.libbpfjava.insn.MapReference;
import org.libbpfjava.insn.Size;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.OwnThread;

/** Programs name maps, whoever owns them, and a map that is named stays open during the load. */
@KernelTest
class MapReferenceKernelTest {
  private static final TestRun PACKET = TestRun.once().withData(new byte[64]);
  private static final byte[] FIRST = new byte[4];
  private static final int VALUE_SIZE = 64;

  private final BpfScope scope = BpfScope.open("test");
  private final BpfScope other = BpfScope.open("other");

  @AfterEach
  void close() {
    scope.close();
    other.close();
  }

  private static BpfMap make(BpfScope owner, String name, int valueSize) {
    return owner.createMap(MapOptions.array(name, valueSize, 1));
  }

  private static int fdOf(BpfMap map) {
    return map.<Integer>withFd(fd -> fd);
  }

  /** The kernel gives the lowest number that is free, unless another thread takes it. */
  private BpfMap makeWithFd(int fd, String name) {
    for (int i = 0; i < 100; i++) {
      BpfMap map = make(scope, name, VALUE_SIZE);
      if (fdOf(map) == fd) {
        return map;
      }
    }
    return fail("descriptor " + fd + " is not given again");
  }

  private BpfProgram load(Assembler program) {
    return scope.loadProgram(
        ProgramOptions.of(ProgramType.SOCKET_FILTER, "test", program.instructions()));
  }

  /** Returns the eight bytes at the end of the map's value. */
  private static Assembler readsTheEndOf(MapReference map) {
    return new Assembler().loadMapValue(R1, map, VALUE_SIZE - 8).load(Size.DW, R0, R1, 0).exit();
  }

  private static void setTheEndOf(BpfMap map, long value) {
    ByteBuffer bytes = ByteBuffer.allocate(VALUE_SIZE).order(ByteOrder.nativeOrder());
    map.update(FIRST, bytes.putLong(VALUE_SIZE - 8, value).array());
  }

  @Test
  void aProgramUsesTheMapsOfAnotherScopeAndKeepsThem() {
    BpfMap map = make(other, "elsewhere", VALUE_SIZE);
    setTheEndOf(map, 4711);
    BpfProgram program = load(readsTheEndOf(map));
    other.close();
    assertEquals(4711, program.testRun(PACKET).returnValue());
  }

  @Test
  void aProgramUsesTheMapsOfALoadedObject() {
    try (BpfObject object = BpfObjects.load("maps.bpf.o", "touch")) {
      BpfMap slots = object.map("slots");
      slots.update(FIRST, new byte[] {42, 0, 0, 0, 0, 0, 0, 0});
      BpfProgram program =
          load(
              new Assembler()
                  .store(Size.W, R10, -4, 0)
                  .mov(R2, R10)
                  .alu(AluOp.ADD, R2, -4)
                  .loadMap(R1, slots)
                  .call(Helper.MAP_LOOKUP_ELEM)
                  .jumpIf(R0, JmpOp.EQ, 0, "end")
                  .load(Size.B, R0, R0, 0)
                  .label("end")
                  .exit());
      assertEquals(42, program.testRun(PACKET).returnValue());
      assertTrue(
          program.disassembly().lines().contains("   3: r1 = &slots  // BPF_PSEUDO_MAP_FD"),
          () -> program.disassembly().toString());
    }
  }

  @Test
  void eachNameLeadsToItsOwnMap() {
    BpfMap one = make(scope, "one", VALUE_SIZE);
    BpfMap two = make(other, "two", VALUE_SIZE);
    setTheEndOf(one, 100);
    setTheEndOf(two, 20);
    BpfProgram program =
        load(
            new Assembler()
                .loadMapValue(R1, one, VALUE_SIZE - 8)
                .load(Size.DW, R0, R1, 0)
                .loadMapValue(R1, two, VALUE_SIZE - 8)
                .load(Size.DW, R2, R1, 0)
                .alu(AluOp.ADD, R0, R2)
                .loadMapValue(R1, one, VALUE_SIZE - 8)
                .load(Size.DW, R2, R1, 0)
                .alu(AluOp.ADD, R0, R2)
                .exit());
    assertEquals(220, program.testRun(PACKET).returnValue());
  }

  @Test
  void theInstructionsThatTheKernelGotHaveTheDescriptors() {
    BpfMap map = make(other, "elsewhere", VALUE_SIZE);
    BpfProgram program = load(readsTheEndOf(map));
    assertEquals(
        map.<Instruction>withFd(fd -> new LdImm64(R1, ImmKind.MAP_VALUE, fd, VALUE_SIZE - 8)),
        program.instructions().get(0));
  }

  /** The kernel gives the descriptor's number to the next map, which the listing must not name. */
  @Test
  void listingsNameAMapThatIsClosedSince() {
    BpfMap map = make(other, "elsewhere", VALUE_SIZE);
    int fd = fdOf(map);
    BpfProgram program = load(readsTheEndOf(map));
    other.close();
    BpfMap next = makeWithFd(fd, "next");
    String line = "   0: r1 = &elsewhere[0]+56  // BPF_PSEUDO_MAP_VALUE";
    assertEquals(line, program.disassembly().lines().get(0));
    assertEquals(line, program.xlatedDisassembly().lines().get(0));
    BpfProgram ofNext = load(readsTheEndOf(next));
    line = "   0: r1 = &next[0]+56  // BPF_PSEUDO_MAP_VALUE";
    assertEquals(line, ofNext.disassembly().lines().get(0));
    assertEquals(line, ofNext.xlatedDisassembly().lines().get(0));
  }

  @Test
  void aClosedMapIsRefusedByItsName() {
    BpfMap map = make(other, "elsewhere", VALUE_SIZE);
    BpfMap open = make(scope, "open", VALUE_SIZE);
    other.close();
    assertEquals("map 'elsewhere': scope 'other' is closed", refusal(readsTheEndOf(map)));
    assertEquals(
        "map 'elsewhere': scope 'other' is closed",
        refusal(readsTheEndOf(open).loadMap(R1, map)),
        "behind one that is open");
    BpfObject object = BpfObjects.load("maps.bpf.o", "touch");
    BpfMap slots = object.map("slots");
    object.close();
    assertEquals("map 'slots': object 'maps.bpf.o' is closed", refusal(readsTheEndOf(slots)));
  }

  private String refusal(Assembler program) {
    return String.valueOf(
        assertThrows(IllegalStateException.class, () -> load(program)).getMessage());
  }

  /** A map that does something else while it is lent. */
  private record Meanwhile(BpfMap map, Runnable action) implements MapReference {
    @Override
    public String name() {
      return map.name();
    }

    @Override
    public <T> T withFd(IntFunction<T> use) {
      return map.withFd(
          fd -> {
            action.run();
            return use.apply(fd);
          });
    }
  }

  @Test
  void aMapThatIsClosedDuringTheLoadEndsAfterIt() {
    BpfMap map = make(other, "elsewhere", VALUE_SIZE);
    setTheEndOf(map, 4711);
    int fd = fdOf(map);
    AtomicInteger next = new AtomicInteger();
    BpfProgram program =
        load(
            readsTheEndOf(
                new Meanwhile(
                    map,
                    () -> {
                      other.close();
                      next.set(fdOf(make(scope, "next", 8)));
                    })));
    assertNotEquals(fd, next.get(), "the descriptor was free during the load");
    assertEquals(4711, program.testRun(PACKET).returnValue());
    assertThrows(IllegalStateException.class, () -> map.lookup(FIRST));
    makeWithFd(fd, "reuse"); // free after the load
  }

  @Test
  void whatGoesWrongInsideTheLoanIsToldAsItIs() {
    BpfMap map = make(other, "elsewhere", VALUE_SIZE);
    Meanwhile failing =
        new Meanwhile(
            map,
            () -> {
              throw new IllegalStateException("mine");
            });
    assertEquals("map 'elsewhere': mine", refusal(readsTheEndOf(failing)));
    BpfScope closing = BpfScope.open("closing");
    BpfMap first = make(closing, "first", VALUE_SIZE);
    assertEquals("map 'elsewhere': mine", refusal(readsTheEndOf(first).loadMap(R1, failing)));
    closing.close();
  }

  /** Small maps are made all the while: a stale descriptor would be that of one of them. */
  @Test
  void loadingAndClosingAtOnceLoadsTheMapOrRefusesIt() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Void> churn =
        OwnThread.run(
            () -> {
              while (!done.get()) {
                try (BpfScope small = BpfScope.open("small")) {
                  make(small, "small", 8);
                }
              }
            });
    List<String> refusals = new ArrayList<>();
    AtomicInteger loaded = new AtomicInteger();
    try {
      for (int i = 0; i < 500; i++) {
        try (BpfScope closing = BpfScope.open("closing");
            BpfScope loading = BpfScope.open("loading")) {
          BpfMap map = make(closing, "m", VALUE_SIZE);
          setTheEndOf(map, 1 + i);
          int expected = 1 + i;
          OwnThread.together(
              () -> {
                try {
                  BpfProgram program =
                      loading.loadProgram(
                          ProgramOptions.of(
                              ProgramType.SOCKET_FILTER, "p", readsTheEndOf(map).instructions()));
                  assertEquals(expected, program.testRun(PACKET).returnValue());
                  loaded.incrementAndGet();
                } catch (IllegalStateException e) {
                  refusals.add(String.valueOf(e.getMessage()));
                }
              },
              closing::close);
        }
      }
    } finally {
      done.set(true);
    }
    churn.get();
    assertEquals(500, loaded.get() + refusals.size());
    assertEquals(
        Optional.empty(),
        refusals.stream().filter(m -> !m.equals("map 'm': scope 'closing' is closed")).findAny());
  }
}
