/**
 * Maps in the kernel: their elements, types, options and flags.
 *
 * <p>Begin with {@code BpfObject.map}, which returns a {@link org.libbpfjava.map.BpfMap}. Keys and
 * values are bytes in native byte order:
 *
 * <pre>{@code
 * BpfMap flows = object.map("flows"); // a hash of __u32 to __u64
 * ByteBuffer key = ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder());
 * ByteBuffer value = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
 * key.putInt(0, 7);
 * value.putLong(0, 1500);
 * flows.update(key, value, UpdateMode.NO_EXIST); // false if the key is there already
 * if (flows.lookup(key, value)) {
 *   System.out.println(value.getLong(0)); // 1500
 * }
 * for (byte[] each : flows.keys()) {
 *   flows.delete(each);
 * }
 * }</pre>
 *
 * <p>An {@link org.libbpfjava.map.OpenBpfMap} is a map before load; its size can still change.
 * {@link org.libbpfjava.map.MapOptions} describe a map that {@code BpfScope.createMap} makes.
 * {@link org.libbpfjava.memory.AccessMode} says how a data section's bytes are reached.
 *
 * <p>Each look-up, update or delete is one system call. Maps may be used on any thread.
 */
@NullMarked
package org.libbpfjava.map;

import org.jspecify.annotations.NullMarked;
