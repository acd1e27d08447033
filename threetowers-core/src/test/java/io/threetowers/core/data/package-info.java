/** Tests of decoding, augmentation and batches. */
@NullMarked
package io.threetowers.core.data;

import org.jspecify.annotations.NullMarked;
