/** Finds plugins, loads each in a class loader of its own and keeps what they offer. */
@NullMarked
package io.threetowers.core.plugin;

import org.jspecify.annotations.NullMarked;
