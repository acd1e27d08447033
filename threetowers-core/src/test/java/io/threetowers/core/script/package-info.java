@NullMarked
package io.threetowers.core.script;

import org.jspecify.annotations.NullMarked;
