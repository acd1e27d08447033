package io.threetowers.core.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a {@link io.threetowers.api.Part} of a record of the host: its {@code type:} and its settings
 * stand in the same block as the record's other settings.
 *
 * <pre>{@code
 * record TowerSpec(@Inline Part<Tower> component, @Default("false") boolean frozen)
 *
 * image: {type: vit, size: Ti/16, frozen: true}
 * }</pre>
 *
 * A component must not declare a setting of a name that the host's record uses.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Inline {}
