package io.threetowers.api.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How the values of a class with {@code public static X parse(String)} are written, for editors:
 * they check and complete while a person types, and cannot call {@code parse}.
 *
 * <p>Without it an editor takes any text.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Syntax {

  /**
   * A regular expression that matches the whole of every text that {@code parse} takes, and may
   * match others: what it does not match is shown as a mistake. Only what Java's and JavaScript's
   * regular expressions have in common can be used.
   *
   * <p>Where it matches a number such as {@code 1} or {@code 0.5}, plain numbers are taken, too.
   *
   * @return the expression; if it is empty, any text is taken
   */
  String pattern() default "";

  /** {@return texts that an editor offers} */
  String[] examples() default {};
}
