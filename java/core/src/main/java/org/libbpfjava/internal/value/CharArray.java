package org.libbpfjava.internal.value;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.BtfArray;
import org.libbpfjava.btf.BtfInt;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.internal.memory.SectionMemory;

/** A C string in an array of single bytes: UTF-8 up to the first NUL. */
public final class CharArray {
  private final Supplier<String> type;
  private final int size;

  CharArray(Supplier<String> type, int size) {
    this.type = type;
    this.size = size;
  }

  /**
   * The string in a variable.
   *
   * @param type its C type
   * @param size its bytes
   * @return how to read it, or null where it is no array of single bytes
   */
  public static @Nullable CharArray of(BtfType type, int size) {
    return of(type, size, () -> CTypeText.withSize(type, size));
  }

  /**
   * As {@link #of(BtfType, int)}, with words for the type.
   *
   * @param text spells the C type and its size
   */
  public static @Nullable CharArray of(BtfType type, int size, Supplier<String> text) {
    return element(type) == null ? null : new CharArray(text, size);
  }

  /** {@return whether C would take it for a string: an array of char, not of any byte} */
  static boolean isText(BtfType type) {
    BtfInt element = element(type);
    return element != null && element.isChar();
  }

  /** {@return whether a string can be in it: an array of single bytes, signed or not} */
  static boolean isBytes(BtfType type) {
    return element(type) != null;
  }

  private static @Nullable BtfInt element(BtfType type) {
    return type.resolved() instanceof BtfArray array
            && array.element().resolved() instanceof BtfInt number
            && number.hasSize()
            && number.size() == 1
            && !number.isBool()
        ? number
        : null;
  }

  /** {@return the text before the first NUL; malformed bytes come back as U+FFFD} */
  public String read(SectionMemory memory, int offset) {
    byte[] bytes = new byte[size];
    memory.getBytes(offset, bytes, 0, size);
    int end = 0;
    while (end < size && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  /** Writes the text and fills the rest with NULs, one of them at least. */
  public void write(SectionMemory memory, int offset, String text) {
    byte[] encoded = encode(text);
    memory.putBytes(offset, Arrays.copyOf(encoded, size), 0, size);
  }

  private byte[] encode(String text) {
    ByteBuffer encoded;
    try {
      encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      throw Refusal.of(type, "cannot take a string with half a surrogate pair");
    }
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        throw Refusal.of(type, "cannot take a string with a NUL at byte " + i);
      }
    }
    if (bytes.length >= size) {
      throw Refusal.of(
          type,
          "cannot take a string of "
              + CTypeText.bytes(bytes.length)
              + " in UTF-8: with its terminating NUL it needs "
              + (bytes.length + 1));
    }
    return bytes;
  }
}
