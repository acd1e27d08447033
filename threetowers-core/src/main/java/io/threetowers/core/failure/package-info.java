/** Where the host calls into a component, and what a person is told when that fails. */
@NullMarked
package io.threetowers.core.failure;

import org.jspecify.annotations.NullMarked;
