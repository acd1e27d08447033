/**
 * Components of ours that have no module of their own; found, as yours are, through a services
 * file, and built on nothing but the api.
 */
@NullMarked
package io.threetowers.core.builtin;

import org.jspecify.annotations.NullMarked;
