@NullMarked
package io.threetowers.core.plugin;

import org.jspecify.annotations.NullMarked;
