package org.libbpfjava.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.BpfProgram;
import org.libbpfjava.BpfScope;
import org.libbpfjava.ProgramOptions;
import org.libbpfjava.ProgramType;
import org.libbpfjava.ScopeOptions;
import org.libbpfjava.TestRun;
import org.libbpfjava.btf.BtfBuilder;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.insn.Assembler;
import org.libbpfjava.insn.Helper;
import org.libbpfjava.insn.Register;
import org.libbpfjava.junit.BpfFs;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.MapOptions;
import org.libbpfjava.map.MapType;
import org.libbpfjava.testing.ChildProcess;
import org.libbpfjava.testing.DelegatedNamespace;
import org.libbpfjava.testing.OpenFiles;

/** What is made and asked without an object takes a BPF token as objects do. */
@KernelTest
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TokenKernelTest {
  private static final String ALL =
      "delegate_cmds=any,delegate_maps=any,delegate_progs=any,delegate_attachs=any";

  /** What needs no token first: probes find one by themselves. */
  private static final List<String> ALLOWED =
      List.of(
          "xdp: true",
          "hash: true",
          "cgroup storage: true",
          "map of maps: true",
          "helper: true",
          "no such helper: false",
          "feature: true",
          "map: 7",
          "typed: typed",
          "program: 2",
          "types: true",
          "left open: {}");

  @TempDir private Path folder;
  private DelegatedNamespace namespace;

  @BeforeEach
  void prepare() throws Exception {
    KernelTier.needs("BPF tokens are", KernelVersion.of(6, 9));
    namespace = DelegatedNamespace.in(Files.createDirectory(folder.resolve("namespace")));
  }

  /** Takes its token from its first argument, none where that is empty, and finds one without. */
  static final class Making {
    private Making() {}

    public static void main(String[] args) throws Exception {
      ScopeOptions options = ScopeOptions.defaults();
      if (args.length > 0) {
        options =
            args[0].isEmpty() ? options.withoutToken() : options.withTokenPath(Path.of(args[0]));
      }
      tell("xdp", () -> Kernel.supports(ProgramType.XDP));
      OpenFiles before = OpenFiles.now();
      tell("hash", () -> Kernel.supports(MapType.HASH));
      tell("cgroup storage", () -> Kernel.supports(MapType.CGRP_STORAGE)); // with BTF
      tell("map of maps", () -> Kernel.supports(MapType.ARRAY_OF_MAPS)); // made by two calls
      tell("helper", () -> Kernel.supports(Helper.XDP_ADJUST_HEAD, ProgramType.XDP));
      tell("no such helper", () -> Kernel.supports(Helper.SKB_LOAD_BYTES, ProgramType.XDP));
      tell("feature", Feature.RING_BUFFER::isSupported);
      try (BpfScope scope = BpfScope.open("token", options)) {
        tell("map", () -> map(scope));
        tell(
            "typed",
            () ->
                scope
                    .createMap(MapOptions.hash("typed", 4, 8, 4).withValueClass(Long.class))
                    .name());
        tell("program", () -> run(scope));
      } catch (BpfException e) {
        System.out.println("scope: refused: " + e.getMessage());
      }
      tell("types", TokenKernelTest::types);
      System.out.println("left open: " + before.more());
    }

    private static void tell(String subject, Callable<?> question) throws Exception {
      try {
        System.out.println(subject + ": " + question.call());
      } catch (BpfException e) {
        System.out.println(subject + ": " + e.getClass().getSimpleName() + ": " + e.getMessage());
      }
    }
  }

  private static int map(BpfScope scope) {
    BpfMap map = scope.createMap(MapOptions.hash("seen", 4, 1, 4));
    map.update(new byte[4], new byte[] {7});
    return map.lookup(new byte[4]).orElseThrow()[0];
  }

  private static int run(BpfScope scope) {
    BpfProgram program =
        scope.loadProgram(
            ProgramOptions.ofSection(
                "xdp", "pass", new Assembler().mov(Register.R0, 2).exit().instructions()));
    return program.testRun(TestRun.once().withData(new byte[64])).returnValue();
  }

  private static boolean types() {
    BtfBuilder types = new BtfBuilder();
    types.integer("int", 4, BtfBuilder.Encoding.SIGNED);
    try (LoadedBtf loaded = LoadedBtf.load(types.build("one"))) {
      return loaded.id() > 0;
    }
  }

  private List<String> run(String delegated, String... arguments) throws Exception {
    return told(namespace.run(delegated, ChildProcess.java(Making.class, arguments)));
  }

  private static List<String> told(ChildProcess child) {
    assertEquals(0, child.status(), child.output());
    return child.output().lines().filter(line -> line.matches("[a-z ]+: .*")).toList();
  }

  @Test
  void aTokenIsFoundByItself() throws Exception {
    assertEquals(ALLOWED, run(ALL));
  }

  @Test
  void aTokenIsTakenFromTheFileSystemThatIsGiven() throws Exception {
    assertEquals(ALLOWED, run(ALL, namespace.mountPoint().toString()));
  }

  private void assertContains(String expected, List<String> told) {
    String line = expected.replace("TOKEN", namespace.mountPoint().toString());
    assertTrue(told.contains(line), () -> line + "\nis not among\n" + String.join("\n", told));
  }

  private static final String REFUSED = "EPERM (-1): The BPF file system at 'TOKEN' ";

  @Test
  void theMissingDelegationIsNamed() throws Exception {
    List<String> told =
        run(
            "delegate_cmds=map_create:prog_load,delegate_maps=array,delegate_progs=socket_filter,"
                + "delegate_attachs=any");
    String xdp =
        REFUSED
            + "does not delegate programs of type xdp: mount it with delegate_progs=socket_filter:xdp";
    String hash =
        REFUSED + "does not delegate maps of type hash: mount it with delegate_maps=array:hash";
    assertContains(
        "xdp: BpfPermissionException: ask the kernel for programs of type xdp: " + xdp, told);
    assertContains(
        "hash: BpfPermissionException: ask the kernel for maps of type hash: " + hash, told);
    assertContains(
        "map: BpfPermissionException: create map 'seen' (hash, key 4 bytes, value 1 bytes,"
            + " max_entries 4, flags 0x0): "
            + hash,
        told);
    assertContains("program: BpfPermissionException: load program 'pass': " + xdp, told);
    assertContains(
        "types: BpfPermissionException: load BTF 'one, 2 types': "
            + REFUSED
            + "does not delegate the command btf_load: mount it with"
            + " delegate_cmds=map_create:prog_load:btf_load",
        told);
    assertContains("left open: {}", told);
  }

  @Test
  void aScopeWithoutATokenMakesNothing() throws Exception {
    List<String> told = run(ALL, "");
    assertContains("hash: true", told); // probes are no part of the scope
    assertContains(
        "program: BpfPermissionException: load program 'pass': "
            + REFUSED
            + "delegates such calls: the attach type may be another than those of its"
            + " delegate_attachs, or the scope was opened without a token",
        told);
    assertTrue(
        told.stream().anyMatch(line -> line.startsWith("map: BpfPermissionException: create map")),
        told.toString());
  }

  @Test
  void aFolderThatGivesNoTokenIsNamed() throws Exception {
    assertContains(
        "scope: refused: open scope 'token': EINVAL (-22): '/proc' gives this process no BPF"
            + " token. Hint: It is not where a BPF file system is mounted, or the kernel is older"
            + " than Linux 6.9",
        run(ALL, "/proc"));
    List<String> told = run(ALL, "/no/such");
    assertContains(
        "scope: refused: open scope 'token': ENOENT (-2): the BPF file system at '/no/such' cannot"
            + " be opened. Hint: ScopeOptions.withTokenPath takes the folder where one is mounted",
        told);
    assertContains("left open: {}", told);
  }

  @Test
  void libbpfsVariableGoesBeforeWhatIsFound() throws Exception {
    List<String> command = new ArrayList<>(List.of("env", "LIBBPF_BPF_TOKEN_PATH=/proc"));
    command.addAll(ChildProcess.java(Making.class));
    List<String> told = told(namespace.run(ALL, command));
    assertTrue(
        told.stream().anyMatch(line -> line.startsWith("xdp: BpfPermissionException: ask the")),
        told.toString());
    command.set(1, "LIBBPF_BPF_TOKEN_PATH=" + namespace.mountPoint());
    assertEquals(ALLOWED, told(namespace.run(ALL, command)));
  }

  @Test
  void aNamespaceWithoutADelegatingFileSystemIsToldSo() throws Exception {
    List<String> command =
        new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--mount"));
    command.addAll(ChildProcess.java(Making.class));
    List<String> told = told(ChildProcess.run(Map.of(), command));
    for (String subject : List.of("xdp", "hash", "map", "program", "types")) {
      assertTrue(
          told.stream()
              .anyMatch(
                  line ->
                      line.startsWith(subject + ": BpfPermissionException: ")
                          && line.contains("it sees no BPF file system that delegates them")),
          () -> subject + " in " + String.join("\n", told));
    }
  }

  @Test
  void theFirstNamespaceNeedsNone() throws Exception {
    OpenFiles before = OpenFiles.now();
    try (BpfFs fs = BpfFs.mount()) {
      Path mounted = fs.path("x").resolveSibling("");
      ScopeOptions options = ScopeOptions.defaults().withTokenPath(mounted);
      assertEquals(Optional.of(mounted), options.tokenPath());
      assertEquals(
          "open scope 'demo': EOPNOTSUPP (-95): '"
              + mounted
              + "' gives this process no BPF token. Hint: The process is in the first user"
              + " namespace, which needs no token: leave withTokenPath out",
          assertThrows(BpfException.class, () -> BpfScope.open("demo", options)).getMessage());
    }
    try (BpfScope scope = BpfScope.open("demo", ScopeOptions.defaults().withoutToken())) {
      assertEquals(7, map(scope));
    }
    assertEquals(Optional.empty(), ScopeOptions.defaults().withoutToken().tokenPath());
    assertEquals(Optional.empty(), ScopeOptions.defaults().tokenPath());
    assertEquals(
        "the path of the BPF file system that gives a token is empty",
        assertThrows(
                IllegalArgumentException.class,
                () -> ScopeOptions.defaults().withTokenPath(Path.of("")))
            .getMessage());
    before.assertNoMore();
  }
}
