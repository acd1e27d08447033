package io.threetowers.core.source;

import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The hub that {@code hf://} means, and who we are to it; with the variables of its own library.
 */
final class Hub {
  private static final String PUBLIC = "https://huggingface.co";
  private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");

  private final URI endpoint;
  private final Optional<String> token;

  private Hub(URI endpoint, Optional<String> token) {
    this.endpoint = endpoint;
    this.token = token;
  }

  /**
   * From {@code HF_ENDPOINT}, {@code HF_TOKEN}, and the file in which {@code hf auth login} leaves
   * a token.
   */
  static Hub of(Map<String, String> environment, Path home) throws IOException {
    String endpoint = environment.getOrDefault("HF_ENDPOINT", "").replaceFirst("/+$", "");
    String token = environment.getOrDefault("HF_TOKEN", "");
    if (token.isBlank()) {
      Path file = tokenFile(environment, home);
      token = Files.isReadable(file) ? Files.readString(file) : "";
    }
    return new Hub(endpoint(endpoint.isEmpty() ? PUBLIC : endpoint), checked(token.strip()));
  }

  private static URI endpoint(String text) {
    if (!text.matches("https?://[^/@?#\\s]+(/[^@?#\\s]*)?")) {
      throw new InvalidInputException(
          "HF_ENDPOINT must be an address such as %s, not '%s'"
              .formatted(PUBLIC, Addresses.shown(text)));
    }
    return URI.create(text);
  }

  private static Path tokenFile(Map<String, String> environment, Path home) {
    String file = environment.getOrDefault("HF_TOKEN_PATH", "");
    String hub = environment.getOrDefault("HF_HOME", "");
    String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
    if (!file.isEmpty()) {
      return Path.of(file);
    } else if (!hub.isEmpty()) {
      return Path.of(hub, "token");
    }
    return (caches.isEmpty() ? home.resolve(".cache") : Path.of(caches))
        .resolve("huggingface/token");
  }

  /** A header with a line break in it would end up in the message of an exception. */
  private static Optional<String> checked(String token) {
    if (!token.matches("[\\x21-\\x7e]*")) {
      throw new InvalidInputException(
          "the token for the hub holds a space or a line break; set HF_TOKEN to the token alone");
    }
    return token.isEmpty() ? Optional.empty() : Optional.of(token);
  }

  URI at(String path) {
    return URI.create(endpoint + path);
  }

  String host() {
    return endpoint.getHost();
  }

  boolean knowsWhoWeAre() {
    return token.isPresent();
  }

  /** What is said to a server, which is little to any but the hub itself, and to it in secret. */
  Map<String, String> headers(URI address) {
    boolean same =
        endpoint.getScheme().equals(address.getScheme())
            && endpoint.getHost().equalsIgnoreCase(address.getHost())
            && port(endpoint) == port(address);
    boolean secret = endpoint.getScheme().equals("https") || LOOPBACK.contains(endpoint.getHost());
    return same && secret
        ? token.map(own -> Map.of("Authorization", "Bearer " + own)).orElse(Map.of())
        : Map.of();
  }

  private static int port(URI address) {
    int standard = Objects.equals(address.getScheme(), "https") ? 443 : 80;
    return address.getPort() < 0 ? standard : address.getPort();
  }
}
