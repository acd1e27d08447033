package io.threetowers.api.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Settings that belong together and have a name, for a record: {@code preset: mean-color-64} stands
 * for all of them, and what the block itself says lies above.
 *
 * <p>They are YAML, a block of settings for each name with a sentence about it:
 *
 * <pre class="yaml">{@code
 * mean-color-64:
 *   doc: the one of the paper
 *   width: 64
 *   image-size: 32
 * }</pre>
 *
 * <p>A record with presets has no setting of its own that is called {@code preset} or {@code doc}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Presets {
  /** {@return the name of a resource beside the record's class, such as {@code presets.yaml}} */
  String value();
}
