package org.libbpfjava.presets;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Refuses a file that a user names and that cannot be a whole library: dlopen maps a truncated one
 * without complaint, and the process dies of SIGBUS.
 */
final class WholeLibrary {
  private static final int HEADER_SIZE = 64;
  private static final int MAGIC = 0x464c457f; // 0x7f "ELF"
  private static final int SECTIONS_OFFSET = 40; // e_shoff, where the last part of the file starts
  private static final int SECTION_SIZE = 58;
  private static final int SECTION_COUNT = 60;

  private WholeLibrary() {}

  static void require(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer header = ByteBuffer.allocate(HEADER_SIZE).order(ByteOrder.nativeOrder());
      int read = channel.read(header);
      if (read < HEADER_SIZE || header.getInt(0) != MAGIC) {
        throw new UnsatisfiedLinkError("is no ELF library");
      }
      long end =
          header.getLong(SECTIONS_OFFSET)
              + (long) header.getShort(SECTION_SIZE) * header.getShort(SECTION_COUNT);
      if (end > channel.size()) {
        throw new UnsatisfiedLinkError("is truncated: " + channel.size() + " of " + end + " bytes");
      }
    } catch (NoSuchFileException e) {
      throw new UnsatisfiedLinkError("no such file");
    } catch (IOException e) {
      throw new UnsatisfiedLinkError("cannot be read: " + e);
    }
  }
}
