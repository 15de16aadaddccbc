package org.libbpfjava.insn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.libbpfjava.insn.Register.R0;

import java.io.IOException;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.libbpfjava.insn.Instruction.Call;
import org.libbpfjava.insn.Instruction.Exit;
import org.libbpfjava.testing.Regions;

/** What the package promises as a whole. */
class InsnPackageTest {
  private static final Symbolizer NO_NAMES = (slot, instruction) -> Optional.empty();
  private static final List<Object> SAMPLES =
      List.of(
          16,
          16L,
          "text",
          new byte[8],
          List.of(new Exit()),
          R0,
          new Exit(),
          new TestMap("map", 3),
          NO_NAMES,
          Disassembler.llvmStyle(),
          new Disassembly(List.of(), NO_NAMES));

  @Test
  void thePackageShowsCodeThatRuns() throws IOException {
    // [package-info]
    List<Instruction> program =
        new Assembler()
            .call(Helper.KTIME_GET_NS) // r0 = bpf_ktime_get_ns()
            .jumpIf(R0, JmpOp.NE, 0, "end")
            .mov(R0, 1)
            .label("end")
            .exit()
            .instructions();
    byte[] code = InstructionCodec.encode(program); // as the kernel takes it
    for (Instruction instruction : InstructionCodec.decode(code)) {
      if (instruction instanceof Call call) {
        System.out.println(call.helper()); // Optional[KTIME_GET_NS]
      }
    }
    System.out.println(String.join("\n", Disassembler.llvmStyle().lines(program)));
    // [/package-info]
    assertEquals(program, InstructionCodec.decode(code));
    assertEquals("Optional[KTIME_GET_NS]", ((Call) program.get(0)).helper().toString());
    Path source = Path.of("src/main/java/org/libbpfjava/insn/package-info.java");
    assumeTrue(Files.exists(source), "no source tree here");
    Regions.checkJavadoc(
        source, Path.of("src/test/java/org/libbpfjava/insn/InsnPackageTest.java"), "package-info");
  }

  @TestFactory
  Stream<DynamicTest> nullIsRefusedByTheParametersName() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Executable call : publicCalls()) {
      for (int i = 0; i < call.getParameterCount(); i++) {
        if (!call.getParameterTypes()[i].isPrimitive()) {
          int at = i;
          tests.add(dynamicTest(call + ", parameter " + i, () -> refusesNull(call, at)));
        }
      }
    }
    assertTrue(tests.size() > 100, "found only " + tests.size());
    return tests.stream();
  }

  private static List<Executable> publicCalls() {
    List<Class<?>> types =
        new ArrayList<>(Arrays.asList(Instruction.class.getPermittedSubclasses()));
    types.addAll(
        List.of(
            Assembler.class,
            Disassembler.class,
            Disassembly.class,
            InstructionCodec.class,
            Symbolizer.Symbol.class));
    List<Executable> calls = new ArrayList<>();
    for (Class<?> type : types) {
      calls.addAll(Arrays.asList(type.getConstructors()));
      for (Method method : type.getDeclaredMethods()) {
        if (Modifier.isPublic(method.getModifiers()) && !method.getName().equals("equals")) {
          calls.add(method);
        }
      }
    }
    return calls;
  }

  private static void refusesNull(Executable call, int at) throws ReflectiveOperationException {
    Parameter[] parameters = call.getParameters();
    @Nullable Object[] arguments = new Object[parameters.length];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = i == at ? null : sample(parameters[i].getType());
    }
    InvocationTargetException thrown =
        assertThrows(
            InvocationTargetException.class,
            () -> {
              if (call instanceof Constructor<?> constructor) {
                constructor.newInstance(arguments);
              } else {
                Method method = (Method) call;
                boolean isStatic = Modifier.isStatic(method.getModifiers());
                method.invoke(isStatic ? null : sample(method.getDeclaringClass()), arguments);
              }
            });
    Throwable cause = assertInstanceOf(NullPointerException.class, thrown.getCause());
    assertEquals(parameters[at].getName(), cause.getMessage());
  }

  /** A value that is good for every parameter of its type. */
  private static Object sample(Class<?> type) {
    if (type == Assembler.class) {
      return new Assembler(); // the only one that changes
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    Class<?> wanted = MethodType.methodType(type).wrap().returnType();
    return SAMPLES.stream().filter(wanted::isInstance).findFirst().orElseThrow();
  }
}
