package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.libbpf.bpf_object__load;
import static org.libbpfjava.raw.global.libbpf.bpf_program__attach_tcx;
import static org.libbpfjava.raw.global.libbpf.bpf_program__attach_xdp;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.feature.Feature;
import org.libbpfjava.internal.elf.ObjectFile;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.raw.bpf_link;
import org.libbpfjava.testing.BpfObjects;
import org.libbpfjava.testing.OwnThread;

/**
 * Links on one end of a veth pair, whose index is the second argument, made by libbpf's own calls
 * and owned as all links are: in a network namespace of its own. Prints "survived" at the end.
 */
final class NetworkLinkLives {
  private NetworkLinkLives() {}

  public static void main(String[] arguments) throws Exception {
    int device = Integer.parseInt(arguments[1]);
    String program = arguments[0];
    if (program.equals("on_ingress") && !Feature.TCX.isSupported()) {
      System.out.println("survived, without tcx");
      return;
    }
    for (int i = 0; i < 20; i++) {
      NativeObject object = load(program);
      NativeLink link = attach(object, program, device);
      OwnThread.together(link::close, object.resource()::close);
      attach(load(program), program, device); // XDP takes one program: the first one must be gone
      untilForgotten(program, device);
    }
    System.out.println("survived");
  }

  private static NativeObject load(String program) {
    NativeObject object =
        NativeObject.open(
            new ObjectFile("network.bpf.o", BpfObjects.bytes("network.bpf.o")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    object.programs().forEach(p -> p.setAutoload(p.name().equals(program)));
    ReturnCode.check(
        bpf_object__load(TypedHandles.object(object.handle())), "load", object.source());
    return object;
  }

  private static NativeLink attach(NativeObject object, String program, int device) {
    NativeLink link = tryAttach(object, program, device);
    if (link.slot()[0] <= 0) {
      throw new AssertionError(program + " cannot be attached");
    }
    return link;
  }

  private static NativeLink tryAttach(NativeObject object, String program, int device) {
    NativeProgram found =
        object.programs().stream().filter(p -> p.name().equals(program)).findFirst().orElseThrow();
    object.resource().enter();
    try {
      NativeLink link = new NativeLink("link of " + program, object.resource());
      bpf_link made =
          program.equals("on_receive")
              ? bpf_program__attach_xdp(TypedHandles.program(found.handle()), device)
              : bpf_program__attach_tcx(TypedHandles.program(found.handle()), device, null);
      link.slot()[0] = address(made);
      return link;
    } finally {
      object.resource().exit();
    }
  }

  private static long address(@Nullable bpf_link link) {
    return link == null ? 0 : link.address();
  }

  /** The collector has detached the forgotten link when the device takes another one. */
  private static void untilForgotten(String program, int device) throws InterruptedException {
    NativeObject object = load(program);
    NativeLink link = tryAttach(object, program, device);
    while (link.slot()[0] <= 0) {
      link.close();
      System.gc();
      Thread.sleep(10);
      link = tryAttach(object, program, device);
    }
    link.close();
    object.resource().close();
  }
}
