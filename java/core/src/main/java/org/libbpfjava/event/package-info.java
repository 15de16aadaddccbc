/**
 * Events that BPF programs write and Java reads in place: ring buffers, and perf buffers for
 * kernels before 5.8.
 *
 * <p>Begin with {@link org.libbpfjava.event.RingBuffer#of(org.libbpfjava.map.BpfMap, String)}. The
 * handler gets each event in the memory where the program wrote it:
 *
 * <pre>{@code
 * try (RingBuffer events = RingBuffer.of(object.map("events"), "event")) {
 *   EventField pid = events.field("pid"); // of struct event, found once
 *   EventField comm = events.field("comm");
 *   events.poll(
 *       Duration.ofMillis(100),
 *       event -> System.out.println(pid.getLong(event) + " " + comm.getString(event)));
 *   try (EventLease lease = events.lease()) { // the same without a handler
 *     while (lease.next()) {
 *       kept.add(lease.event().copy()); // what must live longer
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>{@link org.libbpfjava.event.EventStream} is what all kinds of buffers have in common. One
 * thread reads at a time, and any thread may close.
 */
@NullMarked
package org.libbpfjava.event;

import org.jspecify.annotations.NullMarked;
