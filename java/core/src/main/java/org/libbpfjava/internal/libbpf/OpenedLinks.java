package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.bpf_link_get_fd_by_id;
import static org.libbpfjava.raw.global.plain.bpf_obj_get;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.libbpfjava.attach.BpfLink;
import org.libbpfjava.exception.BpfException;
import org.libbpfjava.exception.Errno;
import org.libbpfjava.internal.failure.LinkFailure;
import org.libbpfjava.internal.failure.PinFailure;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.map.ProgramReference;

/** Opens links that somebody else has made, for one owner, with which they end here. */
public final class OpenedLinks {
  private final NativeResource owner;
  private final Links links;

  public OpenedLinks(NativeResource owner, Links links) {
    this.owner = owner;
    this.links = links;
  }

  /** Makes the call that opens one, and stores its result in the slot by itself. */
  private interface Opening {
    void into(long[] slot);
  }

  /**
   * Opens a pinned link.
   *
   * @throws IllegalArgumentException if something else is pinned there
   */
  public BpfLink openPinned(Path path) {
    String subject = "link pinned at '" + path + "'";
    String what = "open " + subject;
    return open(
        subject,
        path,
        slot -> {
          Reclaim.retry(() -> slot[0] = bpf_obj_get(path.toString()));
          if (slot[0] < 0) {
            throw PinFailure.cannotOpen(what, path, (int) -slot[0], FileKind.LINK.noun());
          }
          FileKind.LINK.check((int) slot[0], what);
        });
  }

  /** Opens a link by the kernel's number of it. */
  public BpfLink openById(int id) {
    String subject = "link with id " + Integer.toUnsignedString(id);
    return open(
        subject,
        null,
        slot -> {
          Reclaim.retry(() -> slot[0] = bpf_link_get_fd_by_id(id));
          if (slot[0] < 0) {
            throw KernelObjects.cannotOpen("link", id, (int) -slot[0]);
          }
        });
  }

  private BpfLink open(String subject, @Nullable Path pinned, Opening opening) {
    owner.enter();
    try {
      NativeLink link = NativeLink.opened(subject, owner);
      try {
        opening.into(link.slot());
        KernelLink made = KernelLink.opened(link, links, pinned);
        links.add(made);
        return made;
      } catch (Throwable e) {
        link.close();
        throw e;
      }
    } finally {
      owner.exit();
    }
  }

  /**
   * Gives a program to the link that is pinned at a path; attaches it and pins its link there where
   * there is none, or one whose place is gone.
   *
   * @param attach attaches the program
   */
  public BpfLink attachOrUpdate(Path path, ProgramReference program, Supplier<BpfLink> attach) {
    for (boolean isFirst = true; ; isFirst = false) {
      BpfLink there = updated(path, program);
      if (there != null) {
        return there;
      }
      BpfLink made = attach.get();
      try {
        made.pin(path);
        return made;
      } catch (Throwable e) {
        made.close();
        // Somebody has pinned one there meanwhile: it is to be updated.
        if (!isFirst || !(e instanceof BpfException refused) || refused.errno() != Errno.EEXIST) {
          throw e;
        }
      }
    }
  }

  /** The link that is pinned there, updated; null where there is none that can be. */
  private @Nullable BpfLink updated(Path path, ProgramReference program) {
    BpfLink link;
    try {
      link = openPinned(path);
    } catch (BpfException e) {
      if (e.errno() == Errno.ENOENT) {
        return null;
      }
      throw e;
    }
    try {
      link.update(program);
      return link;
    } catch (Throwable e) {
      try {
        if (e instanceof BpfException refused && refused.errno() == LinkFailure.ENOLINK) {
          link.unpin();
          return null;
        }
        throw e;
      } finally {
        link.close();
      }
    }
  }
}
