package io.threetowers.core.cache;

/**
 * What a cache has of the training data.
 *
 * @param there examples that need not be embedded
 * @param missing those that will be
 * @param bytes of the rows once it is complete
 */
public record CacheFigures(long there, long missing, long bytes) {}
