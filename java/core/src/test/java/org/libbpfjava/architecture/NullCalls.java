package org.libbpfjava.architecture;

import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Calls with null in one place, and good values in all others. */
final class NullCalls {
  private static final List<Object> NUMBERS =
      List.of(false, (byte) 1, (short) 1, 'c', 1, 1L, 1f, 1d);

  private final List<Object> samples;
  private int count;

  /**
   * Prepares.
   *
   * @param samples values to call with, and to call methods of; for a parameter the first that fits
   */
  NullCalls(List<Object> samples) {
    this.samples = samples;
  }

  /** {@return how many calls were made} */
  int count() {
    return count;
  }

  /** {@return what does not refuse null by the parameter's name, a line for each parameter} */
  List<String> forgotten(List<Executable> calls) throws ReflectiveOperationException {
    List<String> found = new ArrayList<>();
    for (Executable call : calls) {
      for (int i = 0; i < call.getParameterCount(); i++) {
        Parameter parameter = call.getParameters()[i];
        if (!parameter.getType().isPrimitive()
            && !parameter.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
          for (@Nullable Object receiver : receivers(call)) {
            String answer = answer(call, receiver, i);
            if (!answer.isEmpty()) {
              found.add(call + ": null as '" + parameter.getName() + "' " + answer);
            }
          }
        }
      }
    }
    return found;
  }

  private Object[] receivers(Executable call) {
    if (call instanceof Constructor || Modifier.isStatic(call.getModifiers())) {
      return new Object[] {call}; // which is passed over
    }
    Class<?> type = call.getDeclaringClass();
    Object[] found =
        type.isEnum()
            ? new Object[] {type.getEnumConstants()[0]}
            : samples.stream().filter(type::isInstance).toArray();
    if (found.length == 0) {
      throw new IllegalStateException("no sample to call " + call);
    }
    return found;
  }

  private String answer(Executable call, Object receiver, int at)
      throws ReflectiveOperationException {
    Parameter[] parameters = call.getParameters();
    @Nullable Object[] arguments = new Object[parameters.length];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = i == at ? null : sample(parameters[i].getType(), call);
    }
    count++;
    call.setAccessible(true); // public, and at times of a hidden superclass
    try {
      if (call instanceof Constructor<?> constructor) {
        constructor.newInstance(arguments);
      } else {
        ((Method) call).invoke(receiver, arguments);
      }
      return "is taken";
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      return cause instanceof NullPointerException
              && parameters[at].isNamePresent()
              && Objects.equals(cause.getMessage(), parameters[at].getName())
          ? ""
          : "gives " + cause;
    }
  }

  private Object sample(Class<?> type, Executable call) {
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    Class<?> wanted = MethodType.methodType(type).wrap().returnType();
    return Stream.concat(NUMBERS.stream(), samples.stream())
        .filter(wanted::isInstance)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no sample of " + type + " for " + call));
  }
}
