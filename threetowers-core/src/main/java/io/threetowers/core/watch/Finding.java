package io.threetowers.core.watch;

/**
 * Something that does not look well in one log.
 *
 * @param key names rule and patient
 * @param patience logs in a row after which it is told, if they lie far enough apart
 * @param text one sentence: what is wrong, and what to do
 */
record Finding(String key, int patience, String text) {}
