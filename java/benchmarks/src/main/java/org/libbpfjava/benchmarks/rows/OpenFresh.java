package org.libbpfjava.benchmarks.rows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import org.libbpfjava.BpfObject;
import org.libbpfjava.BpfSource;
import org.libbpfjava.OpenBpfObject;

/** Files that were never opened before: of what the library knows of a file, nothing helps. */
@SuppressWarnings("NullAway.Init") // JMH opens before it runs
public class OpenFresh extends Row {
  /** Bytes of the ELF header that mean nothing: elf.h, EI_PAD. */
  private static final int PADDING = 9;

  private ByteBuffer file;
  private int number;

  @Override
  void open() {
    try {
      file = ByteBuffer.wrap(Files.readAllBytes(path(argument))).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  long run(int operations) {
    long sum = 0;
    for (int i = 0; i < operations; i++) {
      file.putInt(PADDING, ++number);
      try (OpenBpfObject object = BpfObject.open(BpfSource.of(file))) {
        if (i == 0) {
          sum = TenVariables.sum(object);
        }
      }
    }
    return sum;
  }

  @Override
  void close() {}
}
