/** The promise to plugins: a minor version only adds. */
@NullMarked
package io.threetowers.api.baseline;

import org.jspecify.annotations.NullMarked;
