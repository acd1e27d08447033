/** A loss as a plugin. */
@NullMarked
package org.example.hello;

import org.jspecify.annotations.NullMarked;
