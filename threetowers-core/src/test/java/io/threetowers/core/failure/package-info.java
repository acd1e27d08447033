@NullMarked
package io.threetowers.core.failure;

import org.jspecify.annotations.NullMarked;
