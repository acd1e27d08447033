/** Writes the embeddings of a data source to files, in shards. */
@NullMarked
package io.threetowers.core.embed;

import org.jspecify.annotations.NullMarked;
