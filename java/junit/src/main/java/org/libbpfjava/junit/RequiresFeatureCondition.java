package org.libbpfjava.junit;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Decides for {@link RequiresFeature}: run, skip with a fact, or fail. */
final class RequiresFeatureCondition implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getElement(), RequiresFeature.class).stream()
        .flatMap(annotation -> Arrays.stream(annotation.value()))
        .map(Absence::of)
        .flatMap(Optional::stream)
        .findFirst()
        .map(absence -> absence.reasonToSkip())
        .map(ConditionEvaluationResult::disabled)
        .orElse(ConditionEvaluationResult.enabled("the kernel has what it needs"));
  }
}
