package io.threetowers.core.source;

import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * Asks web servers for files. Redirects are followed here, one by one, so that what is said to one
 * host is not said to the next.
 */
final class Web implements AutoCloseable {
  private static final int REDIRECTS = 10;
  private static final Duration CONNECT = Duration.ofSeconds(20);

  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "fetch");
            thread.setDaemon(true);
            return thread;
          });
  private final HttpClient client;
  private final Duration patience;

  /**
   * Opens nothing yet.
   *
   * @param patience how long a server may be silent
   */
  Web(Map<String, String> environment, Duration patience) {
    Proxies proxies = Proxies.of(environment);
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            // With HTTP/2 the JDK's small window slows large files down.
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .proxy(proxies)
            .executor(threads);
    proxies.authenticator().ifPresent(builder::authenticator);
    this.client = builder.build();
    this.patience = patience;
  }

  /**
   * Asks, and follows redirects.
   *
   * @param method {@code GET} or {@code HEAD}
   * @param headers for whom they are asked
   */
  Answer ask(String method, URI address, Function<URI, Map<String, String>> headers)
      throws IOException {
    List<HttpHeaders> hops = new ArrayList<>();
    URI next = address;
    while (hops.size() <= REDIRECTS) {
      HttpResponse<InputStream> response = send(method, next, headers.apply(next));
      hops.add(response.headers());
      boolean redirect = List.of(301, 302, 303, 307, 308).contains(response.statusCode());
      boolean enough =
          method.equals("HEAD") && response.headers().firstValue("x-repo-commit").isPresent();
      if (!redirect || enough) {
        return new Answer(response, List.copyOf(hops));
      }
      response.body().close();
      next = target(next, response.headers().firstValue("location").orElse(""));
    }
    throw new InvalidInputException(
        "%s sends us from one address to the next without end".formatted(address.getHost()));
  }

  /** The target may bear a signature, so only its host is ever told. */
  private static URI target(URI from, String location) {
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      to = from;
    }
    if (location.isEmpty() || to.getHost() == null || to.getUserInfo() != null) {
      throw new InvalidInputException(
          "%s sends us to another address that is none".formatted(from.getHost()));
    } else if (!to.getScheme().equals("https") && !to.getScheme().equals(from.getScheme())) {
      throw new InvalidInputException(
          "%s sends us from https to %s on %s, where anybody could change the file"
              .formatted(from.getHost(), to.getScheme(), to.getHost()));
    }
    return to;
  }

  private HttpResponse<InputStream> send(String method, URI address, Map<String, String> headers)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(patience)
            .header("User-Agent", "three-towers")
            // Sizes, ranges and hashes are those of the file itself.
            .header("Accept-Encoding", "identity");
    headers.forEach(request::header);
    try {
      return client.send(request.build(), info -> new TimedBody(patience));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
