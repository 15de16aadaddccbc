package org.libbpfjava.internal.variable;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.libbpfjava.btf.Btf;
import org.libbpfjava.btf.BtfInt;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.internal.elf.ElfFile;
import org.libbpfjava.junit.Clang;
import org.libbpfjava.testing.RandomStruct;

/**
 * clang sets all bits of one field of a random struct; the path to that field leads to these bits
 * and to no others.
 */
class TypePathAgainstClangTest {
  @Test
  void everyPathLeadsToTheBitsThatCSets() {
    int compared = 0;
    for (int first = 0; first < 300; first += 100) {
      List<RandomStruct> structs =
          LongStream.range(first, first + 100).mapToObj(RandomStruct::new).toList();
      byte[] object =
          Clang.object(
              structs.stream().map(TypePathAgainstClangTest::source).collect(joining()),
              "-w",
              "-Wno-int-conversion");
      ElfFile elf = ElfFile.parse("random", object);
      Btf btf = Btf.parse("random", elf.findSection(".BTF").orElseThrow().bytes());
      VariableTable table = VariableTable.of(elf, btf);
      byte[] data = elf.findSection(".data").orElseThrow().bytes();
      for (RandomStruct struct : structs) {
        compared += compare(struct, table, data);
      }
    }
    assertTrue(compared > 2_000, compared + " paths");
  }

  private static String source(RandomStruct struct) {
    StringBuilder text = new StringBuilder(struct.definition());
    for (int i = 0; i < struct.paths().size(); i++) {
      text.append(struct.type()).append(' ').append(variable(struct, i)).append(" = {.");
      text.append(struct.paths().get(i)).append(" = (long long)-1};\n");
    }
    return text.toString();
  }

  private static String variable(RandomStruct struct, int path) {
    return struct.type().substring("struct ".length()) + "_" + path;
  }

  private static int compare(RandomStruct struct, VariableTable table, byte[] data) {
    for (int i = 0; i < struct.paths().size(); i++) {
      VariableInfo variable = table.get(variable(struct, i));
      BtfType type = variable.type().orElseThrow();
      String path = struct.paths().get(i);
      TypeLocation at = TypePath.resolve(variable.name(), type, path, variable.size());
      boolean isBool = at.type().resolved() instanceof BtfInt t && t.isBool();
      int size = isBool ? 1 : at.isBitfield() ? at.bitSize() : at.type().size() * 8;
      BigInteger expected =
          BigInteger.ONE
              .shiftLeft(size)
              .subtract(BigInteger.ONE)
              .shiftLeft(at.offset() * 8 + at.bitOffset());
      byte[] bytes =
          Arrays.copyOfRange(data, variable.offset(), variable.offset() + variable.size());
      assertEquals(
          expected.toString(16),
          littleEndian(bytes).toString(16),
          () -> path + " in\n" + struct.definition());
    }
    return struct.paths().size();
  }

  private static BigInteger littleEndian(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[bytes.length - 1 - i] = bytes[i];
    }
    return new BigInteger(1, reversed);
  }
}
