package org.libbpfjava;

import java.util.AbstractList;
import java.util.List;

/** Links that were made together and are closed together, last one first. */
public final class BpfLinks extends AbstractList<BpfLink> implements AutoCloseable {
  private final List<BpfLink> links;

  BpfLinks(List<BpfLink> links) {
    this.links = List.copyOf(links);
  }

  @Override
  public BpfLink get(int index) {
    return links.get(index);
  }

  @Override
  public int size() {
    return links.size();
  }

  /** Detaches all of them. A second call does nothing. */
  @Override
  public void close() {
    for (int i = links.size() - 1; i >= 0; i--) {
      links.get(i).close();
    }
  }
}
