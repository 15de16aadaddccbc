import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rewrites the C++ that JavaCPP generates so that no function goes on without its arguments, and no
 * option struct without its size.
 *
 * <p>As generated, a String is turned into bytes by a call of Java: where that ends in a
 * StackOverflowError or an OutOfMemoryError, or where the JVM has no memory for the copy of an
 * array, C is called with NULL, with the exception pending. Here each function returns at once
 * then, with the exception, and gives back what it holds; Strings become UTF-8, and UTF-8 Strings,
 * without a call of Java; nothing is printed; and an exception that a callback throws waits, as a
 * Java exception, for libbpf to return, instead of unwinding its C frames, which ends the process.
 *
 * <p>Functions of {@code raw.global.plain} must do without JavaCPP's classes, which nobody may have
 * started yet: one that uses them ends the build.
 *
 * <p>libbpf refuses or misreads an option struct whose first member, {@code sz}, is not the struct's
 * own size. The constructor without arguments sets it here, after zeroing the struct.
 *
 * <p>What native/shim/jni.c adds for it: lbj_string(), lbj_text(), lbj_no_memory(), lbj_throw().
 *
 * <p>Arguments: the files, which are changed in place. Code of another shape than JavaCPP 1.5.14
 * writes ends the build.
 */
final class CheckedArguments {
  private static final String DECLARATIONS =
      "#include <errno.h>\n"
          + "extern \"C\" const char *lbj_string(JNIEnv *env, jstring text);\n"
          + "extern \"C\" jstring lbj_text(JNIEnv *env, const char *bytes);\n"
          + "extern \"C\" void lbj_no_memory(JNIEnv *env);\n"
          + "extern \"C\" void lbj_throw(JNIEnv *env, jclass type, const char *message);";

  private static final Pattern FUNCTION = Pattern.compile("JNIEXPORT (\\w+) JNICALL .*\\{");
  private static final Pattern STRING =
      Pattern.compile(" {4}const char\\* ptr(\\d+) = JavaCPP_getStringBytes\\(env, arg\\1\\);");
  private static final Pattern ARRAY =
      Pattern.compile(
          " {4}[\\w ]+\\* ptr(\\d+) = arg\\1 == NULL \\? NULL : \\([\\w ]+\\*\\)"
              + "env->Get(\\w+)ArrayElements\\(arg\\1, NULL\\);");
  private static final Pattern CRITICAL =
      Pattern.compile(
          " {4}[\\w ]+\\* ptr(\\d+) = arg\\1 == NULL \\? NULL : \\([\\w ]+\\*\\)"
              + "env->GetPrimitiveArrayCritical\\(arg\\1, NULL\\);");
  private static final Pattern ARRAY_OF_BUFFER =
      Pattern.compile(
          " {8}arr(\\d+) = \\(\\w+\\)env->CallObjectMethod\\(arg\\1, JavaCPP_arrayMID\\);");
  private static final Pattern BYTES_OF_BUFFER =
      Pattern.compile(
          "( {12}ptr(\\d+) = arr\\2 == NULL \\? NULL : \\([\\w ]+\\*\\)"
              + "env->Get(\\w+)ArrayElements\\(arr\\2, NULL\\)) \\+ offset\\2;");
  private static final Pattern RELEASE_OF_BUFFER =
      Pattern.compile(
          "( {4}if \\(arr(\\d+) != NULL\\) env->Release\\w+ArrayElements\\(arr\\2, \\(\\w+\\*\\)"
              + "\\(ptr\\2 - position\\2)(\\), (0|JNI_ABORT)\\);)");
  private static final Pattern THIS =
      Pattern.compile(" {4}((?:struct )?\\w+)\\* ptr = \\(\\1\\*\\)jlong_to_ptr\\(.*");
  private static final Pattern NEW =
      Pattern.compile(" {8}((?:struct )?\\w+)\\* rptr = new \\1\\(\\);");

  private final Path file;
  private final List<String> lines;
  private final List<String> out = new ArrayList<>();
  private final List<String> held = new ArrayList<>(); // releases of the current function
  private final Set<String> sized = new HashSet<>(); // structs with a member sz
  private boolean isPlain; // a function that must do without JavaCPP's classes
  private String nothing = "return;";
  private boolean returnsNumber;
  private int at;

  private CheckedArguments(Path file) throws IOException {
    this.file = file;
    this.lines = Files.readAllLines(file);
  }

  public static void main(String[] args) throws IOException {
    for (String file : args) {
      CheckedArguments rewriting = new CheckedArguments(Path.of(file));
      rewriting.run();
      Files.write(rewriting.file, rewriting.out);
    }
  }

  private void run() {
    findSizedStructs();
    for (at = 0; at < lines.size(); at++) {
      String line = lines.get(at);
      if (!isFunction(line)
          && !isString(line)
          && !isArray(line)
          && !isCritical(line)
          && !isBuffer(line)
          && !isCallback(line)
          && !isText(line)
          && !isSizedStruct(line)
          && !isSupport(line)) {
        requireHarmless(line);
        out.add(line.replace("env->ThrowNew(JavaCPP_getClass(", "lbj_throw(env, JavaCPP_getClass("));
      }
    }
  }

  private boolean isFunction(String line) {
    Matcher m = FUNCTION.matcher(line);
    if (m.matches()) {
      held.clear();
      isPlain = line.contains(" Java_org_libbpfjava_raw_global_plain_");
      nothing = m.group(1).equals("void") ? "return;" : "return 0;";
    } else if (line.matches("(int|void) JavaCPP_\\w+::operator\\(\\)\\(.*\\{")) {
      returnsNumber = line.startsWith("int");
    } else {
      return false;
    }
    out.add(line);
    return true;
  }

  private boolean isString(String line) {
    Matcher m = STRING.matcher(line);
    if (!m.matches()) {
      return false;
    }
    String n = m.group(1);
    out.add(line.replace("JavaCPP_getStringBytes", "lbj_string"));
    out.add("    if (ptr" + n + " == NULL && arg" + n + " != NULL) {" + leave("") + "}");
    held.add("free((void*)ptr" + n + ");");
    return true;
  }

  private boolean isArray(String line) {
    Matcher m = ARRAY.matcher(line);
    if (!m.matches()) {
      return false;
    }
    String n = m.group(1);
    out.add(line);
    out.add("    if (ptr" + n + " == NULL && arg" + n + " != NULL) {" + leave(NO_MEMORY) + "}");
    held.add(release(m.group(2), "arg" + n, "ptr" + n));
    return true;
  }

  private boolean isCritical(String line) {
    Matcher m = CRITICAL.matcher(line);
    if (!m.matches()) {
      return false;
    }
    String n = m.group(1);
    out.add(line);
    out.add("    if (ptr" + n + " == NULL && arg" + n + " != NULL) {" + leave(NO_MEMORY) + "}");
    return true;
  }

  /** A buffer of the heap; released, it needs the address that was given, without any offset. */
  private boolean isBuffer(String line) {
    Matcher array = ARRAY_OF_BUFFER.matcher(line);
    Matcher bytes = BYTES_OF_BUFFER.matcher(line);
    Matcher release = RELEASE_OF_BUFFER.matcher(line);
    if (array.matches()) {
      out.add(line);
      out.add("        if (env->ExceptionCheck()) {" + leave("") + "}");
      expect(1, " {8}offset\\d+ = env->CallIntMethod\\(arg\\d+, JavaCPP_arrayOffsetMID\\);");
      expect(2, " {8}if \\(env->ExceptionOccurred\\(\\) != NULL\\) \\{");
      expect(3, " {12}return 0;");
      out.add(lines.get(at + 1));
      out.add(lines.get(at + 2));
      out.add("            " + leave("").strip());
      at += 3;
    } else if (bytes.matches()) {
      String n = bytes.group(2);
      out.add(bytes.group(1) + ";");
      out.add("            if (ptr" + n + " == NULL) {" + leave(NO_MEMORY) + "}");
      out.add("            ptr" + n + " += offset" + n + ";");
      held.add(
          release(
              bytes.group(3), "arr" + n, "(ptr" + n + " - position" + n + " - offset" + n + ")"));
    } else if (release.matches()) {
      out.add(release.group(1) + " - offset" + release.group(2) + release.group(3));
    } else {
      return false;
    }
    return true;
  }

  private boolean isText(String line) {
    if (!line.equals("        rarg = JavaCPP_createStringFromBytes(env, rptr);")) {
      return false;
    }
    out.add(line.replace("JavaCPP_createStringFromBytes", "lbj_text"));
    return true;
  }

  private boolean isCallback(String line) {
    if (line.equals("    bool attached = JavaCPP_getEnv(&env);")) {
      expect(1, " {4}if \\(env == NULL\\) \\{");
      out.add(line);
      out.add("    if (env == NULL || env->ExceptionCheck()) {");
      if (returnsNumber) {
        out.add("        rarg = -ECANCELED;");
      }
      at += 1;
      return true;
    }
    if (line.equals("    if (exc != NULL) {") && lines.get(at + 1).contains("JavaCPP_toStringMID")) {
      expect(8, " {8}throw e;");
      expect(9, " {4}\\} else \\{");
      out.add(line);
      out.add("        env->Throw(exc);");
      out.add("        env->DeleteLocalRef(exc);");
      if (returnsNumber) {
        out.add("        rarg = -ECANCELED;");
      }
      out.add("        JavaCPP_detach(attached);");
      at += 8;
      return true;
    }
    return false;
  }

  /** By the functions that set a struct's {@code sz}. */
  private void findSizedStructs() {
    String type = "";
    for (String line : lines) {
      Matcher m = THIS.matcher(line);
      if (m.matches()) {
        type = m.group(1);
      } else if (line.equals("    ptr->sz = (size_t)arg0;")) {
        sized.add(type);
      }
    }
  }

  private boolean isSizedStruct(String line) {
    Matcher m = NEW.matcher(line);
    if (!m.matches() || !sized.contains(m.group(1))) {
      return false;
    }
    out.add(line);
    out.add("        rptr->sz = sizeof(*rptr);");
    return true;
  }

  /** JavaCPP's own helpers, at the top of the file. */
  private boolean isSupport(String line) {
    if (line.equals("#include <jni.h>")) {
      out.add(line);
      out.add(DECLARATIONS);
    } else if (line.equals("    vfprintf(stderr, fmt, ap);")) {
      expect(1, " {4}fprintf\\(stderr, \"\\\\n\"\\);");
      expect(2, " {4}fflush\\(stderr\\);");
      at += 2; // the exception that is pending says it
    } else if (line.startsWith("    jbyteArray bytes = env->NewByteArray(")) {
      out.add(line);
      out.add("    if (bytes == NULL) return NULL;");
    } else if (line.equals("    delete[] ptr;") && lines.get(at - 1).equals("#else")) {
      out.add("    free((void*)ptr);");
    } else if (line.matches(" {12}JavaCPP_log\\(\"Error (loading class|creating global ref).*")
        && lines.get(at + 1).equals("            return NULL;")) {
      out.add("            env->PopLocalFrame(NULL);");
    } else if (line.equals("    JavaCPP_vm = vm;")) {
      // Below, once all is there: a failure half-way is to be tried again from the start.
    } else if (line.equals("    return env->GetVersion();")) {
      out.add("    JavaCPP_vm = vm;");
      out.add(line);
    } else {
      return false;
    }
    return true;
  }

  private static final String NO_MEMORY = " lbj_no_memory(env);";

  private String leave(String before) {
    return before + (held.isEmpty() ? "" : " " + String.join(" ", held)) + " " + nothing + " ";
  }

  private static String release(String type, String array, String elements) {
    String element = "j" + type.toLowerCase(java.util.Locale.ROOT);
    return "if (" + array + " != NULL) env->Release" + type + "ArrayElements(" + array + ", ("
        + element + "*)" + elements + ", JNI_ABORT);";
  }

  private void expect(int ahead, String pattern) {
    if (!lines.get(at + ahead).matches(pattern)) {
      throw unexpected(at + ahead);
    }
  }

  /** A call of the kind that is rewritten must have been met in a shape that is known. */
  private void requireHarmless(String line) {
    boolean definition = line.startsWith("static ");
    if (isPlain && line.matches(".*JavaCPP_(?!releaseStringBytes\\().*")) {
      throw unexpected(at);
    }
    if (!definition
        && (line.contains("JavaCPP_getStringBytes(")
            || line.matches(".*env->Get\\w*ArrayElements\\(.*")
            || line.contains("GetPrimitiveArrayCritical(")
            || line.contains("JavaCPP_arrayMID)")
            || line.contains("JavaCPP_toStringMID)")
            || line.contains("stderr")
            || line.contains("throw e;"))) {
      throw unexpected(at);
    }
  }

  private IllegalStateException unexpected(int index) {
    return new IllegalStateException(
        file.getFileName() + ", line " + (index + 1) + ", is not as expected: " + lines.get(index));
  }
}
