/**
 * Annotations on the components of a configuration record: what a setting means, its default and
 * its limits.
 */
@NullMarked
package io.threetowers.api.config;

import org.jspecify.annotations.NullMarked;
