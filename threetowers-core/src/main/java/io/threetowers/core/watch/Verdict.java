package io.threetowers.core.watch;

/**
 * What slows a run down, and what to do about it.
 *
 * @param rule that it follows from
 * @param text one sentence
 */
public record Verdict(String rule, String text) {}
