package io.threetowers.core.source;

import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Asks again where that may help: after 1 s, 2 s, 4 s, 8 s, or when the server says. */
final class Attempts {
  private static final int MOST = 5;

  /** Where there is no network, nobody waits for one. */
  private static final int MOST_WITHOUT_CONNECTION = 3;

  private static final long LONGEST_MILLIS = 60_000;

  /** A server that is busy, or broken for the moment. */
  static final class Busy extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient Optional<Duration> pause;

    Busy(int status, Optional<String> retryAfter) {
      super(
          status == 429
              ? "it wants fewer requests (status 429)"
              : "it answers with status " + status);
      this.pause =
          retryAfter
              .filter(text -> text.matches("\\d{1,4}"))
              .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    static boolean isOne(int status) {
      return status == 408 || status == 429 || status >= 500;
    }
  }

  private final FetchProgress progress;
  private final Duration first;
  private int failures;

  /**
   * Begins.
   *
   * @param first pause; each further one is twice as long
   */
  Attempts(FetchProgress progress, Duration first) {
    this.progress = progress;
    this.first = first;
  }

  /** Something arrived: what failed before has healed. */
  void moved() {
    failures = 0;
  }

  /**
   * Waits after a failure.
   *
   * @param here what is here and need not come again
   * @throws InvalidInputException if it has failed too often, or would again
   */
  void failed(String name, String host, IOException e, long here) {
    failures++;
    String reason = reason(host, e);
    if (e instanceof InterruptedIOException && Thread.currentThread().isInterrupted()) {
      throw new InvalidInputException("interrupted", e);
    } else if (failures >= most(e) || e instanceof SSLException) {
      String kept =
          here == 0 ? "" : "; %s are here, and it goes on from there".formatted(Meter.words(here));
      throw new InvalidInputException(reason + kept, e);
    }
    long doubled = first.toMillis() << (failures - 1);
    long millis =
        e instanceof Busy busy ? busy.pause.map(Duration::toMillis).orElse(doubled) : doubled;
    progress.note("%s: %s; trying again".formatted(name, reason));
    try {
      Thread.sleep(Math.min(millis, LONGEST_MILLIS));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InvalidInputException("interrupted", interrupted);
    }
  }

  private static int most(IOException e) {
    return e instanceof ConnectException ? MOST_WITHOUT_CONNECTION : MOST;
  }

  private static String reason(String host, IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
        return "the host %s cannot be found; is there a network, or a proxy to be named in HTTPS_PROXY?"
            .formatted(host);
      } else if (cause instanceof ConnectException) {
        return "no connection to %s; is there a proxy to be named in HTTPS_PROXY?".formatted(host);
      } else if (cause instanceof SSLException) {
        return "the certificate of %s is not trusted (%s)".formatted(host, cause.getMessage());
      } else if (cause instanceof HttpTimeoutException) {
        return host + " does not answer";
      } else if (cause instanceof Busy) {
        return host + ": " + cause.getMessage();
      }
    }
    return "the connection to %s was cut".formatted(host);
  }
}
