package io.threetowers.trackers.mlflow;

import io.threetowers.api.InvalidInputException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where an MLflow server is. */
final class ServerAddress {

  private ServerAddress() {}

  /**
   * The address without a slash at its end.
   *
   * @throws InvalidInputException if it is not one of HTTP: this tracker speaks with a server, and
   *     writes no files as MLflow's Python client can
   */
  static URI parse(String text) {
    try {
      URI uri = new URI(text.strip().replaceFirst("/+$", ""));
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if ((scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw refusal(text, e);
    }
    throw refusal(text, null);
  }

  private static InvalidInputException refusal(String text, @Nullable Throwable cause) {
    String message =
        "'%s' is no address of an MLflow server, such as http://localhost:5000".formatted(text);
    return cause == null
        ? new InvalidInputException(message)
        : new InvalidInputException(message, cause);
  }
}
