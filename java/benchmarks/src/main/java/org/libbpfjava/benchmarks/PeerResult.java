package org.libbpfjava.benchmarks;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.List;

/**
 * What a peer did in a row.
 *
 * @param note why there is no figure; empty where it ran
 * @param rounds with the peer in Java's place, and C for as many operations
 */
record PeerResult(String note, List<Line.Round> rounds) {
  static final String FAILED = "failed";

  static PeerResult none(String note) {
    return new PeerResult(note, List.of());
  }

  PeerResult and(Line.Round round) {
    List<Line.Round> more = new ArrayList<>(rounds);
    more.add(round);
    return new PeerResult(note, more);
  }

  /** {@return whether it ran, and yet there is no figure} */
  @JsonIgnore
  boolean isRefused() {
    return note.equals(FAILED) || (!rounds.isEmpty() && !line().isSameWork());
  }

  /** {@return what the table says: no figure unless C did the same work} */
  String text() {
    if (!note.isEmpty()) {
      return note;
    }
    if (isRefused()) {
      return "none: checksums differ";
    }
    return line().isTimed()
        ? Table.time(line().javaNanos())
        : Table.values(rounds.get(0).java().values());
  }

  private Line line() {
    return new Line("", "", "", "stated", rounds);
  }
}
