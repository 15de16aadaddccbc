package org.libbpfjava.memory;

import org.libbpfjava.internal.message.MappedNumber;

/** One of the ways to reach mapped memory. */
interface HandleMaker {
  IntHandle intHandle(MappedNumber number);

  LongHandle longHandle(MappedNumber number);
}
