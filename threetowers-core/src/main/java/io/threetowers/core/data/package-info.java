/**
 * From examples to the rows that towers read: decoding, augmentation, and batches in an order that
 * a resumed run finds again.
 */
@NullMarked
package io.threetowers.core.data;

import org.jspecify.annotations.NullMarked;
