/** Files out of Maven artifacts, resolved as the user's own Maven resolves them. */
@NullMarked
package io.threetowers.source.maven;

import org.jspecify.annotations.NullMarked;
