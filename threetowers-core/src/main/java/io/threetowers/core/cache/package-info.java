/**
 * Embeddings of frozen towers on the disk, computed once and read by every later run: a folder for
 * each tower, weights and preprocessing.
 *
 * <p>A row that is there is right: chunks bear checksums, are written once and never changed. What
 * is damaged is embedded again; what is cut off goes on chunk by chunk.
 */
@NullMarked
package io.threetowers.core.cache;

import org.jspecify.annotations.NullMarked;
