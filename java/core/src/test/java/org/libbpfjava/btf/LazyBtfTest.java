package org.libbpfjava.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.libbpfjava.exception.InvalidBpfObjectException;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.BtfWords;
import org.libbpfjava.testing.Mutations;
import org.libbpfjava.testing.RawBtf;

/** BTF whose types are checked when they are asked for gives the same types and verdicts. */
@Timeout(60)
class LazyBtfTest {
  private static final int PTR = 2;
  private static final int STRUCT = 4;
  private static final int TYPEDEF = 8;

  private static final byte[] GOOD = RawBtf.of(BpfObjects.compiled("types"));

  private static Btf lazy(byte[] raw) {
    return Btf.unchecked("bad.bpf.o", raw, null);
  }

  private static void assertRefused(String problem, Btf btf, int id) {
    for (int i = 0; i < 2; i++) { // a refusal leaves nothing behind
      assertEquals(
          "bad.bpf.o: " + problem,
          assertThrows(InvalidBpfObjectException.class, () -> btf.type(id).toString())
              .getMessage());
    }
  }

  @Test
  void typesAreTheSameInAnyOrder() {
    Btf checked = Btf.parse("types", GOOD);
    List<Integer> ids = new ArrayList<>();
    for (int id = 0; id < checked.typeCount(); id++) {
      ids.add(id);
    }
    Collections.reverse(ids);
    Btf lazy = Btf.unchecked("types", GOOD, null);
    for (int id : ids) {
      assertSameType(checked.type(id), lazy.type(id));
    }
    assertEquals(
        checked.datasecs().toString(), Btf.unchecked("types", GOOD, null).datasecs().toString());
    assertEquals(
        checked.findEnumerator("FAST"), Btf.unchecked("types", GOOD, null).findEnumerator("FAST"));
  }

  private static void assertSameType(BtfType expected, BtfType actual) {
    assertSame(expected.getClass(), actual.getClass());
    assertEquals(expected.name(), actual.name());
    assertEquals(expected.toString(), actual.toString());
    assertEquals(expected.alignment(), actual.alignment(), expected.toString());
    assertEquals(expected.hasSize(), actual.hasSize(), expected.toString());
    if (expected.hasSize()) {
      assertEquals(expected.size(), actual.size(), expected.toString());
    }
    assertEquals(expected.resolved().id(), actual.resolved().id());
  }

  @Test
  void aTypeThatIsNotAskedForMayBeAnything() {
    byte[] raw =
        new BtfWords()
            .intType()
            .type("lost", STRUCT, 1, 8, 0, 9001, 0)
            .type("good", STRUCT, 1, 4, 0, 1, 0)
            .build();
    Btf btf = lazy(raw);
    assertEquals(4, btf.find("good", BtfStruct.class).orElseThrow().size());
    assertRefused("BTF type 2 refers to type 9001 of 4 (byte 0x38 of .BTF)", btf, 2);
    assertEquals(
        "bad.bpf.o: BTF type 2 refers to type 9001 of 4 (byte 0x38 of .BTF)",
        assertThrows(InvalidBpfObjectException.class, () -> btf.find("lost", BtfStruct.class))
            .getMessage());
    assertSame(btf.find("good", BtfStruct.class).orElseThrow(), btf.type(3));
  }

  @Test
  void refusalsAreThoseOfTheWhole() {
    assertRefused(
        "BTF type 1 contains itself (byte 0x18 of .BTF)",
        lazy(new BtfWords().type("t", TYPEDEF, 0, 1).build()),
        1);
    assertRefused( // found through the type that it begins with
        "BTF type 2 contains itself (byte 0x24 of .BTF)",
        lazy(new BtfWords().type("t", TYPEDEF, 0, 2).type("u", TYPEDEF, 0, 2).build()),
        1);
    assertRefused(
        "BTF type 1 contains itself (byte 0x18 of .BTF)",
        lazy(new BtfWords().type("", PTR, 0, 2).type("", PTR, 0, 1).build()),
        1);
    assertRefused(
        "BTF type 1 has its name at 99 of 1 bytes of strings (byte 0x18 of .BTF)",
        lazy(new BtfWords().rawType(99, PTR << 24, 0).build()),
        1);
    assertRefused(
        "BTF type 2, 4 bytes, has member 0 beyond its end, at bit 8 (byte 0x34 of .BTF)",
        lazy(new BtfWords().intType().type("s", STRUCT, 1, 4, 0, 1, 8).build()),
        2);
    BtfWords chain = new BtfWords().intType();
    for (int i = 1; i <= 300; i++) {
      chain.type("", TYPEDEF, 0, i);
    }
    assertRefused(
        "BTF type 301 is nested deeper than 256 types (byte 0xe2c of .BTF)",
        lazy(chain.build()),
        301);
    assertEquals(
        "bad.bpf.o: BTF type 1 is cut off (byte 0x18 of .BTF)",
        assertThrows(
                InvalidBpfObjectException.class,
                () -> lazy(new BtfWords().type("s", STRUCT, 3, 4).build()))
            .getMessage());
  }

  /** Whatever parsing the whole refuses is refused here too, when all types are asked for. */
  @Test
  void damagedBtfIsReadOrRefusedAndNothingElse() {
    int refused = 0;
    for (int seed = 0; seed < 3_000; seed++) {
      byte[] bad = Mutations.of(GOOD, seed);
      String whole = refusal(() -> Btf.parse("bad.bpf.o", bad));
      String each = refusal(() -> MalformedBtfTest.readAll(lazy(bad)));
      if (whole.contains("share their ends") && each.isEmpty()) {
        continue; // names are decoded one by one
      }
      assertEquals(whole.isEmpty(), each.isEmpty(), "seed " + seed + ": " + whole + each);
      refused += each.isEmpty() ? 0 : 1;
    }
    assertTrue(refused > 300 && refused < 2_700, refused + " refused");
  }

  private static String refusal(Runnable reading) {
    try {
      reading.run();
      return "";
    } catch (InvalidBpfObjectException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void eachTypeExistsOnceOnAllThreads() throws Exception {
    int threads = 4;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      for (int round = 0; round < 50; round++) {
        Btf btf = lazy(GOOD);
        CountDownLatch begin = new CountDownLatch(threads);
        List<Future<List<BtfType>>> seen = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
          seen.add(
              pool.submit(
                  () -> {
                    begin.countDown();
                    begin.await();
                    return new ArrayList<>(btf.types());
                  }));
        }
        List<BtfType> first = seen.get(0).get(20, TimeUnit.SECONDS);
        for (Future<List<BtfType>> other : seen) {
          List<BtfType> types = other.get(20, TimeUnit.SECONDS);
          for (int id = 0; id < first.size(); id++) {
            assertSame(first.get(id), types.get(id));
          }
        }
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void theSecondSearchFindsWhatTheFirstFinds() {
    Btf btf = lazy(GOOD);
    for (int round = 0; round < 2; round++) {
      Btf fresh = lazy(GOOD);
      for (BtfType type : btf.types()) {
        BtfType found = find(round == 0 ? lazy(GOOD) : fresh, type);
        if (type.name().isEmpty()) {
          assertSame(null, found);
        } else {
          assertNotSame(null, found, type.toString());
          assertEquals(type.name(), found.name());
          assertTrue(found.id() <= type.id());
        }
      }
      assertTrue(fresh.find("config\0", BtfStruct.class).isEmpty());
      assertTrue(fresh.find("conf", BtfStruct.class).isEmpty());
      assertTrue(fresh.find("configuration", BtfStruct.class).isEmpty());
      assertTrue(fresh.find("config", BtfInt.class).isEmpty());
    }
  }

  @SuppressWarnings("NullAway") // for assertSame
  private static BtfType find(Btf btf, BtfType like) {
    return btf.find(like.name(), like.getClass()).map(BtfType.class::cast).orElse(null);
  }

  @Test
  void namesThatDecodingChangesAreFound() {
    byte[] raw =
        new BtfWords().type("a\u001bb", STRUCT, 0, 0).type("back\\slash", STRUCT, 0, 0).build();
    for (int round = 0; round < 2; round++) {
      Btf btf = lazy(raw);
      for (int i = 0; i <= round; i++) {
        assertEquals(1, btf.find("a\\u001bb", BtfStruct.class).orElseThrow().id());
        assertEquals(2, btf.find("back\\slash", BtfStruct.class).orElseThrow().id());
      }
    }
  }
}
