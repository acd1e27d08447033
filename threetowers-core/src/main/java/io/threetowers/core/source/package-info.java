/**
 * Files that come from elsewhere: addresses ({@code HubAddress}, {@code WebAddress}, {@code
 * MavenAddress}), their places in the cache ({@code CacheFolder}), and the way there ({@code
 * SourceFiles}).
 *
 * <p>A file in the cache is whole: what is under way has another name until it has been verified.
 */
@NullMarked
package io.threetowers.core.source;

import org.jspecify.annotations.NullMarked;
