/** The ${kind} {@code ${type}}, a plugin for Three Towers. */
@NullMarked
package ${package};

import org.jspecify.annotations.NullMarked;
