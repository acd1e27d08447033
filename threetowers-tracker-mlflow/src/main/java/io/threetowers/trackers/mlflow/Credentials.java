package io.threetowers.trackers.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** Who may write to the server. */
final class Credentials {

  private Credentials() {}

  /**
   * What the header {@code Authorization} says; empty if nobody is named.
   *
   * @param environment in which MLflow's own clients look
   */
  static Optional<String> of(Map<String, String> environment) {
    String token = environment.getOrDefault("MLFLOW_TRACKING_TOKEN", "");
    String user = environment.getOrDefault("MLFLOW_TRACKING_USERNAME", "");
    if (!user.isEmpty()) {
      String both = user + ":" + environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
      return Optional.of("Basic " + Base64.getEncoder().encodeToString(both.getBytes(UTF_8)));
    }
    return token.isEmpty() ? Optional.empty() : Optional.of("Bearer " + token);
  }
}
