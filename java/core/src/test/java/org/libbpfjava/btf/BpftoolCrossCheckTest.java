package org.libbpfjava.btf;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libbpfjava.junit.KernelTier;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.Bpftool;
import org.libbpfjava.testing.RawBtf;

/** The same BTF, read here and by bpftool, is the same text, line by line. */
class BpftoolCrossCheckTest {
  @Test
  void anObjectWithEveryKind(@TempDir Path folder) throws Exception {
    byte[] object = BpfObjects.compiled("types");
    Path file = Files.write(folder.resolve("types.o"), object);
    assertSameText(dump(file), Btf.parse("types", RawBtf.of(object)));
  }

  @Test
  void theKernelsOwnTypes() throws Exception {
    Path vmlinux = Path.of("/sys/kernel/btf/vmlinux");
    if (!Files.isReadable(vmlinux)) {
      throw KernelTier.skip("this kernel shows no BTF");
    }
    assertSameText(dump(vmlinux), Btf.ofKernel());
  }

  @Test
  void typesThatJavaHasMade(@TempDir Path folder) throws Exception {
    Btf made = BtfBuilderTest.everyKind();
    Path file = Files.write(folder.resolve("made.btf"), made.toBytes());
    assertSameText(dump(file), made);
  }

  @Test
  void splitTypesThatJavaHasMade(@TempDir Path folder) throws Exception {
    Btf base = BtfBuilderTest.everyKind();
    BtfBuilder types = BtfBuilder.over(base);
    int task = base.find("task", BtfStruct.class).orElseThrow().id();
    types.struct("holder", 72).member("task", task, 0).member("next", types.pointer(task), 64);
    types.typedef("mode_t", base.find("mode", BtfEnum.class).orElseThrow().id());
    Btf split = types.build("split");
    String baseFile = Files.write(folder.resolve("base.btf"), base.toBytes()).toString();
    String file = Files.write(folder.resolve("split.btf"), split.toBytes()).toString();
    assertSameText(
        dump("-B", baseFile, "btf", "dump", "file", file, "format", "raw"),
        split.types().subList(base.typeCount() - 1, split.typeCount()));
  }

  private static void assertSameText(List<String> expected, Btf btf) {
    assertSameText(expected, btf.types());
  }

  /** The first of the types is left out, as void is. */
  private static void assertSameText(List<String> expected, List<BtfType> types) {
    List<String> ours = types.stream().skip(1).flatMap(type -> text(type).lines()).toList();
    for (int i = 0; i < Math.min(expected.size(), ours.size()); i++) {
      assertEquals(expected.get(i), ours.get(i), "line " + (i + 1));
    }
    assertEquals(expected.size(), ours.size());
  }

  private static List<String> dump(Path file) throws IOException, InterruptedException {
    return dump("btf", "dump", "file", file.toString(), "format", "raw");
  }

  private static List<String> dump(String... arguments) throws IOException, InterruptedException {
    String text = Bpftool.run(arguments);
    return text.replaceAll(" index_type_id=\\d+", "").lines().toList();
  }

  private static String text(BtfType type) {
    String name = " '" + name(type.name()) + "' ";
    String start = "[" + type.id() + "] ";
    if (type instanceof BtfInt t) {
      String encoding =
          t.isSigned() ? "SIGNED" : t.isBool() ? "BOOL" : "(none)"; // clang and pahole: no CHAR
      return start
          + "INT"
          + name
          + "size="
          + t.size()
          + " bits_offset=0 nr_bits="
          + t.bits()
          + " encoding="
          + encoding;
    } else if (type instanceof BtfPtr t) {
      return start + "PTR" + name + "type_id=" + t.target().id();
    } else if (type instanceof BtfTypedef t) {
      return start + "TYPEDEF" + name + "type_id=" + t.target().id();
    } else if (type instanceof BtfModifier t) {
      return start + t.kind() + name + "type_id=" + t.target().id();
    } else if (type instanceof BtfArray t) {
      return start + "ARRAY" + name + "type_id=" + t.element().id() + " nr_elems=" + t.length();
    } else if (type instanceof BtfStruct t) {
      return start
          + (t.isUnion() ? "UNION" : "STRUCT")
          + name
          + "size="
          + t.size()
          + " vlen="
          + t.members().size()
          + lines(
              t.members().stream()
                  .map(
                      m ->
                          quoted(m.name(), m.type())
                              + " bits_offset="
                              + m.bitOffset()
                              + (m.isBitfield() ? " bitfield_size=" + m.bitfieldSize() : "")));
    } else if (type instanceof BtfEnum t) {
      boolean wide = t.btf().data().kind(t.id()) == BtfKind.ENUM64;
      String suffix = wide ? t.isSigned() ? "LL" : "ULL" : "";
      return start
          + (wide ? "ENUM64" : "ENUM")
          + name
          + "encoding="
          + (t.isSigned() ? "SIGNED" : "UNSIGNED")
          + " size="
          + t.size()
          + " vlen="
          + t.enumerators().size()
          + lines(
              t.enumerators().stream()
                  .map(
                      e ->
                          "\t'"
                              + e.name()
                              + "' val="
                              + (t.isSigned() ? e.value() : Long.toUnsignedString(e.value()))
                              + suffix));
    } else if (type instanceof BtfFwd t) {
      return start + "FWD" + name + "fwd_kind=" + (t.isUnion() ? "union" : "struct");
    } else if (type instanceof BtfFunc t) {
      return start
          + "FUNC"
          + name
          + "type_id="
          + t.proto().id()
          + " linkage="
          + t.linkage().name().toLowerCase(Locale.ROOT);
    } else if (type instanceof BtfFuncProto t) {
      return start
          + "FUNC_PROTO"
          + name
          + "ret_type_id="
          + t.returnType().id()
          + " vlen="
          + t.parameters().size()
          + lines(t.parameters().stream().map(p -> quoted(p.name(), p.type())));
    } else if (type instanceof BtfVar t) {
      return start
          + "VAR"
          + name
          + "type_id="
          + t.type().id()
          + ", linkage="
          + t.linkage().name().toLowerCase(Locale.ROOT);
    } else if (type instanceof BtfDatasec t) {
      return start
          + "DATASEC"
          + name
          + "size="
          + t.size()
          + " vlen="
          + (t.variables().size() + t.functions().size())
          + lines(
              Stream.concat(
                  t.functions().stream()
                      .map(
                          f ->
                              "\ttype_id=" + f.id() + " offset=0 size=0 (FUNC '" + f.name() + "')"),
                  t.variables().stream()
                      .map(
                          v ->
                              "\ttype_id="
                                  + v.variable().id()
                                  + " offset="
                                  + v.offset()
                                  + " size="
                                  + v.size()
                                  + " (VAR '"
                                  + v.variable().name()
                                  + "')")));
    } else if (type instanceof BtfFloat t) {
      return start + "FLOAT" + name + "size=" + t.size();
    }
    BtfDeclTag tag = (BtfDeclTag) type;
    return start
        + "DECL_TAG"
        + name
        + "type_id="
        + tag.target().id()
        + " component_idx="
        + tag.componentIndex();
  }

  private static String quoted(String name, BtfType type) {
    return "\t'" + name(name) + "' type_id=" + type.id();
  }

  private static String name(String name) {
    return name.isEmpty() ? "(anon)" : name;
  }

  private static String lines(Stream<String> lines) {
    return lines.map(line -> "\n" + line).collect(joining());
  }
}
