package org.libbpfjava.architecture;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.libbpfjava.BpfObject;

/** What users of the library can call: the public members of the packages that it exports. */
final class PublicApi {
  private static final String ROOT = "org.libbpfjava";

  private final Set<String> packages;
  private final List<Class<?>> types;

  private PublicApi(Set<String> packages, List<Class<?>> types) {
    this.packages = packages;
    this.types = types;
  }

  static PublicApi ofTheLibrary() throws Exception {
    Path classes =
        Path.of(BpfObject.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    // An IDE may compile classes without their module-info: then Maven's are asked.
    ModuleReference module =
        ModuleFinder.of(classes, Path.of("target/classes")).find(ROOT).orElseThrow();
    Set<String> packages =
        module.descriptor().exports().stream()
            .filter(exported -> !exported.isQualified())
            .map(ModuleDescriptor.Exports::source)
            .collect(Collectors.toSet());
    List<Class<?>> types = new ArrayList<>();
    for (String name : classNames(module)) {
      Class<?> type = Class.forName(name, false, BpfObject.class.getClassLoader());
      if (packages.contains(type.getPackageName()) && isPublic(type)) {
        types.add(type);
      }
    }
    return new PublicApi(packages, types);
  }

  private static List<String> classNames(ModuleReference module) throws IOException {
    try (ModuleReader reader = module.open();
        Stream<String> files = reader.list()) {
      return files
          .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
          .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
          .sorted()
          .toList();
    }
  }

  private static boolean isPublic(Class<?> type) {
    Class<?> around = type.getEnclosingClass();
    return Modifier.isPublic(type.getModifiers()) && (around == null || isPublic(around));
  }

  List<Class<?>> types() {
    return types;
  }

  /**
   * {@return the calls that users make} The others take what this library alone has, or belong to a
   * functional interface, which users implement.
   */
  List<Executable> calls() {
    return types.stream()
        .filter(type -> !type.isAnnotationPresent(FunctionalInterface.class))
        .flatMap(type -> callsOf(type).stream())
        .filter(call -> Arrays.stream(call.getParameterTypes()).allMatch(this::isForUsers))
        .toList();
  }

  private boolean isForUsers(Class<?> type) {
    return !type.getPackageName().startsWith(ROOT) || packages.contains(type.getPackageName());
  }

  /** Constructors and methods that are written in the source, those of hidden superclasses too. */
  static List<Executable> callsOf(Class<?> type) {
    List<Executable> calls = new ArrayList<>(Arrays.asList(type.getConstructors()));
    Class<?> part = type;
    while (part != null && part.getName().startsWith(ROOT)) {
      for (Method method : part.getDeclaredMethods()) {
        boolean isWritten =
            !method.isSynthetic()
                && !method.getName().equals("equals")
                && !(type.isEnum() && method.getName().equals("valueOf"));
        if (Modifier.isPublic(method.getModifiers()) && isWritten) {
          calls.add(method);
        }
      }
      part = part.getSuperclass();
      if (part != null && isPublic(part)) {
        break; // it has its own turn
      }
    }
    return calls;
  }
}
