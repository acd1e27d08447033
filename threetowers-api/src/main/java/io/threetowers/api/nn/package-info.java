/**
 * Building blocks for towers, heads and losses: blocks whose forward pass is one scripted call, and
 * initial values.
 */
@NullMarked
package io.threetowers.api.nn;

import org.jspecify.annotations.NullMarked;
