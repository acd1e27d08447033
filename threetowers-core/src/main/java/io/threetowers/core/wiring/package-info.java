/**
 * Guice modules: read top to bottom they are the architecture. The only package that imports Guice.
 */
@NullMarked
package io.threetowers.core.wiring;

import org.jspecify.annotations.NullMarked;
