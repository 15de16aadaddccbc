package org.libbpfjava.internal.libbpf;

import java.util.AbstractList;
import java.util.List;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.attach.BpfLinks;

/** Links that were made together. */
final class LinkGroup extends AbstractList<BpfLink> implements BpfLinks {
  private final List<BpfLink> links;
  private final List<LeftOut> leftOut;

  LinkGroup(List<BpfLink> links, List<LeftOut> leftOut) {
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

  @Override
  public List<LeftOut> leftOut() {
    return leftOut;
  }

  @Override
  public void close() {
    for (int i = links.size() - 1; i >= 0; i--) {
      links.get(i).close();
    }
  }
}
