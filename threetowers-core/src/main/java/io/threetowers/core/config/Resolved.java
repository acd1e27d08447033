package io.threetowers.core.config;

/**
 * A value that was bound.
 *
 * @param value what the record's constructor takes
 * @param tree the same in YAML, with the defaults that were filled in
 */
record Resolved(Object value, ConfigTree tree) {}
