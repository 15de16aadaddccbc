package org.libbpfjava.kernel;

import java.util.Objects;
import org.libbpfjava.internal.libbpf.BtfFacts;

/**
 * What the kernel says about type information (BTF) that it holds.
 *
 * @param id the kernel's number of it
 * @param name {@code vmlinux}, or the name of a module; empty for that of an object that somebody
 *     loaded, and before Linux 5.11
 * @param size bytes
 * @param origin where it comes from; before Linux 5.11, {@link Origin#OBJECT} for all
 * @libbpf struct bpf_btf_info
 */
public record BtfInfo(int id, String name, long size, Origin origin) {
  /** Where type information comes from. */
  public enum Origin {
    /** The kernel was built with it. */
    KERNEL,
    /** A kernel module was built with it. Its types build on those of the kernel. */
    MODULE,
    /** Somebody has loaded it, with programs and maps. */
    OBJECT
  }

  /** Refuses null by NullPointerException. */
  public BtfInfo {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(origin, "origin");
  }

  static BtfInfo of(BtfFacts facts) {
    Origin origin =
        !facts.ofKernel()
            ? Origin.OBJECT
            : facts.name().equals("vmlinux") ? Origin.KERNEL : Origin.MODULE;
    return new BtfInfo(facts.id(), facts.name(), facts.size(), origin);
  }
}
