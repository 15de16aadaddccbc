package org.libbpfjava.attach;

import java.nio.channels.NetworkChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A socket: a channel of Java, or a descriptor of this process. */
final class SocketPlace {
  final @Nullable NetworkChannel channel; // null for a descriptor
  final int descriptor;

  private SocketPlace(@Nullable NetworkChannel channel, int descriptor) {
    this.channel = channel;
    this.descriptor = descriptor;
  }

  static SocketPlace of(NetworkChannel channel) {
    return new SocketPlace(Objects.requireNonNull(channel, "channel"), -1);
  }

  static SocketPlace of(int descriptor) {
    if (descriptor < 0) {
      throw new IllegalArgumentException("no socket can have the descriptor " + descriptor);
    }
    return new SocketPlace(null, descriptor);
  }

  @Override
  public String toString() {
    return channel == null ? "descriptor " + descriptor : channel.toString();
  }
}
