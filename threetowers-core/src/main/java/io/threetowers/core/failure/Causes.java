package io.threetowers.core.failure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A throwable and its causes, the outermost first. */
final class Causes {

  private Causes() {}

  static List<Throwable> of(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable next = failure; next != null && seen.add(next); next = next.getCause()) {
      chain.add(next);
    }
    return chain;
  }

  /** All messages, one a line, to look for what only the engine or the system says. */
  static String text(Throwable failure) {
    return of(failure).stream().map(Throwable::toString).collect(Collectors.joining("\n"));
  }
}
