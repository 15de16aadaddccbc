package org.libbpfjava.attach;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntFunction;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.map.BpfMap;
import org.libbpfjava.map.ProgramReference;

/**
 * A program that is attached to a place in the kernel. It stays attached as long as somebody has
 * the link: this object, a file where it is pinned, or another process.
 *
 * <p>Closing the link detaches the program, unless somebody else has the link. Closing the owner,
 * the object or scope by which the link was made or opened, does so too. {@link #pin} keeps a
 * program attached beyond the process, and {@link #outliveOwner} beyond the owner.
 *
 * <p>Some places have no link of the kernel: sockets, filters of tc, XDP by netlink, maps of
 * sockets before Linux 6.10. There this object alone knows how to take the program away. And where
 * several links were made for one attach, at perf events of many CPUs and single probes of many
 * functions, this object stands for all of them. Neither can be asked, updated, detached, pinned or
 * lent: that throws EOPNOTSUPP. The text of the latter says how many they are.
 *
 * <p>After close, what reaches the kernel throws {@link IllegalStateException}. Links of one object
 * are made and destroyed one at a time. Safe on any thread.
 *
 * @libbpf struct bpf_link
 */
public interface BpfLink extends AutoCloseable {
  /**
   * {@return the name of the attached program; for a link of a struct_ops map, the name of the map}
   * It changes with {@link #update}. For a link that was opened it is the kernel's name when it was
   * opened, up to 15 characters, and empty if the process may not ask, which takes CAP_SYS_ADMIN.
   */
  String program();

  /** {@return whether it has not been closed} */
  boolean isOpen();

  /**
   * Asks the kernel about the link. Takes one to three system calls.
   *
   * @return a record of the link's kind
   * @throws IllegalStateException if the link is closed
   * @throws BpfException if the kernel refuses; EOPNOTSUPP if libbpf attached the program without a
   *     link of the kernel: at a perf event before Linux 5.15, or a struct_ops map outside section
   *     {@code .struct_ops.link}, or at a place that has none; or with several
   * @kernel 5.8, f2e10bff16a0 ("bpf: Add support for BPF_OBJ_GET_INFO_BY_FD for bpf_link")
   * @libbpf bpf_link_get_info_by_fd
   */
  LinkInfo info();

  /**
   * Puts another program into the place of the attached one, in one step: each event meets the one
   * or the other. The link keeps the new program, even if that program's object is closed. It still
   * ends with its own owner.
   *
   * <p>Links at control groups, network devices (XDP, tcx, netkit), network namespaces and maps of
   * sockets can do it, and iterators.
   *
   * @param program a loaded program of the same type and for the same place
   * @throws IllegalStateException if the link, or the program's owner, is closed
   * @throws BpfException if the kernel refuses: EINVAL if this type of link keeps its program, or
   *     the program is of another type; ENOLINK if the link is detached; EOPNOTSUPP as {@link
   *     #info}
   * @kernel 5.7, 0c991ebc8c69 ("bpf: Implement bpf_prog replacement for an active
   *     bpf_cgroup_link"); XDP 5.9, tcx 6.6, netkit 6.7, maps of sockets 6.10
   * @libbpf bpf_link__update_program
   */
  void update(ProgramReference program);

  /**
   * Puts another struct_ops map into the place of the attached one, in one step.
   *
   * @param map a map in section {@code .struct_ops.link} of a loaded object, of the same struct
   * @throws IllegalStateException if the link, or the map's owner, is closed
   * @throws IllegalArgumentException if this is the link of a program, or was opened; or the map is
   *     of no object, or not in that section
   * @throws BpfException if the kernel refuses: EINVAL if the map is of another struct, EOPNOTSUPP
   *     if that struct cannot be replaced, or as {@link #info}
   * @kernel 6.4, aef56f2e918b ("bpf: Update the struct_ops of a bpf_link.")
   * @libbpf bpf_link__update_map
   */
  void updateMap(BpfMap map);

  /**
   * Detaches the program at once, whoever has the link. The link stays open and pinned, and is of
   * use no more: it has no place, and {@link #update} throws.
   *
   * @throws IllegalStateException if the link is closed
   * @throws BpfException if the kernel refuses: EOPNOTSUPP if this type of link is detached by its
   *     end alone, or as {@link #info}
   * @kernel 5.9, 73b11c2ab072 ("bpf: Add support for forced LINK_DETACH command")
   * @libbpf bpf_link__detach
   */
  void detach();

  /**
   * Keeps the link in a BPF file system. The program stays attached after close and after the end
   * of the process, until the file is deleted. Other processes open it by its path. A link has one
   * path here; a second call with that path does nothing. If the last folder of the path does not
   * exist, it is made.
   *
   * @param path a new file in a BPF file system
   * @throws BpfException if the kernel refuses: EEXIST if there is such a file, EPERM if it lies in
   *     no BPF file system or a name in it has a full stop, which these file systems do not take;
   *     EOPNOTSUPP as {@link #info}
   * @throws IllegalStateException if it is pinned at another path, or closed
   * @kernel 5.7, 70ed506c3bbc ("bpf: Introduce pinnable bpf_link abstraction")
   * @libbpf bpf_link__pin
   */
  void pin(Path path);

  /**
   * Deletes the file in which the link was pinned. The program stays attached as long as somebody
   * has the link. A file that is gone already is no failure.
   *
   * @throws BpfException if the file cannot be deleted
   * @throws IllegalStateException if the link is not pinned, or closed
   * @libbpf bpf_link__unpin
   */
  void unpin();

  /**
   * {@return where the link was pinned by this object, or where it was opened; empty for nowhere}
   */
  Optional<Path> pinPath();

  /**
   * Lets the link go on when its owner is closed. From then on the caller alone ends it, by {@link
   * #close}; a link that is forgotten is freed at some time, and its program detached. Maps and
   * programs of the owner stay in the kernel until then.
   *
   * <p>It ends with the process: see {@link #pin} for what does not.
   *
   * @throws IllegalStateException if the link is closed
   */
  void outliveOwner();

  /**
   * Lends the kernel's descriptor of the link to other libraries or the raw binding. Nothing can
   * close it while {@code use} runs.
   *
   * @param use what to do with the descriptor; it must neither close it nor keep it
   * @param <T> what {@code use} returns
   * @return what {@code use} returns
   * @throws IllegalStateException if the link is closed
   * @throws BpfException EOPNOTSUPP if it has no descriptor, or several
   * @libbpf bpf_link__fd
   */
  <T> T withFd(IntFunction<T> use);

  /**
   * Gives the link up, which detaches the program unless the link is pinned or somebody else has
   * it. A second call does nothing.
   *
   * @libbpf bpf_link__destroy
   */
  @Override
  void close();
}
