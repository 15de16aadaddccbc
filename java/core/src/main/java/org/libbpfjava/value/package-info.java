/**
 * Values that BPF programs and Java share, typed by BTF.
 *
 * <p>A {@link org.libbpfjava.value.TypedValue} is a global variable, an element of a map, or a
 * place inside one:
 *
 * <pre>{@code
 * TypedValue device = object.map("devices").element(3); // struct device, in live memory
 * device.field("name").setString("eth0");
 * device.field("errors.rx").setInt(2);
 * System.out.println(device.field("errors").valueText()); // {.rx = 2, .tx = 0}
 * }</pre>
 *
 * <p>They may be used on any thread.
 */
@NullMarked
package org.libbpfjava.value;

import org.jspecify.annotations.NullMarked;
