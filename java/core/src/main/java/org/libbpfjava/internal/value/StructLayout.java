package org.libbpfjava.internal.value;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.BtfMember;
import org.libbpfjava.btf.BtfStruct;
import org.libbpfjava.internal.variable.TypeLocation;

/** The members of a struct or union by name, those of anonymous members among them, as in C. */
final class StructLayout {

  /**
   * One member.
   *
   * @param name its name
   * @param place its type and its place in the struct
   * @param isLast whether nothing but padding follows, so that a flexible array may reach on
   */
  record Field(String name, TypeLocation place, boolean isLast) {

    /** {@return where it ends in a struct at {@code start} that may reach to {@code end}} */
    int end(int start, int end) {
      if (isLast) {
        return end;
      }
      return start + place.offset() + place.size();
    }
  }

  private final BtfStruct type;
  private final Map<String, Field> fields = new LinkedHashMap<>();
  private final Set<BtfStruct> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private StructLayout(BtfStruct type) {
    this.type = type;
  }

  static StructLayout of(BtfStruct type) {
    StructLayout layout = new StructLayout(type);
    layout.add(type);
    return layout;
  }

  /** A layout of one field, whatever the struct has. */
  static StructLayout alone(BtfStruct type, String name, TypeLocation place) {
    StructLayout layout = new StructLayout(type);
    layout.fields.put(name, new Field(name, place, false));
    return layout;
  }

  private record Scope(BtfStruct struct, long bits, boolean last, int next) {}

  private void add(BtfStruct root) {
    // Not recursive: BTF may nest deeper than a stack is happy with.
    Deque<Scope> scopes = new ArrayDeque<>(List.of(new Scope(root, 0, true, 0)));
    seen.add(root);
    while (!scopes.isEmpty()) {
      Scope scope = scopes.pop();
      List<BtfMember> members = scope.struct.members();
      if (scope.next == members.size()) {
        continue;
      }
      scopes.push(new Scope(scope.struct, scope.bits, scope.last, scope.next + 1));
      BtfMember member = members.get(scope.next);
      long bits = scope.bits + member.bitOffset();
      boolean last = scope.last && (scope.struct.isUnion() || scope.next == members.size() - 1);
      if (!member.name().isEmpty()) {
        fields.putIfAbsent(member.name(), new Field(member.name(), place(member, bits), last));
      } else if (member.type().resolved() instanceof BtfStruct inner && seen.add(inner)) {
        // C has each anonymous type once; seen only stops hostile BTF from doubling forever.
        scopes.push(new Scope(inner, bits, last, 0));
      }
    }
  }

  private static TypeLocation place(BtfMember member, long bits) {
    return member.isBitfield()
        ? TypeLocation.ofBits(member.type(), bits, member.bitfieldSize())
        : TypeLocation.of(member.type(), (int) (bits / 8));
  }

  BtfStruct type() {
    return type;
  }

  Collection<Field> fields() {
    return fields.values();
  }

  Set<String> names() {
    return fields.keySet();
  }

  @Nullable Field find(String name) {
    return fields.get(name);
  }
}
