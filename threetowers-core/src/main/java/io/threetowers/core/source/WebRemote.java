package io.threetowers.core.source;

import io.threetowers.api.InvalidInputException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** A file on any web server. */
record WebRemote(WebAddress source) implements Remote {

  @Override
  public String name() {
    return source.toString();
  }

  @Override
  public URI address() {
    return source.address();
  }

  @Override
  public Map<String, String> headers(URI address) {
    return Map.of();
  }

  @Override
  public Optional<String> sha256(Answer answer) {
    return source.sha256();
  }

  @Override
  public Optional<Long> size(Answer answer) {
    return Optional.empty();
  }

  @Override
  public Map<String, String> facts() {
    return Map.of();
  }

  @Override
  public InvalidInputException refusal(Answer answer) {
    String host = source.address().getHost();
    return new InvalidInputException(
        switch (answer.status()) {
          case 404, 410 ->
              "there is no file '%s' on %s".formatted(source.address().getPath(), host);
          case 401, 403 ->
              "%s does not give '%s' to everybody (status %d); download it by hand and write its path"
                  .formatted(host, source.address().getPath(), answer.status());
          default ->
              "%s answers with status %d to the request for '%s'"
                  .formatted(host, answer.status(), source.address().getPath());
        });
  }
}
