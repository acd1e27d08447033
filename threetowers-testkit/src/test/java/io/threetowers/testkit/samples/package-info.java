/** The samples of the Javadoc, which are parts of these classes word for word. */
@NullMarked
package io.threetowers.testkit.samples;

import org.jspecify.annotations.NullMarked;
