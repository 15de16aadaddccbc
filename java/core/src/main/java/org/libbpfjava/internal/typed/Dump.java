package org.libbpfjava.internal.typed;

import java.util.List;
import org.libbpfjava.map.MapDump;
import org.libbpfjava.map.MapEntry;

/**
 * What was read of a map, and how bpftool would print it.
 *
 * @param isTyped whether BTF describes keys or values
 * @param isPerCpu whether each value is a list by CPU
 */
record Dump(List<MapEntry<Object, Object>> entries, boolean isTyped, boolean isPerCpu)
    implements MapDump {

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
      text.append("key:").append(hex(entry.key()));
      if (isPerCpu) {
        List<?> values = (List<?>) entry.value();
        for (int cpu = 0; cpu < values.size(); cpu++) {
          text.append(String.format("%nvalue (CPU %02d):%s", cpu, hex(values.get(cpu))));
        }
      } else {
        text.append("  value:").append(hex(entry.value()));
      }
      text.append('\n');
    }
    int count = entries.size();
    return text + "Found " + count + (count == 1 ? " element\n" : " elements\n");
  }

  private static String hex(Object value) {
    StringBuilder text = new StringBuilder();
    for (byte each : (byte[]) value) {
      text.append(String.format(" %02x", each));
    }
    return text.toString();
  }
}
