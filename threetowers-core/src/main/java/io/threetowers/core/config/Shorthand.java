package io.threetowers.core.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a record of the host: a value in place of its block means the block with this one setting.
 *
 * <pre>{@code
 * @Shorthand("last") record KeepSpec(int last, Optional<Length> every)
 *
 * keep: 3          # keep: {last: 3}
 * }</pre>
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Shorthand {
  /** The key of a setting that is written as one value. */
  String value();
}
