/**
 * The engine behind a wall: TorchScript methods, gradients, seeds. The only package that imports
 * engine classes.
 */
@NullMarked
package io.threetowers.core.script;

import org.jspecify.annotations.NullMarked;
