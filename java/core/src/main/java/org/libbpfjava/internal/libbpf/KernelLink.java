package org.libbpfjava.internal.libbpf;

import java.util.Objects;
import java.util.function.IntFunction;
import org.libbpfjava.attach.BpfLink;

/** A link, by libbpf's own struct. */
final class KernelLink implements BpfLink {
  private final NativeLink link;
  private final String kind;
  private final String name;
  private final Links siblings;

  KernelLink(NativeLink link, String kind, String name, Links siblings) {
    this.link = link;
    this.kind = kind;
    this.name = name;
    this.siblings = siblings;
  }

  @Override
  public String program() {
    return name;
  }

  @Override
  public boolean isOpen() {
    return !link.isClosed();
  }

  @Override
  public <T> T withFd(IntFunction<T> use) {
    return link.withFd(Objects.requireNonNull(use, "use"));
  }

  @Override
  public void close() {
    siblings.remove(this);
    link.close();
  }

  @Override
  public String toString() {
    return "link of " + kind + " " + name;
  }
}
