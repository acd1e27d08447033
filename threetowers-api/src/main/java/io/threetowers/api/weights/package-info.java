/**
 * How the tensors of other people's files become the parameters of a tower: a readable table per
 * family of files, applied by the host.
 */
@NullMarked
package io.threetowers.api.weights;

import org.jspecify.annotations.NullMarked;
