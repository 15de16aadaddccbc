package org.libbpfjava.internal.typed;

import java.util.List;
import org.libbpfjava.map.MapDump;
import org.libbpfjava.map.MapEntry;

/**
 * What was read of a map, and how bpftool would print it.
 *
 * @param isTyped whether BTF describes the values; keys alone do not make it so
 * @param isPerCpu whether each value is a list by CPU
 */
record Dump(List<MapEntry<Object, Object>> entries, boolean isTyped, boolean isPerCpu)
    implements MapDump {
  private static final int LINE = 16; // bytes
  private static final int ONE_LINE = 24; // bytes of key and value that stand in one line

  @Override
  public String toString() {
    return isTyped ? json() : bytes();
  }

  private String json() {
    JsonText json = new JsonText();
    json.beginArray();
    for (MapEntry<Object, Object> entry : entries) {
      json.element().beginObject();
      json.name("key").value(entry.key());
      if (isPerCpu) {
        json.name("values").beginArray();
        List<?> values = (List<?>) entry.value();
        for (int cpu = 0; cpu < values.size(); cpu++) {
          json.element().beginObject();
          json.name("cpu").value(cpu);
          json.name("value").value(values.get(cpu));
          json.endObject();
        }
        json.endArray();
      } else {
        json.name("value").value(entry.value());
      }
      json.endObject();
    }
    json.endArray();
    return json + "\n";
  }

  private String bytes() {
    StringBuilder text = new StringBuilder();
    for (MapEntry<Object, Object> entry : entries) {
      byte[] key = (byte[]) entry.key();
      if (isPerCpu) {
        List<?> values = (List<?>) entry.value();
        hex(text.append("key:\n"), key).append('\n');
        for (int cpu = 0; cpu < values.size(); cpu++) {
          byte[] value = (byte[]) values.get(cpu);
          text.append(String.format("value (CPU %02d):", cpu));
          hex(text.append(isLong(value) ? '\n' : ' '), value).append('\n');
        }
      } else {
        byte[] value = (byte[]) entry.value();
        char behindName = isLong(key) || isLong(value) ? '\n' : ' ';
        boolean isOneLine = behindName == ' ' && key.length + value.length <= ONE_LINE;
        hex(text.append("key:").append(behindName), key).append(isOneLine ? "  " : "\n");
        hex(text.append("value:").append(behindName), value).append('\n');
      }
    }
    int count = entries.size();
    return text + "Found " + count + (count == 1 ? " element\n" : " elements\n");
  }

  private static boolean isLong(byte[] bytes) {
    return bytes.length > LINE;
  }

  /** Lines of 16 bytes, each with a gap in its middle. */
  private static StringBuilder hex(StringBuilder text, byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      String before = i == 0 ? "" : i % LINE == 0 ? "\n" : i % (LINE / 2) == 0 ? "  " : " ";
      text.append(before).append(String.format("%02x", bytes[i]));
    }
    return text;
  }
}
