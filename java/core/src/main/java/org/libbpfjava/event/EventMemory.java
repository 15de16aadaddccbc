package org.libbpfjava.event;

import org.libbpfjava.internal.memory.ReadOnlyMemory;
import org.libbpfjava.memory.AccessMode;

/** The event that a view shows, for the codecs that read global variables. */
final class EventMemory extends ReadOnlyMemory {
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
}
