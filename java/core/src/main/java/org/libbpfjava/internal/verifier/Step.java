package org.libbpfjava.internal.verifier;

/**
 * One way in which an instruction may have fared, and where to go on in both programs.
 *
 * @param kept the slot after load of what is left of it; {@link #NONE} if nothing is
 * @param before the next slot before load; NONE where the path ends
 * @param after the next slot after load
 * @param branchBefore where else it leads, a jump's or call's target before load; NONE for nowhere
 * @param branchAfter the same target after load
 * @param gain how much speaks for it
 * @param live whether the verifier must have visited it
 */
record Step(
    int kept, int before, int after, int branchBefore, int branchAfter, int gain, boolean live) {
  static final int NONE = -1;

  static Step on(int kept, int before, int after, int gain) {
    return new Step(kept, before, after, NONE, NONE, gain, true);
  }

  static Step end(int kept, int gain) {
    return new Step(kept, NONE, NONE, NONE, NONE, gain, true);
  }

  static Step dead() {
    return new Step(NONE, NONE, NONE, NONE, NONE, 0, false);
  }

  Step withBranch(int branchBefore, int branchAfter) {
    return new Step(kept, before, after, branchBefore, branchAfter, gain, live);
  }

  boolean isEnd() {
    return before == NONE;
  }
}
