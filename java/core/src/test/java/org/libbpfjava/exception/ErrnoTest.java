package org.libbpfjava.exception;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrnoTest {

  @ParameterizedTest
  @CsvSource({
    "1, EPERM (-1)",
    "11, EAGAIN (-11)",
    "35, EDEADLK (-35)",
    "97, EAFNOSUPPORT (-97)",
    "95, EOPNOTSUPP (-95)",
    "133, EHWPOISON (-133)",
    "517, EPROBE_DEFER (-517)",
    "524, ENOTSUPP (-524)",
    "4003, LIBBPF_ERRNO__ENDIAN (-4003)",
    "4013, LIBBPF_ERRNO__NLPARSE (-4013)",
    "4014, errno (-4014)",
  })
  void aNumberHasItsName(int errno, String expected) {
    assertEquals(expected, Errno.describe(errno));
  }

  @Test
  void linuxHasNoGaps() {
    for (int errno = 1; errno <= 133; errno++) {
      boolean unused = errno == 41 || errno == 58; // EWOULDBLOCK and EDEADLOCK of other systems
      assertEquals(unused, Errno.name(errno).equals("errno"), "errno " + errno);
    }
  }

  @Test
  void constantsAreTheHeaders() throws IllegalAccessException {
    for (Field constant : Errno.class.getFields()) {
      if (Modifier.isStatic(constant.getModifiers())) {
        assertEquals(constant.getName(), Errno.name(constant.getInt(null)));
      }
    }
  }
}
