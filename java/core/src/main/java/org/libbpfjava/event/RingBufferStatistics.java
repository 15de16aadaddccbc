package org.libbpfjava.event;

/**
 * What a ring buffer has done, at one moment. Counters are those of this consumer, and are brought
 * up to date after each batch of events.
 *
 * <p>The kernel does not count the events that found no room: {@code bpf_ringbuf_reserve} and
 * {@code bpf_ringbuf_output} tell the program, which can count them in a global variable.
 *
 * @param sizeBytes bytes of the buffer; of several, the sum, as in all that follows
 * @param availableBytes bytes of events that were not read yet, their headers of 8 bytes included
 * @param lag how full it is for programs, 0 to 1: what was not read, or not given back yet. The
 *     fullest of several buffers
 * @param records events that were read
 * @param bytes bytes of the buffer that were read, with headers of 8 bytes and what was discarded
 * @param discarded records that programs reserved and gave up; they are skipped
 * @param overwrittenBytes bytes of events that newer ones replaced before they were read; 0 unless
 *     the buffer overwrites
 * @param wakeUps how often the kernel ended a wait
 */
public record RingBufferStatistics(
    long sizeBytes,
    long availableBytes,
    double lag,
    long records,
    long bytes,
    long discarded,
    long overwrittenBytes,
    long wakeUps) {}
