package io.threetowers.api.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Inclusive limits of a number, of each number of a list, or of the number in an {@code Optional}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Range {
  /** {@return the least value that is allowed} */
  double min() default Double.NEGATIVE_INFINITY;

  /** {@return the greatest value that is allowed} */
  double max() default Double.POSITIVE_INFINITY;
}
