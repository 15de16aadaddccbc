/**
 * Programs attached to places in the kernel.
 *
 * <p>A program's section says where it belongs, {@code raw_tp/sys_enter} or {@code
 * tracepoint/sched/sched_switch}. {@code BpfProgram.attach} attaches one program there, and {@code
 * BpfObject.attachAll} all programs of an object:
 *
 * <pre>{@code
 * try (BpfLink link = object.program("on_sys_enter").attach()) {
 *   System.out.println(link); // link of program on_sys_enter
 * } // detached
 * try (BpfLinks links = object.attachAll()) {
 *   System.out.println(links.size() + " attached");
 *   for (BpfLinks.LeftOut one : links.leftOut()) {
 *     System.out.println(one.program() + " not: " + one.reason());
 *   }
 * }
 * }</pre>
 *
 * <p>A {@link org.libbpfjava.attach.BpfLink} is one program at one place, and closing it detaches
 * the program. {@link org.libbpfjava.attach.BpfLinks} are several, with the programs that were left
 * out. Closing the object closes its links too.
 *
 * <p>{@link org.libbpfjava.attach.AttachOptions} name another place, or say more about it: a
 * network interface, a control group, a cookie, the order among other programs. There is a class
 * for each kind, such as {@link org.libbpfjava.attach.Xdp}.
 *
 * <p>{@link org.libbpfjava.attach.Attachments} list what is attached to a network interface or a
 * control group, whoever did it.
 */
@NullMarked
package org.libbpfjava.attach;

import org.jspecify.annotations.NullMarked;
