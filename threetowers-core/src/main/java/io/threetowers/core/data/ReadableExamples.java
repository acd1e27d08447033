package io.threetowers.core.data;

import io.threetowers.api.DataSource;
import java.util.function.Predicate;

/**
 * A source, some examples of which are known to be unreadable before they are read.
 *
 * <p>They are skipped where the loader comes upon them, and not in the source: so they stand in the
 * {@link DataPosition}, which then says all that replaying it needs.
 *
 * @param readable whether the example of a key may be readable
 */
public record ReadableExamples(DataSource source, Predicate<String> readable) {

  /** Of which nothing is known. */
  public ReadableExamples(DataSource source) {
    this(source, key -> true);
  }
}
