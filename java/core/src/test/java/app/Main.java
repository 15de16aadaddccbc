// [main]
package app;

import org.libbpfjava.BpfObject;
import org.libbpfjava.OpenBpfObject;
import org.libbpfjava.attach.BpfLink;

public class Main {
  public static void main(String[] arguments) {
    try (OpenBpfObject open = BpfObject.open(Main.class, "/bpf/probe.bpf.o")) {
      open.variable("target_pid").setInt((int) ProcessHandle.current().pid());
      try (BpfObject object = open.load();
          BpfLink link = object.program("on_sys_enter").attach()) {
        System.out.println(link); // link of program on_sys_enter
        System.out.println(object.variable("calls")); // volatile __u64 calls = 957
      }
    }
  }
}
// [/main]
