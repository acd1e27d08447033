package io.threetowers.core.data;

import io.threetowers.api.data.Value;
import java.util.function.IntFunction;

/**
 * Values, and what they are called where one cannot be read.
 *
 * @param values streamed over once
 * @param names by the place among the values, from 0
 * @param unreadable collects those that are left out
 */
public record NamedValues(
    Iterable<? extends Value> values, IntFunction<String> names, Unreadable unreadable) {

  /** Values of which only the order is known. */
  public static NamedValues numbered(Iterable<? extends Value> values) {
    return new NamedValues(
        values, number -> "number " + number + " in the order of its files", new Unreadable());
  }
}
