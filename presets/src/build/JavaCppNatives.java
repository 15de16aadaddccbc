import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives JavaCPP's own natives a function that registers them: {@code lbj_register_javacpp}.
 *
 * <p>The library does not export them. It starts JavaCPP when the typed binding is first used, and
 * before that the JVM must not find them: it might bind the calls of another JavaCPP library.
 */
final class JavaCppNatives {
  private static final Pattern DEFINED =
      Pattern.compile(
          "^JNIEXPORT \\w+ JNICALL (Java_org_bytedeco_javacpp_\\w+)\\(", Pattern.MULTILINE);

  private JavaCppNatives() {}

  static void append(Path file, List<Class<?>> classes) throws IOException {
    TreeSet<String> defined = new TreeSet<>();
    for (Matcher m = DEFINED.matcher(Files.readString(file)); m.find(); ) {
      defined.add(m.group(1));
    }
    TreeMap<String, StringBuilder> tables = new TreeMap<>();
    for (Class<?> type : classes) {
      for (Method method : type.getDeclaredMethods()) {
        if (Modifier.isNative(method.getModifiers())) {
          String name = "Java_" + mangled(type.getName()) + "_" + mangled(method.getName());
          String parameters = parameters(method);
          String symbol = defined.contains(name) ? name : name + "__" + mangled(parameters);
          if (defined.remove(symbol)) {
            tables
                .computeIfAbsent(type.getName().replace('.', '/'), key -> new StringBuilder())
                .append(
                    "    {(char*)\"%s\", (char*)\"(%s)%s\", (void*)%s},\n"
                        .formatted(
                            method.getName(),
                            parameters,
                            method.getReturnType().descriptorString(),
                            symbol));
          }
        }
      }
    }
    if (!defined.isEmpty() || tables.isEmpty()) {
      throw new IllegalStateException(file.getFileName() + ": natives of no method: " + defined);
    }
    Files.writeString(file, code(tables), StandardOpenOption.APPEND);
  }

  private static String code(TreeMap<String, StringBuilder> tables) {
    StringBuilder code = new StringBuilder();
    code.append(
        """

        static int lbj_register(JNIEnv* env, const char* name, const JNINativeMethod* methods,
                                int count) {
            jclass type = env->FindClass(name);
            int result = type == NULL ? JNI_ERR : env->RegisterNatives(type, methods, count);
            env->DeleteLocalRef(type);
            return result;
        }

        extern "C" int lbj_register_javacpp(JNIEnv* env) {
        """);
    int number = 0;
    for (String type : tables.keySet()) {
      code.append(
          """
              static const JNINativeMethod t%1$d[] = {
          %2$s    };
              if (lbj_register(env, "%3$s", t%1$d, sizeof(t%1$d) / sizeof(*t%1$d)) < 0) return JNI_ERR;
          """
              .formatted(number++, tables.get(type), type));
    }
    return code.append("    return JNI_OK;\n}\n").toString();
  }

  private static String parameters(Method method) {
    StringBuilder text = new StringBuilder();
    for (Class<?> type : method.getParameterTypes()) {
      text.append(type.descriptorString());
    }
    return text.toString();
  }

  /** As the JNI specification mangles names; all of JavaCPP's are ASCII. */
  private static String mangled(String text) {
    return text.replace("_", "_1")
        .replace(";", "_2")
        .replace("[", "_3")
        .replace("$", "_00024")
        .replace('.', '/')
        .replace('/', '_');
  }
}
