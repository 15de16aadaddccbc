package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.libbpfjava.insn.Register.R0;
import static org.libbpfjava.insn.Register.R1;
import static org.libbpfjava.insn.Register.R10;
import static org.libbpfjava.insn.Register.R2;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.attach.SocketFilter;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.insn.AluOp;
import org.libbpfjava.insn.Assembler;
import org.libbpfjava.insn.Helper;
import org.libbpfjava.insn.ImmKind;
import org.libbpfjava.insn.Instruction;
import org.libbpfjava.insn.Instruction.LdImm64;
import org.libbpfjava.insn.Instruction.LdMap;
import org.libbpfjava.insn.InstructionCodec;
import org.libbpfjava.insn.JmpOp;
import org.libbpfjava.insn.Size;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.junit.RequiresFeature;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapFlag;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.map.MapType;
import org.libbpfjava.testing.ChildProcess;
import org.libbpfjava.testing.OldKernel;
import org.libbpfjava.testing.OpenFiles;
import org.libbpfjava.verifier.BpfLoadException;

/**
 * Programs without an ELF file reach a map's value directly, and the verifier sees to it that they
 * stay inside: what its own tests of BPF_PSEUDO_MAP_VALUE promise, from Java.
 */
@KernelTest
class BpfScopeKernelTest {
  private static final TestRun PACKET = TestRun.once().withData(new byte[64]);
  private static final int VALUE_SIZE = 48;
  private static final byte[] FIRST = new byte[4];

  private final BpfScope scope = BpfScope.open("test");
  private final BpfMap value = scope.createMap(MapOptions.array("value", VALUE_SIZE, 1));

  @AfterEach
  void close() {
    scope.close();
  }

  private BpfProgram load(Assembler program) {
    return load(program.instructions());
  }

  private BpfProgram load(List<Instruction> instructions) {
    return scope.loadProgram(ProgramOptions.of(ProgramType.SOCKET_FILTER, "test", instructions));
  }

  private BpfLoadException refusal(Assembler program) {
    return assertThrows(BpfLoadException.class, () -> load(program));
  }

  /** The reason may be one of several, {@code |} between: 7.2 words some of them anew. */
  private static void assertRefused(String errno, String reason, BpfLoadException refused) {
    assertEquals(errno, refused.errnoName(), refused.verifierLog());
    assertTrue(
        Stream.of(reason.split("\\|", -1)).anyMatch(refused.verifierLog()::contains),
        refused.verifierLog());
    assertTrue(
        String.valueOf(refused.getMessage()).startsWith("load program 'test': " + errno),
        refused.getMessage());
  }

  private static Assembler store(BpfMap map, int offset, Size size, int inRegister) {
    return new Assembler()
        .loadMapValue(R1, map, offset)
        .store(size, R1, inRegister, 42)
        .load(size, R0, R1, inRegister)
        .exit();
  }

  @ParameterizedTest(name = "{1} at {0}, {2} from the register")
  @CsvSource({
    "0, DW, 0",
    "8, DW, 0",
    "40, DW, 0",
    "44, W, 0",
    "46, H, 0",
    "47, B, 0",
    "1, B, 0",
    "0, DW, 40",
    "0, B, 47",
    "8, DW, -8",
    "47, B, -47",
    "44, W, -4"
  })
  void offsetsInsideTheValueAreAcceptedAndHitTheirPlace(int offset, Size size, int inRegister) {
    BpfProgram program = load(store(value, offset, size, inRegister));
    assertEquals(42, program.testRun(PACKET).returnValue());
    ByteBuffer expected = ByteBuffer.allocate(VALUE_SIZE);
    expected
        .order(ByteOrder.nativeOrder())
        .put(offset + inRegister + (isLittle() ? 0 : size.bytes() - 1), (byte) 42);
    assertArrayEquals(expected.array(), value.lookup(FIRST).orElseThrow());
  }

  private static boolean isLittle() {
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  }

  @ParameterizedTest(name = "{1} at {0}, {2} from the register: {4}")
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "48, B, 0, EINVAL, \"invalid access to map value pointer, value_size=48 off=48\"",
        "536870911, B, 0, EINVAL, \"invalid access to map value pointer, value_size=48 off=536870911\"",
        "536870912, B, 0, EINVAL, \"direct value offset of 536870912 is not allowed|invalid access to map value pointer, value_size=48 off=536870912\"",
        "-1, B, 0, EINVAL, \"direct value offset of 4294967295 is not allowed|invalid access to map value pointer, value_size=48 off=4294967295\"",
        "-2147483648, B, 0, EINVAL, \"direct value offset of 2147483648 is not allowed|invalid access to map value pointer, value_size=48 off=2147483648\"",
        "47, H, 0, EACCES, \"invalid access to map value, value_size=48 off=47 size=2\"",
        "44, DW, 0, EACCES, \"invalid access to map value, value_size=48 off=44 size=8\"",
        "40, DW, 8, EACCES, \"invalid access to map value, value_size=48 off=48 size=8\"",
        "0, B, 48, EACCES, \"invalid access to map value, value_size=48 off=48 size=1\"",
        "0, B, 32767, EACCES, \"invalid access to map value, value_size=48 off=32767 size=1\"",
        "8, DW, -16, EACCES, \"invalid access to map value, value_size=48 off=-8 size=8\"",
      })
  void offsetsOutsideTheValueAreRefusedWithTheKernelsReason(
      int offset, Size size, int inRegister, String errno, String reason) {
    assertRefused(errno, reason, refusal(store(value, offset, size, inRegister)));
  }

  @Test
  void aMapThatProgramsMayOnlyReadCannotBeWrittenByOne() {
    BpfMap readOnly =
        scope.createMap(MapOptions.array("ro", VALUE_SIZE, 1).withFlags(MapFlag.RDONLY_PROG));
    assertRefused(
        "EACCES",
        "write into map forbidden, value_size=48 off=8 size=8",
        refusal(store(readOnly, 8, Size.DW, 0)));
    readOnly.update(FIRST, bytes(8, 77));
    BpfProgram reads =
        load(new Assembler().loadMapValue(R1, readOnly, 8).load(Size.DW, R0, R1, 0).exit());
    assertEquals(77, reads.testRun(PACKET).returnValue());
  }

  @Test
  void aMapThatProgramsMayOnlyWriteCannotBeReadByOne() {
    BpfMap writeOnly =
        scope.createMap(MapOptions.array("wo", VALUE_SIZE, 1).withFlags(MapFlag.WRONLY_PROG));
    assertRefused(
        "EACCES",
        "read from map forbidden, value_size=48 off=8 size=8",
        refusal(store(writeOnly, 8, Size.DW, 0)));
  }

  @Test
  void onlyAnArrayOfOneElementHasAnAddressableValue() {
    BpfMap two = scope.createMap(MapOptions.array("two", VALUE_SIZE, 2));
    assertRefused(
        "ENOTSUPP",
        "invalid access to map value pointer, value_size=48 off=0",
        refusal(store(two, 0, Size.DW, 0)));
    BpfMap hash = scope.createMap(MapOptions.hash("hash", 4, VALUE_SIZE, 1));
    assertRefused(
        "EINVAL",
        "no direct value access support for this map type",
        refusal(store(hash, 0, Size.DW, 0)));
  }

  /** The same numbers in the instruction but for src_reg: one is the map, one its first value. */
  @Test
  void theTwoKindsDifferAtOffsetZero() {
    assertEquals(42, load(lookUp(ImmKind.MAP_FD)).testRun(PACKET).returnValue());
    assertRefused(
        "EACCES", "R1 type=map_value expected=map_ptr", refusal(lookUp(ImmKind.MAP_VALUE)));

    assertEquals(42, load(store(value, 0, Size.DW, 0)).testRun(PACKET).returnValue()); // MAP_VALUE
    BpfLoadException refused =
        refusal(new Assembler().loadMap(R1, value).store(Size.DW, R1, 0, 42).mov(R0, 0).exit());
    assertEquals("EACCES", refused.errnoName(), refused.verifierLog());
    // An offset has no meaning there.
    BpfLoadException offset =
        refusal(new Assembler().add(new LdMap(R1, ImmKind.MAP_FD, value, 8)).mov(R0, 0).exit());
    assertRefused("EINVAL", "unrecognized bpf_ld_imm64 insn", offset);
  }

  /** {@code r0 = bpf_map_lookup_elem(r1 = kind, &0); r0 is not null → stores and returns 42}. */
  private Assembler lookUp(ImmKind kind) {
    return new Assembler()
        .store(Size.W, R10, -4, 0)
        .mov(R2, R10)
        .alu(AluOp.ADD, R2, -4)
        .add(new LdMap(R1, kind, value, 0))
        .call(Helper.MAP_LOOKUP_ELEM)
        .jumpIf(R0, JmpOp.EQ, 0, "end")
        .store(Size.DW, R0, 0, 42)
        .load(Size.DW, R0, R0, 0)
        .label("end")
        .exit();
  }

  @Test
  @RequiresFeature(Feature.KNOWN_CONSTANTS)
  void aFrozenMapIsKnownToTheVerifierWhichRemovesTheDeadBranch() {
    BpfMap constant =
        scope.createMap(MapOptions.array("constant", 8, 1).withFlags(MapFlag.RDONLY_PROG));
    constant.update(FIRST, bytes8(1));
    constant.freeze();
    assertEquals(
        "EPERM",
        assertThrows(BpfException.class, () -> constant.update(FIRST, bytes8(2))).errnoName());
    BpfProgram program =
        load(
            new Assembler()
                .loadMapValue(R1, constant, 0)
                .load(Size.DW, R1, R1, 0)
                .mov(R0, 1)
                .jumpIf(R1, JmpOp.EQ, 1, "end")
                .mov(R0, 2)
                .label("end")
                .exit());
    assertEquals(1, program.testRun(PACKET).returnValue());
    List<Instruction> xlated = program.xlatedInstructions();
    assertFalse(
        program.xlatedDisassembly().toString().contains("r0 = 0x2"),
        () -> program.xlatedDisassembly().toString());
    assertTrue(InstructionCodec.slots(xlated) < program.instructionCount(), xlated::toString);
  }

  @Test
  @RequiresFeature(Feature.MMAPABLE_ARRAYS)
  void aMappableMapIsMemoryThatJavaAndTheProgramShare() {
    BpfMap shared = scope.createMap(MapOptions.array("shared", 12, 3).withFlags(MapFlag.MMAPABLE));
    ByteBuffer memory = shared.mmap();
    assertEquals(3 * 16, memory.capacity());
    memory.putInt(2 * 16 + 4, 4711);
    assertArrayEquals(bytes(12, 4, 4711), shared.lookup(new byte[] {2, 0, 0, 0}).orElseThrow());
    shared.update(new byte[] {1, 0, 0, 0}, bytes(12, 8, 5));
    assertEquals(5, memory.getInt(16 + 8));
    assertEquals(
        "EBUSY", assertThrows(BpfException.class, shared::freeze).errnoName(), "mapped writable");

    BpfMap frozen = scope.createMap(MapOptions.array("frozen", 8, 1).withFlags(MapFlag.MMAPABLE));
    frozen.freeze();
    assertTrue(frozen.mmap().isReadOnly(), "a store would be SIGSEGV");
    assertEquals(ByteOrder.nativeOrder(), frozen.mmap().order());
    assertEquals("EINVAL", assertThrows(BpfException.class, value::mmap).errnoName());
    scope.close();
    assertEquals(5, memory.getInt(16 + 8), "the mapping outlives the map");
  }

  @Test
  void listingsNameItsMaps() {
    BpfProgram program = load(lookUp(ImmKind.MAP_FD));
    assertTrue(
        program.disassembly().toString().contains("r1 = &value  // BPF_PSEUDO_MAP_FD"),
        () -> program.disassembly().toString());
    BpfProgram direct = load(store(value, 8, Size.DW, 0));
    String line = "   0: r1 = &value[0]+8  // BPF_PSEUDO_MAP_VALUE";
    assertEquals(line, direct.disassembly().lines().get(0));
    assertEquals(line, direct.xlatedDisassembly().lines().get(0));
    assertEquals(
        value.<Instruction>withFd(fd -> new LdImm64(R1, ImmKind.MAP_VALUE, fd, 8)),
        direct.instructions().get(0));
  }

  @Test
  void theWholeLogIsThereHoweverLong() {
    Assembler program = new Assembler();
    for (int i = 0; i < 20_000; i++) {
      program.mov(R0, i);
    }
    BpfLoadException refused = refusal(program.load(Size.DW, R0, R0, 0).exit());
    assertEquals("EACCES", refused.errnoName());
    assertTrue(refused.verifierLog().length() > 256 << 10, "longer than the first buffers");
    assertTrue(
        refused.verifierLog().startsWith("0: "), () -> refused.verifierLog().substring(0, 80));
    assertTrue(refused.verifierLog().contains("\n19999: (b7) r0 = 19999"), refused.getMessage());
    assertTrue(refused.reason().contains("R0 invalid mem access"), refused.reason());
  }

  @Test
  void badInputSaysWhatIsWrongWithWhat() {
    assertEquals(
        "map 'm' cannot be of an unknown type",
        assertThrows(
                IllegalArgumentException.class,
                () -> scope.createMap(MapOptions.of(MapType.UNKNOWN, "m", 4, 4, 1)))
            .getMessage());
    assertEquals(
        "a map cannot be named 'my map': 1 to 15 letters, digits, dots and underscores",
        assertThrows(IllegalArgumentException.class, () -> MapOptions.array("my map", 4, 1))
            .getMessage());
    assertEquals(
        "a program cannot be named 'sixteen_letters_': 1 to 15 letters, digits, dots and"
            + " underscores",
        assertThrows(
                IllegalArgumentException.class,
                () -> ProgramOptions.of(ProgramType.XDP, "sixteen_letters_", List.of()))
            .getMessage());
    assertEquals(
        "create map 'm' (array, key 4 bytes, value 8 bytes, max_entries 0, flags 0x0): EINVAL"
            + " (-22): A map of type array takes max_entries of 1 or more, not 0",
        assertThrows(BpfException.class, () -> scope.createMap(MapOptions.array("m", 8, 0)))
            .getMessage());
    assertEquals(
        "map 'm' cannot have keys of 4 and values of -1 bytes",
        assertThrows(IllegalArgumentException.class, () -> MapOptions.array("m", -1, 1))
            .getMessage());
    assertEquals(
        "map 'm' cannot have 4294967296 entries: 0 to 4294967295",
        assertThrows(IllegalArgumentException.class, () -> MapOptions.array("m", 1, 1L << 32))
            .getMessage());
    assertEquals(
        "find the program type of section 'sockett': ESRCH (-3)",
        assertThrows(
                BpfException.class,
                () -> scope.loadProgram(ProgramOptions.ofSection("sockett", "p", List.of())))
            .getMessage());
    assertThrows(BpfException.class, () -> load(List.of()));
    assertEquals(
        "attach program 'test': EOPNOTSUPP (-95): a program of type socket_filter has no section"
            + " that says where: attach(…) takes a place",
        assertThrows(BpfException.class, () -> load(store(value, 0, Size.DW, 0)).attach())
            .getMessage());
    assertEquals(
        "attach program 'test': EOPNOTSUPP (-95): its section 'socket' does not say where: its type"
            + " is attached to a socket, which a section cannot name:"
            + " attach(SocketFilter.on(channel)) and attach(Reuseport.on(channel)) do",
        assertThrows(
                BpfException.class,
                () ->
                    scope
                        .loadProgram(
                            ProgramOptions.ofSection(
                                "socket", "test", store(value, 0, Size.DW, 0).instructions()))
                        .attach())
            .getMessage());
  }

  @Test
  void aSocketFilterOfInstructionsFilters() throws Exception {
    BpfProgram dropsAll =
        scope.loadProgram(
            ProgramOptions.of(
                ProgramType.SOCKET_FILTER,
                "drops_all",
                new Assembler().mov(R0, 0).exit().instructions()));
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (DatagramChannel receiver = DatagramChannel.open().bind(loopback);
        DatagramChannel sender = DatagramChannel.open()) {
      receiver.configureBlocking(false); // a datagram on loopback is there when send returns
      ByteBuffer received = ByteBuffer.allocate(8);
      try (BpfLink link = dropsAll.attach(SocketFilter.on(receiver))) {
        sender.send(ByteBuffer.wrap(new byte[] {1}), receiver.getLocalAddress());
        assertNull(receiver.receive(received));
        assertEquals("link of program drops_all", link.toString());
      }
      sender.send(ByteBuffer.wrap(new byte[] {2}), receiver.getLocalAddress());
      assertNotNull(receiver.receive(received));
      assertEquals(2, received.get(0));
    }
  }

  @Test
  void closingEndsAllThatIsInside() throws IOException {
    BpfProgram program = load(store(value, 0, Size.DW, 0));
    scope.close();
    scope.close();
    for (Executable call :
        List.<Executable>of(
            () -> scope.createMap(MapOptions.array("m", 4, 1)),
            () -> scope.loadProgram(ProgramOptions.of(ProgramType.SOCKET_FILTER, "p", List.of())),
            () -> value.lookup(FIRST),
            value::mmap,
            value::freeze,
            program::instructions,
            program::disassembly,
            program::xlatedInstructions,
            program::attach,
            () -> program.testRun(PACKET))) {
      assertEquals(
          "scope 'test' is closed", assertThrows(IllegalStateException.class, call).getMessage());
    }
  }

  @Test
  void aHundredScopesLeaveNoDescriptor() throws IOException {
    makeAndRefuse(); // the library opens files of its own once
    OpenFiles before = OpenFiles.now();
    for (int i = 0; i < 100; i++) {
      makeAndRefuse();
    }
    before.assertNoMore();
  }

  private static void makeAndRefuse() {
    try (BpfScope many = BpfScope.open("many")) {
      BpfMap map = many.createMap(MapOptions.array("m", 8, 1));
      List<Instruction> bad = store(map, 8, Size.B, 0).instructions();
      many.loadProgram(
          ProgramOptions.of(
              ProgramType.SOCKET_FILTER, "p", store(map, 0, Size.B, 0).instructions()));
      assertThrows(
          BpfLoadException.class,
          () -> many.loadProgram(ProgramOptions.of(ProgramType.SOCKET_FILTER, "p", bad)));
    }
  }

  /** Makes a map and a program, and prints how far it came. */
  static final class Making {
    private Making() {}

    public static void main(String[] arguments) {
      try (BpfScope scope = BpfScope.open("making")) {
        MapOptions options = MapOptions.array("m", 8, 1);
        BpfMap map =
            scope.createMap(arguments.length > 0 ? options.withFlags(MapFlag.MMAPABLE) : options);
        System.out.println("made");
        scope.loadProgram(
            ProgramOptions.of(
                ProgramType.SOCKET_FILTER, "p", store(map, 0, Size.B, 0).instructions()));
        System.out.println("loaded");
      } catch (BpfException e) {
        System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
      }
    }
  }

  @Test
  @Tag("host")
  void kernelsThatAreTooOldAreNamed(@TempDir Path folder) throws Exception {
    String before52 = OldKernel.LINUX_5_1.java(folder, Making.class).output();
    assertTrue(
        before52.startsWith(
            "made\nBpfNotSupportedException: load program 'p': global data needs Linux 5.2"),
        before52);
    String before55 = OldKernel.LINUX_5_4.java(folder, Making.class, "mmapable").output();
    assertTrue(
        before55.startsWith(
            "BpfNotSupportedException: create map 'm' (array, key 4 bytes, value 8 bytes,"
                + " max_entries 1, flags 0x400 MMAPABLE): mmap of array maps needs Linux 5.5"),
        before55);
  }

  @Test
  void withoutPrivilegeTheCapabilityIsNamed() throws Exception {
    if (!Files.isExecutable(Path.of("/usr/bin/setpriv"))) {
      throw KernelTier.skip("setpriv is not installed");
    }
    List<String> command =
        new ArrayList<>(List.of("setpriv", "--bounding-set", "-all", "--inh-caps", "-all"));
    command.addAll(ChildProcess.java(Making.class));
    String output = ChildProcess.run(Map.of(), command).output();
    assertTrue(output.contains("BpfPermissionException: "), output);
    assertTrue(output.contains("the process lacks CAP_BPF"), output);
  }

  private static byte[] bytes(int offset, int number) {
    return bytes(VALUE_SIZE, offset, number);
  }

  private static byte[] bytes8(int number) {
    return bytes(8, 0, number);
  }

  private static byte[] bytes(int size, int offset, int number) {
    return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder()).putInt(offset, number).array();
  }
}
