package org.libbpfjava.btf;

import java.util.Locale;
import java.util.StringJoiner;

/**
 * Spells types in C, inside out: the declarator grows around the name until a base type is left.
 *
 * <p>The types are known to be free of cycles, but a few of them can spell an endless text (a
 * struct of two anonymous structs of two anonymous structs …), so the text is bounded.
 */
final class CDeclaration {
  private static final int MAX_CHARS = 8192;

  private int budget = MAX_CHARS;

  private CDeclaration() {}

  static String of(BtfType type, String declarator) {
    return new CDeclaration().spell(type, declarator);
  }

  private String spell(BtfType declared, String declarator) {
    BtfType type = declared;
    String inner = declarator;
    StringBuilder qualifiers = new StringBuilder(); // of the type that comes next, outermost first
    StringBuilder tags = new StringBuilder();
    boolean afterPointer = false; // '*' binds weaker than [] and ()
    while (true) {
      if (type instanceof BtfModifier modifier) {
        if (modifier.kind() == BtfModifier.Kind.TYPE_TAG) {
          tags.append(" __attribute__((").append(attribute(modifier)).append("))");
        } else {
          qualifiers.append(modifier.kind().name().toLowerCase(Locale.ROOT)).append(' ');
        }
        type = modifier.target();
      } else if (type instanceof BtfPtr pointer) {
        String around = (qualifiers.toString().trim() + tags).trim();
        inner = around.isEmpty() ? "*" + inner : "*" + joined(around, inner);
        qualifiers.setLength(0);
        tags.setLength(0);
        afterPointer = true;
        type = pointer.target();
      } else if (type instanceof BtfArray array) { // qualifiers go on to the elements, as in C
        inner = (afterPointer ? "(" + inner + ")" : inner) + "[" + array.length() + "]";
        afterPointer = false;
        type = array.element();
      } else if (type instanceof BtfFuncProto proto) {
        inner = (afterPointer ? "(" + inner + ")" : inner) + parameters(proto);
        afterPointer = false;
        qualifiers.setLength(0); // a function type takes none
        tags.setLength(0);
        type = proto.returnType();
      } else if (type instanceof BtfFunc function) {
        type = function.proto();
      } else if (type instanceof BtfVar variable) {
        type = variable.type();
      } else {
        return joined(qualifiers + base(type) + tags, inner);
      }
      if (inner.length() > MAX_CHARS) {
        return "...";
      }
    }
  }

  private static String attribute(BtfModifier tag) {
    return tag.isAttribute() ? tag.name() : "btf_type_tag(\"" + tag.name() + "\")";
  }

  private static String joined(String left, String right) {
    return right.isEmpty() || right.startsWith("[") ? left + right : left + " " + right;
  }

  private String base(BtfType type) {
    if (type instanceof BtfStruct struct) {
      String keyword = struct.isUnion() ? "union " : "struct ";
      return keyword + (struct.name().isEmpty() ? members(struct) : struct.name());
    }
    if (type instanceof BtfEnum constants) {
      return "enum " + (constants.name().isEmpty() ? constants(constants) : constants.name());
    }
    if (type instanceof BtfFwd forward) {
      return (forward.isUnion() ? "union " : "struct ") + forward.name();
    }
    return type instanceof BtfVoid
        ? "void"
        : type instanceof BtfUnknown ? type.toString() : type.name();
  }

  private String members(BtfStruct struct) {
    StringBuilder text = new StringBuilder("{ ");
    for (BtfMember member : struct.members()) {
      if (budget <= 0) {
        text.append("... ");
        break;
      }
      String part = spell(member.type(), member.name());
      budget -= part.length();
      text.append(part);
      if (member.isBitfield()) {
        text.append(':').append(member.bitfieldSize());
      }
      text.append("; ");
    }
    return text.append('}').toString();
  }

  private String constants(BtfEnum constants) {
    StringJoiner text = new StringJoiner(", ", "{ ", " }");
    for (BtfEnumerator constant : constants.enumerators()) {
      if (budget <= 0) {
        text.add("...");
        break;
      }
      String part =
          constants.isTruncated()
              ? constant.name()
              : constant.name()
                  + " = "
                  + (constants.isSigned()
                      ? Long.toString(constant.value())
                      : Long.toUnsignedString(constant.value()));
      budget -= part.length();
      text.add(part);
    }
    return text.toString();
  }

  private String parameters(BtfFuncProto proto) {
    if (proto.parameters().isEmpty()) {
      return "(void)";
    }
    StringJoiner text = new StringJoiner(", ", "(", ")");
    int last = proto.parameters().size() - 1;
    for (int i = 0; i <= last; i++) {
      BtfParameter parameter = proto.parameters().get(i);
      if (budget <= 0 || (i == last && parameter.type() instanceof BtfVoid)) {
        text.add("...");
        break;
      }
      String part = spell(parameter.type(), parameter.name());
      budget -= part.length();
      text.add(part);
    }
    return text.toString();
  }
}
