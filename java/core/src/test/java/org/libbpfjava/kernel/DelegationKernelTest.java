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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfSource;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.OpenOptions;
import org.libbpfjava.ProgramType;
import org.libbpfjava.TestRun;
import org.libbpfjava.attach.AttachType;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.KernelVersion;
import org.libbpfjava.junit.BpfFs;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.junit.KernelTest;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.map.MapType;
import org.libbpfjava.testing.ChildProcess;
import org.libbpfjava.testing.DelegatedNamespace;

/** A process in a user namespace does what is delegated to it, and is told what is not. */
@KernelTest
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DelegationKernelTest {
  private static final KernelVersion TOKENS = KernelVersion.of(6, 9);
  private static final String SOURCE =
      """
      #define SEC(name) __attribute__((section(name), used))
      struct { int (*type)[1]; int (*max_entries)[8]; int *key; long long *value; } seen SEC(".maps");
      int calls;
      SEC("xdp") int count(void *ctx) { calls++; return 2; }
      char _license[] SEC("license") = "GPL";
      """;

  @TempDir private Path folder;
  private DelegatedNamespace namespace;
  private String object;

  @BeforeEach
  void prepare() throws Exception {
    KernelTier.needs("BPF tokens are", TOKENS);
    namespace = DelegatedNamespace.in(Files.createDirectory(folder.resolve("namespace")));
    object = Files.write(folder.resolve("count.bpf.o"), Clang.object(SOURCE)).toString();
  }

  /** Loads its first argument and runs its program; with a token from its second, if any. */
  static final class Loading {
    private Loading() {}

    public static void main(String[] args) {
      Kernel.delegations().forEach(one -> System.out.println("delegation: " + one));
      System.out.println("capable: " + Kernel.capabilities().orElseThrow().has("CAP_BPF"));
      OpenOptions options = OpenOptions.defaults();
      if (args.length > 1) {
        options =
            args[1].isEmpty() ? options.withoutToken() : options.withTokenPath(Path.of(args[1]));
      }
      try (OpenBpfObject open = BpfObject.open(BpfSource.of(Path.of(args[0])), options);
          BpfObject loaded = open.load()) {
        int returned =
            loaded.program("count").testRun(TestRun.once().withData(new byte[64])).returnValue();
        System.out.println("ran: " + returned + " " + loaded.variable("calls").getInt());
      } catch (BpfException e) {
        System.out.println("refused: " + e.getMessage());
      }
    }
  }

  private List<String> run(String delegated, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(object));
    all.addAll(List.of(arguments));
    ChildProcess child =
        namespace.run(delegated, ChildProcess.java(Loading.class, all.toArray(new String[0])));
    return told(child);
  }

  private static List<String> told(ChildProcess child) {
    assertEquals(0, child.status(), child.output());
    return child
        .output()
        .lines()
        .filter(line -> line.matches("(delegation|capable|ran|refused): .*"))
        .toList();
  }

  private static final String ALL =
      "delegate_cmds=any,delegate_maps=any,delegate_progs=any,delegate_attachs=any";

  @Test
  void aTokenIsFoundByItself() throws Exception {
    assertEquals(
        List.of(
            "delegation: "
                + new Delegation(
                    namespace.mountPoint(),
                    List.of("any"),
                    List.of("any"),
                    List.of("any"),
                    List.of("any")),
            "capable: true",
            "ran: 2 1"),
        run(ALL));
  }

  @Test
  void aTokenIsTakenFromTheFileSystemThatIsGiven() throws Exception {
    List<String> told = run(ALL, namespace.mountPoint().toString());
    assertEquals("ran: 2 1", told.get(told.size() - 1));
  }

  @Test
  void whatIsDelegatedIsEnough() throws Exception {
    List<String> told =
        run(
            "delegate_cmds=map_create:prog_load:btf_load,delegate_maps=hash:array,"
                + "delegate_progs=socket_filter:xdp,delegate_attachs=cgroup_inet_ingress:xdp");
    assertEquals("ran: 2 1", told.get(told.size() - 1), told.toString());
  }

  @Test
  void libbpfsOwnVariableGoesBeforeWhatIsFound() throws Exception {
    List<String> command = new ArrayList<>(List.of("env", "LIBBPF_BPF_TOKEN_PATH=/proc"));
    command.addAll(ChildProcess.java(Loading.class, object));
    List<String> told = told(namespace.run(ALL, command));
    assertTrue(
        told.get(told.size() - 1).contains("'/proc' gives this process no BPF token"),
        told.toString());
  }

  private void assertRefused(String expected, String delegated, String... arguments)
      throws Exception {
    List<String> told = run(delegated, arguments);
    String last = told.get(told.size() - 1);
    assertTrue(
        last.startsWith("refused: ")
            && last.contains(expected.replace("TOKEN", namespace.mountPoint().toString())),
        told.toString());
  }

  @Test
  void theMissingDelegationIsNamed() throws Exception {
    String system = "The BPF file system at 'TOKEN' does not delegate ";
    assertRefused(
        system + "programs of type xdp: mount it with delegate_progs=socket_filter:xdp",
        "delegate_cmds=any,delegate_maps=any,delegate_progs=socket_filter,delegate_attachs=any");
    assertRefused(
        system + "maps of type hash: mount it with delegate_maps=array:hash",
        "delegate_cmds=any,delegate_maps=array,delegate_progs=any,delegate_attachs=any");
    assertRefused(
        system + "the command map_create: mount it with delegate_cmds=",
        "delegate_cmds=prog_load:btf_load,delegate_maps=any,delegate_progs=any,delegate_attachs=any");
  }

  @Test
  void withoutATokenNothingIsAllowed() throws Exception {
    assertRefused("or the object was opened without a token", ALL, "");
  }

  @Test
  void aFolderThatGivesNoTokenIsNamed() throws Exception {
    assertRefused("'/proc' gives this process no BPF token", ALL, "/proc");
    assertRefused("the BPF file system at '/no/such' cannot be opened", ALL, "/no/such");
  }

  @Test
  void aNamespaceWithoutADelegatingFileSystemIsToldSo() throws Exception {
    List<String> command =
        new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--mount"));
    command.addAll(ChildProcess.java(Loading.class, object));
    List<String> told = told(ChildProcess.run(Map.of(), command));
    assertEquals("capable: true", told.get(0));
    assertTrue(
        told.get(1)
            .contains(
                "without a BPF token, and it sees no BPF file system that delegates them: run it in"
                    + " the first one, or mount one for it with delegate_cmds"),
        told.toString());
  }

  @Test
  void theFirstNamespaceNeedsNone() throws Exception {
    try (BpfFs fs = BpfFs.mount()) {
      Path mounted = fs.path("x").resolveSibling("");
      OpenOptions options = OpenOptions.defaults().withTokenPath(mounted);
      assertEquals(Optional.of(mounted), options.tokenPath());
      try (OpenBpfObject open = BpfObject.open(BpfSource.of(Path.of(object)), options)) {
        assertEquals(
            "load object 'count.bpf.o': EOPNOTSUPP (-95): '"
                + mounted
                + "' gives this process no BPF token. Hint: The process is in the first user"
                + " namespace, which needs no token: leave withTokenPath out",
            assertThrows(BpfException.class, open::load).getMessage());
      }
    }
    assertEquals(Optional.empty(), OpenOptions.defaults().withoutToken().tokenPath());
    assertEquals(
        "the path of the BPF file system that gives a token is empty",
        assertThrows(
                IllegalArgumentException.class,
                () -> OpenOptions.defaults().withTokenPath(Path.of("")))
            .getMessage());
  }

  @Test
  void aDelegationAnswersByName() {
    Delegation some =
        new Delegation(
            Path.of("/token"),
            List.of("map_create", "0x4000000000"),
            List.of("any"),
            List.of("xdp"),
            List.of());
    assertEquals(true, some.allowsCommand("map_create"));
    assertEquals(true, some.allowsCommand("BPF_MAP_CREATE"));
    assertEquals(false, some.allowsCommand("prog_load"));
    assertEquals(true, some.allows(MapType.ARENA));
    assertEquals(true, some.allows(ProgramType.XDP));
    assertEquals(false, some.allows(ProgramType.KPROBE));
    assertEquals(false, some.allows(AttachType.XDP));
  }
}
