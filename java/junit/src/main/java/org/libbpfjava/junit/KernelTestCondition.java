package org.libbpfjava.junit;

import static org.libbpfjava.internal.failure.Capability.CAP_BPF;
import static org.libbpfjava.internal.failure.Capability.CAP_NET_ADMIN;
import static org.libbpfjava.internal.failure.Capability.CAP_PERFMON;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.libbpfjava.internal.failure.Capability;

/** Skips a {@link KernelTest} that may not use bpf(2), or fails it where that must not be. */
final class KernelTestCondition implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return evaluate(
        Capability.missing(CAP_BPF, CAP_PERFMON, CAP_NET_ADMIN), KernelTier.isRequired());
  }

  static ConditionEvaluationResult evaluate(List<Capability> missing, boolean required) {
    if (missing.isEmpty()) {
      return ConditionEvaluationResult.enabled("has the capabilities for bpf(2)");
    }
    String reason =
        "kernel tests need root, or "
            + missing.stream().map(Capability::name).collect(Collectors.joining(", "));
    if (required) {
      throw new AssertionError(reason + "; " + KernelTier.REQUIRED + " forbids skipping them");
    }
    return ConditionEvaluationResult.disabled(reason);
  }
}
