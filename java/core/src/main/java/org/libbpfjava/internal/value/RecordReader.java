package org.libbpfjava.internal.value;

import org.libbpfjava.internal.memory.SectionMemory;

/** Makes a record of a struct. */
interface RecordReader {
  /**
   * Reads it.
   *
   * @param memory the section
   * @param offset where the struct begins
   * @param end up to where it may reach
   * @throws Throwable what the record's constructor throws
   */
  Object read(SectionMemory memory, int offset, int end) throws Throwable;
}
