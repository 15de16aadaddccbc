package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_memory_read;
import static org.libbpfjava.raw.global.plain.lbj_memory_write;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.internal.memory.SectionBounds;
import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.memory.AccessMode;

/**
 * The globals of a loaded object that lie in an arena, reached through libbpf's own mapping of it.
 *
 * <p>A page that cannot be had would be a SIGSEGV, so the kernel copies: process_vm_readv() and
 * process_vm_writev() answer -EFAULT instead. Each access is inside the object while it lasts, and
 * the mapping goes with the object: what is copied is the arena and no later tenant of its
 * addresses.
 */
final class ArenaSectionMemory implements SectionMemory {
  private final String name;
  private final long address;
  private final int size;
  private final NativeResource owner;

  ArenaSectionMemory(String name, long address, int size, NativeResource owner) {
    this.name = name;
    this.address = address;
    this.size = size;
    this.owner = owner;
  }

  @Override
  public String sectionName() {
    return name;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public AccessMode accessMode() {
    return AccessMode.ARENA;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public boolean isAtomic() {
    return false;
  }

  @Override
  public RuntimeException noHandle(String subject) {
    return new BpfException(Message.of(subject + "it lies in an arena, which only libbpf may map"));
  }

  @Override
  public byte getByte(int offset) {
    return read(offset, Byte.BYTES).get(0);
  }

  @Override
  public short getShort(int offset) {
    return read(offset, Short.BYTES).getShort(0);
  }

  @Override
  public int getInt(int offset) {
    return read(offset, Integer.BYTES).getInt(0);
  }

  @Override
  public long getLong(int offset) {
    return read(offset, Long.BYTES).getLong(0);
  }

  @Override
  public void putByte(int offset, byte value) {
    write(offset, new byte[] {value});
  }

  @Override
  public void putShort(int offset, short value) {
    write(offset, word(Short.BYTES).putShort(value).array());
  }

  @Override
  public void putInt(int offset, int value) {
    write(offset, word(Integer.BYTES).putInt(value).array());
  }

  @Override
  public void putLong(int offset, long value) {
    write(offset, word(Long.BYTES).putLong(value).array());
  }

  @Override
  public void getBytes(int offset, byte[] target, int targetStart, int length) {
    read(offset, length).get(target, targetStart, length);
  }

  @Override
  public void putBytes(int offset, byte[] source, int sourceStart, int length) {
    write(offset, ByteBuffer.allocate(length).put(source, sourceStart, length).array());
  }

  @Override
  public synchronized void updateInt(int offset, int mask, int bits) {
    putInt(offset, (getInt(offset) & ~mask) | (bits & mask));
  }

  @Override
  public synchronized void updateByte(int offset, int mask, int bits) {
    SectionMemory.super.updateByte(offset, mask, bits);
  }

  private static ByteBuffer word(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
  }

  private ByteBuffer read(int offset, int length) {
    owner.enter();
    try {
      SectionBounds.check(name, size, offset, length);
      byte[] bytes = new byte[length];
      // Safe: the globals' own bytes, and the mapping stays while we are inside the object.
      ReturnCode.check(lbj_memory_read(address + offset, bytes, length), "read section", name);
      return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    } finally {
      owner.exit();
    }
  }

  private void write(int offset, byte[] bytes) {
    owner.enter();
    try {
      SectionBounds.check(name, size, offset, bytes.length);
      // Safe: as for read().
      ReturnCode.check(
          lbj_memory_write(address + offset, bytes, bytes.length), "write section", name);
    } finally {
      owner.exit();
    }
  }
}
