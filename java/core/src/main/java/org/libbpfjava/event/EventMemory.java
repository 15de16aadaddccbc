package org.libbpfjava.event;

import org.libbpfjava.internal.memory.SectionMemory;
import org.libbpfjava.map.AccessMode;

/** The event that a view shows, for the codecs that read global variables. */
final class EventMemory implements SectionMemory {
  private final EventView view;

  EventMemory(EventView view) {
    this.view = view;
  }

  @Override
  public String sectionName() {
    return "event";
  }

  @Override
  public int size() {
    return view.size();
  }

  @Override
  public AccessMode accessMode() {
    return AccessMode.MAPPED;
  }

  @Override
  public boolean isReadOnly() {
    return true;
  }

  @Override
  public boolean isAtomic() {
    return false;
  }

  @Override
  public byte getByte(int offset) {
    return view.getByte(offset);
  }

  @Override
  public short getShort(int offset) {
    return view.getShort(offset);
  }

  @Override
  public int getInt(int offset) {
    return view.getInt(offset);
  }

  @Override
  public long getLong(int offset) {
    return view.getLong(offset);
  }

  @Override
  public void getBytes(int offset, byte[] target, int targetStart, int length) {
    view.getBytes(offset, target, targetStart, length);
  }

  private static UnsupportedOperationException readOnly() {
    return new UnsupportedOperationException("no codec writes while it reads");
  }

  @Override
  public void putByte(int offset, byte value) {
    throw readOnly();
  }

  @Override
  public void putShort(int offset, short value) {
    throw readOnly();
  }

  @Override
  public void putInt(int offset, int value) {
    throw readOnly();
  }

  @Override
  public void putLong(int offset, long value) {
    throw readOnly();
  }

  @Override
  public void putBytes(int offset, byte[] source, int sourceStart, int length) {
    throw readOnly();
  }

  @Override
  public void updateInt(int offset, int mask, int bits) {
    throw readOnly();
  }
}
