package org.libbpfjava.internal.libbpf;

import java.util.Arrays;
import org.libbpfjava.BpfObject;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.internal.memory.MappedSectionMemory;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.testing.BpfObjects;

/**
 * The one element of a real array map, as sections have it. This kernel maps every data section, so
 * the way by system calls is tested on a map that was made without permission to be mapped.
 */
public final class ArrayMapMemory implements AutoCloseable {
  public static final int SIZE = 4096;

  private final BpfObject object;
  private final BpfMap map;
  private final NativeResource owner;
  private final boolean mmapable;

  private ArrayMapMemory(boolean mmapable) {
    this.object = BpfObjects.load("array.bpf.o");
    this.map = object.map(mmapable ? "mapped" : "unmapped");
    this.owner = new NativeResource("object 'scalars'", object::close);
    this.mmapable = mmapable;
  }

  public static ArrayMapMemory mmapable() {
    return new ArrayMapMemory(true);
  }

  public static ArrayMapMemory unmappable() {
    return new ArrayMapMemory(false);
  }

  /** Fills the element, with zeros behind the given bytes, and reaches it as a section. */
  public SectionMemory memory(String section, byte[] initial) {
    map.update(new byte[4], Arrays.copyOf(initial, SIZE));
    return mmapable
        ? new MappedSectionMemory(section, map.mmap(), false, owner)
        : new SyscallSectionMemory(section, map.withFd(fd -> fd), SIZE, false, "", owner);
  }

  /** {@return what the kernel has now} */
  public byte[] element() {
    return map.lookup(new byte[4]).orElseThrow();
  }

  @Override
  public void close() {
    owner.close();
  }
}
