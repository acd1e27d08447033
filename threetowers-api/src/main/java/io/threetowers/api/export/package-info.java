/**
 * A tower in the words of other people's programs, for the command {@code export}: which of their
 * models it is, with which settings, and by what names they know its weights.
 */
@NullMarked
package io.threetowers.api.export;

import org.jspecify.annotations.NullMarked;
