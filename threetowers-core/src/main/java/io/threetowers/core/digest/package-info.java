/** Hashes of texts, files and folders. */
@NullMarked
package io.threetowers.core.digest;

import org.jspecify.annotations.NullMarked;
