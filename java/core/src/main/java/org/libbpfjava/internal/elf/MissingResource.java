package org.libbpfjava.internal.elf;

import java.io.IOException;
import java.lang.module.ModuleReader;
import java.lang.module.ResolvedModule;
import java.util.Optional;

/** Tells a resource that is not there from one that a module keeps to itself. */
final class MissingResource {
  private MissingResource() {}

  /**
   * {@return why there is none, and what to do where it lies in a package that is not open to us}
   *
   * @param anchor the class that the caller named
   * @param resource named as for {@link Class#getResourceAsStream}
   */
  static String explain(Class<?> anchor, String resource) {
    Module module = anchor.getModule();
    String name = absolute(anchor, resource);
    String folder = name.substring(0, Math.max(name.lastIndexOf('/'), 0)).replace('/', '.');
    if (!module.isNamed()
        || !module.getPackages().contains(folder)
        || module.isOpen(folder, MissingResource.class.getModule())
        || !has(module, name)) {
      return "no resource '" + resource + "' beside " + anchor.getName();
    }
    return "resource '"
        + resource
        + "' beside "
        + anchor.getName()
        + " lies in package "
        + folder
        + " of module "
        + module.getName()
        + ", which is not open to org.libbpfjava; add \"opens "
        + folder
        + " to org.libbpfjava;\" to its module-info.java, or move the file to a folder that is no"
        + " package, such as META-INF/bpf";
  }

  private static String absolute(Class<?> anchor, String resource) {
    return resource.startsWith("/")
        ? resource.substring(1)
        : anchor.getPackageName().replace('.', '/') + "/" + resource;
  }

  private static boolean has(Module module, String name) {
    Optional<ResolvedModule> resolved =
        Optional.ofNullable(module.getLayer())
            .flatMap(layer -> layer.configuration().findModule(module.getName()));
    if (resolved.isEmpty()) {
      return false;
    }
    try (ModuleReader reader = resolved.get().reference().open()) {
      return reader.find(name).isPresent();
    } catch (IOException e) {
      return false;
    }
  }
}
