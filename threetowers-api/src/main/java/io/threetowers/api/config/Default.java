package io.threetowers.api.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of a setting that the file leaves out, written as in the file: YAML.
 *
 * <p>A setting without it must be in the file, unless its type is {@code Optional} (then it is
 * empty).
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
  /**
   * {@return the value in YAML, such as {@code 1e-8}, {@code lecun-normal} or {@code [1, 5, 10]}}
   */
  String value();
}
