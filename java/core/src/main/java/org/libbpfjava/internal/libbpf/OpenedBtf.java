package org.libbpfjava.internal.libbpf;

import static org.libbpfjava.raw.global.plain.lbj_btf_content;
import static org.libbpfjava.raw.global.plain.lbj_btf_load;
import static org.libbpfjava.raw.global.plain.lbj_open_id;

import org.libbpfjava.btf.Btf;
import org.libbpfjava.exception.BpfPermissionException;
import org.libbpfjava.internal.code.VerifierLogBuffer;
import org.libbpfjava.internal.failure.BtfFailure;
import org.libbpfjava.internal.failure.ReturnCode;
import org.libbpfjava.internal.lifetime.NativeResource;
import org.libbpfjava.internal.probe.Presets;
import org.libbpfjava.raw.global.plain;

/** The descriptor of types that the kernel holds. */
public final class OpenedBtf {
  private static final int FIRST_LOG = 64 << 10;
  private static final int LEVEL = 1;

  private final BtfFacts facts;
  private final NativeResource resource;
  private final int fd;

  private OpenedBtf(int[] place, String subject) {
    this.fd = place[0];
    this.facts = BtfFacts.of(fd, subject);
    this.resource =
        new NativeResource(
            "BTF with id " + Integer.toUnsignedString(facts.id()),
            () -> Descriptors.closeOne(place));
  }

  /** Takes a descriptor over, or closes it. */
  private static OpenedBtf of(int[] place, String subject) {
    try {
      return new OpenedBtf(place, subject);
    } catch (Throwable e) {
      Descriptors.closeOne(place);
      throw e;
    }
  }

  /** {@return those with that number} */
  public static OpenedBtf byId(int id) {
    Presets.load();
    int[] place = {-1};
    Reclaim.retry(() -> place[0] = lbj_open_id(plain.LBJ_BTF, id));
    if (place[0] < 0) {
      throw KernelObjects.cannotOpen("BTF object", id, -place[0]);
    }
    return of(place, "id " + Integer.toUnsignedString(id));
  }

  /**
   * Loads types. They are tried without a log, which costs nothing where they are fine, and once
   * refused again with one.
   */
  public static OpenedBtf load(Btf types) {
    String what = "load BTF '" + types + "'";
    if (types.base().isPresent()) {
      throw new IllegalArgumentException(
          what + ": the kernel takes types that stand alone, and these go on from others");
    }
    Presets.load();
    byte[] raw = types.toBytes();
    int[] place = {-1};
    int[] noNeed = new int[1];
    // Safe: all of the types' bytes, and no log.
    Reclaim.retry(() -> place[0] = lbj_btf_load(raw, raw.length, 0, null, 0, noNeed, Token.FOUND));
    if (place[0] < 0) {
      int refused = -place[0];
      if (ReturnCode.refusal(refused, what) instanceof BpfPermissionException) {
        throw BtfFailure.cannotLoad(what, refused, "");
      }
      // Safe: the log's own length.
      VerifierLogBuffer.Attempt logged =
          VerifierLogBuffer.growing(
              FIRST_LOG,
              ProgramLoading.LARGEST_LOG,
              (log, need) ->
                  place[0] =
                      lbj_btf_load(raw, raw.length, LEVEL, log, log.length, need, Token.FOUND));
      if (place[0] < 0) {
        throw BtfFailure.cannotLoad(what, refused, logged.log());
      }
    }
    return of(place, types.toString());
  }

  /** {@return what the kernel says about them, which never changes} */
  public BtfFacts facts() {
    return facts;
  }

  /** {@return who closes them} */
  public NativeResource resource() {
    return resource;
  }

  /** {@return the descriptor, for one who is inside the resource} */
  public int fd() {
    return fd;
  }

  /** {@return the bytes of the types} */
  public byte[] bytes() {
    resource.enter();
    try {
      byte[] raw = new byte[Math.toIntExact(facts.size())];
      // Safe: the array's own length.
      long size = lbj_btf_content(fd, raw, raw.length);
      ReturnCode.check(size, "read the types of BTF", "id " + facts.id());
      return raw;
    } finally {
      resource.exit();
    }
  }
}
