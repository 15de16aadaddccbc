package org.libbpfjava.event;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.internal.value.ObjectTypes;
import org.libbpfjava.map.BpfMap;

/** The C types that the events of one stream can have. */
final class EventTypes {
  /** Of events that belong to no object. */
  static final EventTypes NONE = new EventTypes("these bytes", Optional.empty());

  private final String subject;
  private final Optional<ObjectTypes> types;
  private final ConcurrentHashMap<String, EventStruct> known = new ConcurrentHashMap<>();
  private @Nullable EventStruct own;

  private EventTypes(String subject, Optional<ObjectTypes> types) {
    this.subject = subject;
    this.types = types;
  }

  /**
   * The types of the object to which a map belongs.
   *
   * @param struct the type of all its events, null where that was not said
   */
  static EventTypes of(BpfMap map, @Nullable String struct) {
    EventTypes types =
        new EventTypes(
            "map '" + map.name() + "'",
            map instanceof ObjectTypes.Holder holder ? holder.types() : Optional.empty());
    if (struct != null) {
      types.own = types.named(struct);
    }
    return types;
  }

  /** {@return the type of all events} */
  EventStruct own() {
    EventStruct struct = own;
    if (struct == null) {
      throw new IllegalStateException(
          "the C type of the events of "
              + subject
              + " is not known: name it where the stream is made, as in EventStream.of(map,"
              + " \"event\")");
    }
    return struct;
  }

  /** {@return a type by its name} */
  EventStruct named(String name) {
    EventStruct struct = known.get(name);
    if (struct == null) {
      struct = find(name);
      EventStruct raced = known.putIfAbsent(name, struct);
      struct = raced == null ? struct : raced;
    }
    return struct;
  }

  private EventStruct find(String name) {
    ObjectTypes object =
        types.orElseThrow(
            () ->
                new IllegalStateException(
                    "no C type '" + name + "' for " + subject + ": it has no object with BTF"));
    return new EventStruct(name, object.sized(name, subject), object.codecs());
  }
}
