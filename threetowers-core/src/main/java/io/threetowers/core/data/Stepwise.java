package io.threetowers.core.data;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A value that changes at some steps of a run and holds in between.
 *
 * @param changes the value from each of these steps on; the first is step 0
 */
public record Stepwise<T>(NavigableMap<Long, T> changes) {

  public Stepwise {
    changes = Collections.unmodifiableNavigableMap(new TreeMap<>(changes));
    if (!changes.containsKey(0L) || changes.firstKey() < 0) {
      throw new IllegalArgumentException("values from the steps " + changes.keySet());
    }
  }

  /** One that never changes. */
  public static <T> Stepwise<T> constant(T value) {
    return new Stepwise<>(new TreeMap<>(Map.of(0L, value)));
  }

  /** What holds at a step, which counts from 0. */
  public T at(long step) {
    return changes.floorEntry(step).getValue();
  }

  /** Every value that ever holds, in the order of steps. */
  public Collection<T> values() {
    return changes.values();
  }

  /** Another value for each. */
  public <R> Stepwise<R> map(Function<? super T, ? extends R> function) {
    NavigableMap<Long, R> mapped = new TreeMap<>();
    changes.forEach((step, value) -> mapped.put(step, function.apply(value)));
    return new Stepwise<>(mapped);
  }
}
