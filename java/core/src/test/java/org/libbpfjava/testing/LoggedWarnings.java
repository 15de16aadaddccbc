package org.libbpfjava.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the library warns of while it is open, on any thread. */
public final class LoggedWarnings implements AutoCloseable {
  private static final Logger LOGGER = Logger.getLogger("org.libbpfjava");

  private final List<String> messages = Collections.synchronizedList(new ArrayList<>());
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
            messages.add(entry.getMessage());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  /** Begins. */
  public LoggedWarnings() {
    LOGGER.addHandler(handler);
  }

  /** {@return the messages so far} */
  public List<String> messages() {
    return List.copyOf(messages);
  }

  @Override
  public void close() {
    LOGGER.removeHandler(handler);
  }
}
