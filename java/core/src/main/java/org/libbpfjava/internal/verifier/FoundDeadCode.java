package org.libbpfjava.internal.verifier;

import java.util.List;
import java.util.Optional;
import org.libbpfjava.verifier.DeadCode;

/** What was found out about one program's code. */
public record FoundDeadCode(
    String program,
    Method method,
    Sizes sizes,
    int liveSlots,
    List<Function> functions,
    List<SourceLine> lines,
    Optional<Refusal> refusal,
    List<String> limits,
    List<String> listing)
    implements DeadCode {

  public FoundDeadCode {
    functions = List.copyOf(functions);
    lines = List.copyOf(lines);
    limits = List.copyOf(limits);
    listing = List.copyOf(listing);
  }

  /**
   * {@return what became of code that has so many live slots}
   *
   * @param method how that is known
   * @param slots its slots before load
   * @param liveSlots those of them that are known to be live
   */
  public static Fate fate(Method method, int slots, int liveSlots) {
    if (liveSlots > 0) {
      return liveSlots == slots ? Fate.KEPT : Fate.PARTLY;
    }
    return method.knowsDead() ? Fate.REMOVED : Fate.UNKNOWN;
  }

  @Override
  public int removedSlots() {
    return method.knowsDead() ? sizes.relocated() - liveSlots : 0;
  }

  @Override
  public String toString() {
    return String.join("\n", listing);
  }
}
