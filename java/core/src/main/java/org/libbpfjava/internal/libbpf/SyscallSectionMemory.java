package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_map_lookup;
import static org.libbpfjava.raw.global.plain.lbj_map_update;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.feature.BpfNotSupportedException;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.internal.memory.SectionBounds;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.memory.AccessMode;

/**
 * A loaded section whose map cannot be mapped: each access reads the map's one element, and each
 * write puts it back, by system call, under a lock.
 *
 * <p>The kernel has no smaller unit, so what a program changes between the read and the write of
 * one access is lost. That is why this is the last resort: kernels before 5.5, foreign maps, maps
 * in which the kernel keeps fields for itself.
 */
public final class SyscallSectionMemory implements SectionMemory {
  private static final byte[] FIRST_KEY = new byte[4];

  private final String name;
  private final int fd;
  private final byte[] element; // guarded by this
  private final ByteBuffer view;
  private final boolean readOnly;
  private final String kernelOwned;
  private final NativeResource owner;

  /**
   * A section reached by system call.
   *
   * @param name the section's ELF name
   * @param fd its map's descriptor, open while {@code owner} is
   * @param size bytes in the section, which are the map's value size
   * @param readOnly whether the map is frozen
   * @param kernelOwned the kernel's own field that keeps it from being mapped, or empty
   * @param owner the object
   */
  SyscallSectionMemory(
      String name, int fd, int size, boolean readOnly, String kernelOwned, NativeResource owner) {
    this.name = name;
    this.fd = fd;
    this.element = new byte[size];
    this.view = ByteBuffer.wrap(element).order(ByteOrder.nativeOrder());
    this.readOnly = readOnly;
    this.kernelOwned = kernelOwned;
    this.owner = owner;
  }

  @Override
  public RuntimeException noHandle(String subject) {
    String section = subject + "section '" + name + "' is not mapped";
    return kernelOwned.isEmpty()
        ? new BpfNotSupportedException(
            Message.of(
                section
                    + "; "
                    + Feature.MMAPABLE_ARRAYS.title()
                    + " needs Linux "
                    + Feature.MMAPABLE_ARRAYS.since()
                    + " and a map made for it"),
            Feature.MMAPABLE_ARRAYS)
        : new BpfException(
            Message.of(
                section
                    + ": it holds "
                    + kernelOwned
                    + ", which is the kernel's; variables for Java belong into another section"));
  }

  @Override
  public String sectionName() {
    return name;
  }

  @Override
  public int size() {
    return element.length;
  }

  @Override
  public AccessMode accessMode() {
    return AccessMode.SYSCALL;
  }

  @Override
  public boolean isReadOnly() {
    return readOnly;
  }

  @Override
  public boolean isAtomic() {
    return false;
  }

  @Override
  public synchronized byte getByte(int offset) {
    read(offset, Byte.BYTES);
    return view.get(offset);
  }

  @Override
  public synchronized short getShort(int offset) {
    read(offset, Short.BYTES);
    return view.getShort(offset);
  }

  @Override
  public synchronized int getInt(int offset) {
    read(offset, Integer.BYTES);
    return view.getInt(offset);
  }

  @Override
  public synchronized long getLong(int offset) {
    read(offset, Long.BYTES);
    return view.getLong(offset);
  }

  @Override
  public void putByte(int offset, byte value) {
    write(offset, Byte.BYTES, bytes -> bytes.put(offset, value));
  }

  @Override
  public void putShort(int offset, short value) {
    write(offset, Short.BYTES, bytes -> bytes.putShort(offset, value));
  }

  @Override
  public void putInt(int offset, int value) {
    write(offset, Integer.BYTES, bytes -> bytes.putInt(offset, value));
  }

  @Override
  public void putLong(int offset, long value) {
    write(offset, Long.BYTES, bytes -> bytes.putLong(offset, value));
  }

  @Override
  public synchronized void getBytes(int offset, byte[] target, int targetStart, int length) {
    read(offset, length);
    System.arraycopy(element, offset, target, targetStart, length);
  }

  @Override
  public void putBytes(int offset, byte[] source, int sourceStart, int length) {
    write(offset, length, bytes -> bytes.put(offset, source, sourceStart, length));
  }

  @Override
  public void updateInt(int offset, int mask, int bits) {
    write(
        offset,
        Integer.BYTES,
        bytes -> bytes.putInt(offset, (bytes.getInt(offset) & ~mask) | (bits & mask)));
  }

  @Override
  public void updateByte(int offset, int mask, int bits) {
    updateBytes(offset, new byte[] {(byte) mask}, new byte[] {(byte) bits});
  }

  @Override
  public void updateBytes(int offset, byte[] mask, byte[] bits) {
    write(
        offset,
        mask.length,
        bytes -> {
          for (int i = 0; i < mask.length; i++) {
            int kept = bytes.get(offset + i) & ~mask[i];
            bytes.put(offset + i, (byte) (kept | (bits[i] & mask[i])));
          }
        });
  }

  private void read(int offset, int length) {
    owner.enter(); // the descriptor is the object's
    try {
      SectionBounds.check(name, element.length, offset, length);
      // Safe: the element has exactly the map's value size, the key an array map's four bytes.
      ReturnCode.check(lbj_map_lookup(fd, FIRST_KEY, element, 0), "read section", name);
    } finally {
      owner.exit();
    }
  }

  private synchronized void write(int offset, int length, Consumer<ByteBuffer> change) {
    owner.check();
    if (readOnly) {
      throw new BpfException(
          Message.of("section '" + name + "' is read-only: the kernel has frozen it"));
    }
    read(offset, length);
    change.accept(view);
    owner.enter();
    try {
      ReturnCode.check(lbj_map_update(fd, FIRST_KEY, element, 0), "write section", name);
    } finally {
      owner.exit();
    }
  }
}
