package org.libbpfjava;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.Random;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.libbpfjava.AnyVariable.Place;
import org.libbpfjava.AnyVariable.Value;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.internal.value.ValueCodecs;

/** A write changes the bits of its target and no others, whatever struct they lie in. */
abstract class NeighbourContract {

  abstract SectionMemory memory(byte[] initial);

  /** A variable, a place in it, and a value for that place. */
  record Case(AnyVariable variable, Place place, Value value) {}

  static Case anyCase(Random random) {
    AnyVariable variable = new AnyVariable(random, false);
    Place place = variable.anyPlace();
    return new Case(variable, place, variable.anyValue(place));
  }

  @Provide
  Arbitrary<Case> cases() {
    return Arbitraries.randomValue(NeighbourContract::anyCase);
  }

  @Provide
  Arbitrary<AnyVariable> exact() {
    return Arbitraries.randomValue(random -> new AnyVariable(random, true));
  }

  @Property(tries = 5000)
  void aWriteChangesItsOwnBitsAndNoOthers(@ForAll("cases") Case one) {
    SectionMemory memory = memory(one.variable.section());
    check(one, memory, () -> bytes(memory));
  }

  /** Writes, and compares what is in the section then, zeros allowed behind it. */
  static void check(Case one, SectionMemory memory, Supplier<byte[]> bytes) {
    AnyVariable any = one.variable;
    GlobalVariable target = variable(any, memory).field(one.place.path());
    target.set(one.value.value());

    int first = any.offset() * 8 + (int) one.place.start();
    BigInteger mask = BigInteger.ONE.shiftLeft(one.place.bits()).subtract(BigInteger.ONE);
    BigInteger before = AnyVariable.littleEndian(any.section());
    BigInteger expected =
        before.andNot(mask.shiftLeft(first)).or(one.value.bits().shiftLeft(first));
    assertEquals(expected.toString(16), AnyVariable.littleEndian(bytes.get()).toString(16));

    switch (one.place.kind()) {
      case SIGNED, UNSIGNED, POINTER ->
          assertEquals(one.value.value(), target.get(BigInteger.class));
      case ENUM -> assertEquals(one.value.bits(), target.getUnsigned());
      case BYTES -> assertArrayEquals((byte[]) one.value.value(), target.getBytes());
      case BOOL, FLOAT, DOUBLE, TEXT -> assertEquals(one.value.value(), target.get());
    }
  }

  @Property(tries = 2000)
  void aTreeThatWasReadGoesBackToTheSameBytes(@ForAll("exact") AnyVariable any) {
    SectionMemory memory = memory(any.section());
    GlobalVariable variable = variable(any, memory);
    Object tree = variable.get();
    variable.set(tree);
    assertArrayEquals(any.section(), bytes(memory));
    variable.setBytes(new byte[any.size()]);
    variable.set(tree);
    assertEquals(tree.toString(), variable.get().toString());
  }

  private static GlobalVariable variable(AnyVariable any, SectionMemory memory) {
    return new GlobalVariable(
        "v",
        memory,
        any.offset(),
        any.size(),
        any.btf().type(any.typeId()),
        () -> {},
        new ValueCodecs(),
        UseInCode.UNKNOWN);
  }

  private static byte[] bytes(SectionMemory memory) {
    byte[] all = new byte[memory.size()];
    memory.getBytes(0, all, 0, all.length);
    return all;
  }
}
