package org.libbpfjava.internal.value;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.BtfArray;
import org.libbpfjava.internal.memory.SectionMemory;

/** A C array: read as a list, written from a list or Java array of exactly as many elements. */
class ElementsCodec extends ValueCodec {
  private final ValueCodec element;
  private final int elementSize;
  private final int length;

  ElementsCodec(Supplier<String> type, BtfArray array, ValueCodec element) {
    super(type);
    this.element = element;
    this.elementSize = array.element().size();
    // Elements without a byte are not worth a list: BTF may claim 2^32 of them.
    this.length = elementSize == 0 ? 0 : (int) array.length();
  }

  private int count(int offset, int end) {
    return length != 0 || elementSize == 0 ? length : Math.max(0, end - offset) / elementSize;
  }

  @Override
  final long values() {
    long each = element.values();
    return length != 0 && each > Long.MAX_VALUE / length ? Long.MAX_VALUE : each * length;
  }

  @Override
  public Object read(SectionMemory memory, int offset, int end) {
    return List.of(readAll(memory, offset, end));
  }

  final Object[] readAll(SectionMemory memory, int offset, int end) {
    Object[] values = new Object[count(offset, end)];
    for (int i = 0; i < values.length; i++) {
      int at = offset + i * elementSize;
      try {
        values[i] = element.read(memory, at, at + elementSize);
      } catch (Refusal refusal) {
        throw refusal.inElement(i);
      }
    }
    return values;
  }

  @Override
  public void write(SectionMemory memory, int offset, int end, @Nullable Object value) {
    List<?> values = elements(value);
    int count = count(offset, end);
    if (values.size() != count) {
      throw refuse("cannot take " + values.size() + " elements: it has " + count);
    }
    for (int i = 0; i < count; i++) {
      int at = offset + i * elementSize;
      try {
        element.write(memory, at, at + elementSize, values.get(i));
      } catch (Refusal refusal) {
        throw refusal.inElement(i);
      }
    }
  }

  private List<?> elements(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return new ArrayList<>(list); // a linked list has no fast get
    }
    if (value != null && value.getClass().isArray()) {
      List<@Nullable Object> list = new ArrayList<>(Array.getLength(value));
      for (int i = 0; i < Array.getLength(value); i++) {
        list.add(Array.get(value, i));
      }
      return list;
    }
    throw cannotTake(value);
  }

  /** Read as a Java array. */
  static final class JavaArray extends ElementsCodec {
    private final Class<?> component;

    JavaArray(Supplier<String> type, BtfArray array, ValueCodec element, Class<?> component) {
      super(type, array, element);
      this.component = component;
    }

    @Override
    public Object read(SectionMemory memory, int offset, int end) {
      Object[] values = readAll(memory, offset, end);
      Object array = Array.newInstance(component, values.length);
      for (int i = 0; i < values.length; i++) {
        Array.set(array, i, values[i]);
      }
      return array;
    }
  }

  /** Read as a list that prints itself as C; written from bytes too. */
  static final class Tree extends ElementsCodec {
    private final BtfArray array;
    private final BytesCodec bytes;

    Tree(Supplier<String> type, BtfArray array, ValueCodec element) {
      super(type, array, element);
      this.array = array;
      this.bytes = new BytesCodec(type, Extent.of(array));
    }

    @Override
    public Object read(SectionMemory memory, int offset, int end) {
      return new ArrayValue(array, readAll(memory, offset, end));
    }

    @Override
    public void write(SectionMemory memory, int offset, int end, @Nullable Object value) {
      if (value instanceof byte[]) {
        bytes.write(memory, offset, end, value);
      } else {
        super.write(memory, offset, end, value);
      }
    }
  }
}
