package org.libbpfjava.btf;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says how long a component of a record is in C, where Java does not: of a String how many bytes
 * there are, with the NUL at its end, of an array or List how many elements.
 *
 * <p>It counts where a record is taken by its own layout: for the keys and values of maps without
 * BTF, and of maps that {@code MapOptions} describes by classes. Where an object's BTF gives the
 * type, that says the length.
 *
 * <pre>{@code
 * record Task(int pid, @Length(16) String comm, @Length(4) long[] counts) {}
 * // struct Task { __s32 pid; char comm[16]; __s64 counts[4]; };
 * }</pre>
 *
 * <p>The layout is C's: members in the order of the components, each at a multiple of its
 * alignment, and the whole a multiple of the largest alignment. Numbers have their size in Java and
 * are signed; a boolean is a {@code bool} of 1 byte, an enum 4 bytes that hold the number of the
 * constant, from 0 on. A record in a record is a struct in a struct.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Length {
  /** {@return bytes of a String, elements of an array or List; 1 or more} */
  int value();
}
