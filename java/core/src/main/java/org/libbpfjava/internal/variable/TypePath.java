package org.libbpfjava.internal.variable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.btf.BtfArray;
import org.libbpfjava.btf.BtfEnum;
import org.libbpfjava.btf.BtfMember;
import org.libbpfjava.btf.BtfPtr;
import org.libbpfjava.btf.BtfStruct;
import org.libbpfjava.btf.BtfType;
import org.libbpfjava.btf.BtfVoid;
import org.libbpfjava.exception.NoSuchMemberException;
import org.libbpfjava.internal.message.Message;
import org.libbpfjava.internal.message.NearestNames;
import org.libbpfjava.internal.message.Printable;

/**
 * Follows a path such as {@code limits[3].max} or {@code [1][7].u.bytes[2]} through a variable's
 * type, with C's rules for anonymous members; an index may be an enum's constant. Pointers are not
 * followed.
 */
public final class TypePath {
  private final String kind; // what the root is: "variable", or "type"
  private final String variable;
  private final String path;
  private final int variableSize;
  private BtfType type;
  private long bits; // from the variable's start
  private int bitfield;
  private boolean last = true; // nothing but padding follows: a flexible array may reach to the end
  private int position;

  private TypePath(String kind, String variable, BtfType root, String path, int variableSize) {
    this.kind = kind;
    this.variable = variable;
    this.type = root;
    this.path = path;
    this.variableSize = variableSize;
  }

  /**
   * Finds the place that a path leads to.
   *
   * @param variable the variable's name, for messages
   * @param root the variable's type
   * @param path the path in it; empty for the variable itself
   * @param variableSize bytes that the variable has; where they are more than the type's, a
   *     flexible array at its end has the elements that fit
   * @return the place, which lies within {@code variableSize}
   * @throws NoSuchMemberException if a member does not exist, or the path goes on below a scalar
   * @throws IndexOutOfBoundsException if an array is shorter, or the place is outside the variable
   * @throws IllegalArgumentException if the path is not written as one
   */
  public static TypeLocation resolve(String variable, BtfType root, String path, int variableSize) {
    VariablePath.checkLength(path);
    return new TypePath("variable", variable, root, path, variableSize).resolve();
  }

  /**
   * As {@link #resolve(String, BtfType, String, int)}, of something that is no variable.
   *
   * @param kind what messages call it, such as {@code element of map}
   */
  public static TypeLocation resolve(
      String kind, String name, BtfType root, String path, int size) {
    VariablePath.checkLength(path);
    return new TypePath(kind, name, root, path, size).resolve();
  }

  /**
   * Finds the place that a path leads to in any value of a type.
   *
   * @param root the type, which has a size
   * @param name what messages call it
   * @param path the path in it; empty for the whole
   * @return the place, which lies within the type's size
   * @throws NoSuchMemberException if a member does not exist, or the path goes on below a scalar
   * @throws IndexOutOfBoundsException if an array is shorter
   * @throws IllegalArgumentException if the path is not written as one
   */
  public static TypeLocation resolve(BtfType root, String name, String path) {
    VariablePath.checkLength(path);
    return new TypePath("type", name, root, path, root.size()).resolve();
  }

  private TypeLocation resolve() {
    while (position < path.length()) {
      char next = path.charAt(position);
      if (next == '[') {
        index();
      } else if (next == '.' && position > 0) {
        position++;
        member();
      } else if (position == 0) {
        member();
      } else {
        throw syntax("'.' or '['", position);
      }
    }
    long size = bitfield == 0 ? sizeOf(type) * 8 : bitfield;
    if (bits + size > variableSize * 8L) {
      throw new IndexOutOfBoundsException(
          subject()
              + "'"
              + reached()
              + "' ends at byte "
              + (bits + size + 7) / 8
              + " of a "
              + kind
              + " of "
              + variableSize
              + " bytes");
    }
    if (bitfield != 0) {
      return TypeLocation.ofBits(type, bits, bitfield);
    }
    int offset = (int) (bits / 8);
    int reach = last && TypeLocation.isFlexible(type) ? variableSize - offset : (int) (size / 8);
    return new TypeLocation(type, offset, 0, 0, reach);
  }

  private void member() {
    int start = position;
    while (position < path.length() && ".[]".indexOf(path.charAt(position)) < 0) {
      position++;
    }
    String name = path.substring(start, position);
    if (name.isEmpty()) {
      throw syntax("a member's name", start);
    }
    if (!(type.resolved() instanceof BtfStruct struct)) {
      String why = type.resolved() instanceof BtfPtr ? ", a pointer, which is not followed" : "";
      throw new NoSuchMemberException(
          Message.of(
              subject()
                  + "no member at '"
                  + reached()
                  + "': '"
                  + before(start)
                  + "' is "
                  + type
                  + why),
          NoSuchMemberException.Kind.FIELD,
          name,
          List.of());
    }
    Found found = find(struct, name);
    if (found == null) {
      throw new NoSuchMemberException(
          Message.of(
              subject()
                  + "no member '"
                  + name
                  + "' in "
                  + struct
                  + " at '"
                  + reached()
                  + "'; it has: "
                  + NearestNames.suggest(name, names(struct))),
          NoSuchMemberException.Kind.FIELD,
          name,
          NearestNames.near(name, names(struct)));
    }
    bits += found.bits;
    last &= found.last;
    bitfield = found.member.bitfieldSize();
    type = found.member.type();
  }

  private record Found(BtfMember member, long bits, boolean last) {}

  private record Scope(BtfStruct struct, long bits, boolean last) {}

  /** Looks among the members and, as C does, among those of anonymous members. */
  private static @Nullable Found find(BtfStruct struct, String name) {
    Deque<Scope> scopes = new ArrayDeque<>(List.of(new Scope(struct, 0, true)));
    Set<BtfStruct> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    while (!scopes.isEmpty()) {
      Scope scope = scopes.pop();
      if (!seen.add(scope.struct)) {
        continue; // had no such member the first time
      }
      List<BtfMember> members = scope.struct.members();
      for (int i = 0; i < members.size(); i++) {
        BtfMember member = members.get(i);
        boolean last = scope.last && (scope.struct.isUnion() || i == members.size() - 1);
        if (member.name().equals(name)) {
          return new Found(member, scope.bits + member.bitOffset(), last);
        }
        if (member.name().isEmpty() && member.type().resolved() instanceof BtfStruct inner) {
          scopes.add(new Scope(inner, scope.bits + member.bitOffset(), last));
        }
      }
    }
    return null;
  }

  private static List<String> names(BtfStruct struct) {
    List<String> names = new ArrayList<>();
    Deque<BtfStruct> scopes = new ArrayDeque<>(List.of(struct));
    Set<BtfStruct> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    while (!scopes.isEmpty()) {
      BtfStruct scope = scopes.pop();
      if (seen.add(scope)) {
        for (BtfMember member : scope.members()) {
          if (!member.name().isEmpty()) {
            names.add(member.name());
          } else if (member.type().resolved() instanceof BtfStruct inner) {
            scopes.add(inner);
          }
        }
      }
    }
    return names;
  }

  private void index() {
    int start = position;
    int close = path.indexOf(']', start);
    if (close < 0) {
      throw syntax("']'", path.length());
    }
    String text = path.substring(start + 1, close);
    boolean isNumber = text.matches("-?[0-9]+");
    if (!isNumber && !text.matches("[A-Za-z_][A-Za-z_0-9]*")) {
      throw syntax("an index", start + 1);
    }
    position = close + 1;
    if (!(type.resolved() instanceof BtfArray array)) {
      throw new NoSuchMemberException(
          Message.of(
              subject() + "no element at '" + reached() + "': '" + before(start) + "' is " + type),
          NoSuchMemberException.Kind.FIELD,
          text,
          List.of());
    }
    sizeOf(type); // so that no product below overflows
    long elementSize = sizeOf(array.element());
    boolean flexible = array.length() == 0 && last && elementSize > 0;
    long length = flexible ? Math.max(0, variableSize - bits / 8) / elementSize : array.length();
    long index = isNumber ? number(text) : constant(text);
    if (index < 0 || index >= length) {
      throw new IndexOutOfBoundsException(
          subject()
              + "index "
              + (isNumber ? text : text + " (" + index + ")")
              + " out of range at '"
              + reached()
              + "': "
              + type
              + " has "
              + length
              + (length == 1 ? " element" : " elements"));
    }
    bits += index * elementSize * 8;
    last = false;
    type = array.element();
  }

  private static long number(String digits) {
    return digits.length() > 11 ? Long.MAX_VALUE : Long.parseLong(digits);
  }

  /** As in C, {@code counters[DROPPED]}: any enum's constant. */
  private long constant(String name) {
    return type.btf().findEnumerator(name).orElseThrow(() -> noConstant(name)).value();
  }

  private NoSuchMemberException noConstant(String name) {
    boolean truncated =
        type.btf().types().stream()
            .anyMatch(any -> any instanceof BtfEnum constants && constants.find(name).isPresent());
    return new NoSuchMemberException(
        Message.of(
            subject()
                + "index '"
                + name
                + "' at '"
                + reached()
                + (truncated
                    ? "' is a constant of which BTF kept only 32 bits, as clang before 15 wrote it: use"
                        + " its number"
                    : "' is neither a number nor a constant of an enum that the object uses")),
        NoSuchMemberException.Kind.FIELD,
        name,
        List.of());
  }

  private long sizeOf(BtfType of) {
    if (!of.hasSize()) {
      throw new IndexOutOfBoundsException(
          subject()
              + "'"
              + reached()
              + "' is "
              + of
              + (of.resolved() instanceof BtfVoid
                  ? ", of which clang makes what is _Atomic or _Complex: its size is not known"
                  : ", which fits no variable"));
    }
    return of.size();
  }

  private String subject() {
    return kind + " '" + variable + "': ";
  }

  /** {@return the expression as far as it has been read} */
  private String reached() {
    return before(position);
  }

  private String before(int end) {
    String part = path.substring(0, end);
    if (part.endsWith(".")) {
      part = part.substring(0, part.length() - 1);
    }
    return part.isEmpty() || part.startsWith("[") ? variable + part : variable + "." + part;
  }

  private IllegalArgumentException syntax(String expected, int at) {
    return new IllegalArgumentException(
        Printable.line(
            subject() + "path '" + path + "': expected " + expected + " at position " + at));
  }
}
