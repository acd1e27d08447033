/** The loss {@code pairwise-logistic}, a plugin for Three Towers. */
@NullMarked
package org.example.hello;

import org.jspecify.annotations.NullMarked;
