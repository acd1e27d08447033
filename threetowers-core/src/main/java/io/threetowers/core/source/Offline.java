package io.threetowers.core.source;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Whether the network is to be left alone, and who said so. */
final class Offline {
  private static final List<String> VARIABLES = List.of("THREETOWERS_OFFLINE", "HF_HUB_OFFLINE");

  /** The words that the hub's own library takes for a yes. */
  private static final List<String> YES = List.of("1", "ON", "YES", "TRUE");

  private Offline() {}

  /** The variable that says so. */
  static Optional<String> variable(Map<String, String> environment) {
    return VARIABLES.stream()
        .filter(name -> YES.contains(environment.getOrDefault(name, "").toUpperCase(Locale.ROOT)))
        .findFirst();
  }
}
