@NullMarked
package io.threetowers.core.sweep;

import org.jspecify.annotations.NullMarked;
