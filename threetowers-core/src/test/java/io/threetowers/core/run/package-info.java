@NullMarked
package io.threetowers.core.run;

import org.jspecify.annotations.NullMarked;
