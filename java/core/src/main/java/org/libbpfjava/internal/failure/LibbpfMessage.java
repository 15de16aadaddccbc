package org.libbpfjava.internal.failure;

import java.lang.System.Logger.Level;

/** One message that libbpf printed, without its last line break. */
public record LibbpfMessage(Level level, String text) {}
