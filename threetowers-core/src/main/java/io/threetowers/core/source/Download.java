package io.threetowers.core.source;

import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Brings one file: goes on where a connection was cut, and believes nothing before it is checked.
 */
final class Download {
  private final Web web;
  private final FetchProgress progress;
  private final Remote remote;
  private final PartFile part;
  private final Attempts attempts;

  /** What the file must be, as far as servers have said it. */
  private Optional<String> sha256 = Optional.empty();

  private OptionalLong size = OptionalLong.empty();
  private boolean noted;

  Download(Web web, FetchProgress progress, Duration firstPause, Remote remote, PartFile part) {
    this.web = web;
    this.progress = progress;
    this.remote = remote;
    this.part = part;
    this.attempts = new Attempts(progress, firstPause);
  }

  /**
   * Brings it to its place.
   *
   * @throws InvalidInputException if it cannot be had, or is not what it should be
   */
  void run() throws IOException {
    while (!received()) {
      // The server has another file than the one that is here in part, or the connection was cut.
    }
    String hash = verified();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("source", remote.name());
    facts.put("address", remote.address().toString());
    facts.putAll(remote.facts());
    progress.note("fetched %s, %s".formatted(remote.name(), Meter.words(part.length())));
    part.complete(new Origin(facts), hash);
  }

  /** Whether it is all here. */
  private boolean received() throws IOException {
    Optional<String> validator = part.validator();
    long here = validator.isPresent() ? part.length() : 0;
    try (Answer answer =
        web.ask("GET", remote.address(), address -> headers(address, validator, here))) {
      int status = answer.status();
      if (status == 416 && here > 0) {
        part.discard();
        return false;
      } else if (Attempts.Busy.isOne(status)) {
        throw new Attempts.Busy(status, answer.header("retry-after"));
      } else if (status != 200 && status != 206) {
        throw remote.refusal(answer);
      }
      receive(answer, here);
      return true;
    } catch (IOException e) {
      attempts.failed(remote.name(), remote.address().getHost(), e, part.length());
      return false;
    }
  }

  private Map<String, String> headers(URI address, Optional<String> validator, long here) {
    Map<String, String> headers = new HashMap<>(remote.headers(address));
    validator.ifPresent(
        known -> {
          headers.put("Range", "bytes=" + here + "-");
          headers.put("If-Range", known);
        });
    return headers;
  }

  private void receive(Answer answer, long here) throws IOException {
    requireNoPage(answer);
    boolean goesOn = answer.status() == 206 && here > 0 && answer.begins().orElse(-1) == here;
    if (answer.status() == 206 && !goesOn) {
      part.discard();
      throw new IOException("another part than was asked for");
    }
    sha256 = remote.sha256(answer);
    size = size(answer);
    if (size.isPresent()) {
      part.requireRoom(size.getAsLong());
    }
    if (!goesOn) {
      part.begin(answer.validator());
    }
    note(goesOn);
    Meter meter = new Meter(progress, remote.name(), goesOn ? here : 0, size);
    long before = meter.bytes();
    try {
      part.append(answer.body(), meter);
    } finally {
      if (meter.bytes() > before) {
        attempts.moved();
      }
    }
    if (size.isPresent() && meter.bytes() < size.getAsLong()) {
      throw new IOException("the body is shorter than was said");
    }
  }

  /** Of two servers, the one that sends the file may have another than the one that knows it. */
  private OptionalLong size(Answer answer) throws IOException {
    Optional<Long> known = remote.size(answer);
    OptionalLong sent = answer.size();
    if (known.isPresent() && sent.isPresent() && sent.getAsLong() != known.get()) {
      part.discard();
      throw new InvalidInputException(
          "%s sends a file of %d bytes where %s speaks of %d; nothing was kept"
              .formatted(
                  answer.address().getHost(),
                  sent.getAsLong(),
                  remote.address().getHost(),
                  known.get()));
    }
    return known.map(OptionalLong::of).orElse(sent);
  }

  private void note(boolean goesOn) throws IOException {
    if (!noted) {
      noted = true;
      String all = size.isPresent() ? ", " + Meter.words(size.getAsLong()) : "";
      String here = goesOn ? ", of which %s are here".formatted(Meter.words(part.length())) : "";
      progress.note("fetching " + remote.name() + all + here);
    }
  }

  /** A page to log in on, or one about the file, is no file. */
  private void requireNoPage(Answer answer) {
    String type = answer.header("content-type").orElse("");
    if (type.startsWith("text/html") && !remote.address().getPath().matches(".*\\.x?html?")) {
      throw new InvalidInputException(
          "%s gives a web page in place of the file; open the address in a browser to see why"
              .formatted(answer.address().getHost()));
    }
  }

  private String verified() throws IOException {
    String hash = part.sha256();
    if (sha256.isPresent() && !hash.equals(sha256.get())) {
      part.discard();
      throw new InvalidInputException(
          "the file that %s sent has the SHA-256 %s, not %s; nothing was kept"
              .formatted(remote.address().getHost(), hash, sha256.get()));
    }
    return hash;
  }
}
