package org.libbpfjava;

import java.util.AbstractList;
import java.util.List;

/**
 * Links that were made together and are closed together, last one first, and what was left out.
 *
 * @see BpfObject#attachAll
 */
public final class BpfLinks extends AbstractList<BpfLink> implements AutoCloseable {
  private final List<BpfLink> links;
  private final List<LeftOut> leftOut;

  /**
   * A program that was not attached, because its section does not say where.
   *
   * @param program its name
   * @param reason why, and what can be done instead
   */
  public record LeftOut(String program, String reason) {}

  BpfLinks(List<BpfLink> links, List<LeftOut> leftOut) {
    this.links = List.copyOf(links);
    this.leftOut = List.copyOf(leftOut);
  }

  @Override
  public BpfLink get(int index) {
    return links.get(index);
  }

  @Override
  public int size() {
    return links.size();
  }

  /**
   * {@return the programs that were not attached, in the object's order} Those that were told so
   * before load are not among them.
   *
   * @see OpenBpfProgram#setAutoattach
   */
  public List<LeftOut> leftOut() {
    return leftOut;
  }

  /** Detaches all of them. A second call does nothing. */
  @Override
  public void close() {
    for (int i = links.size() - 1; i >= 0; i--) {
      links.get(i).close();
    }
  }
}
