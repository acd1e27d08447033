package io.threetowers.core.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WebTest {
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private void redirect(String path, String location) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            exchange.getResponseHeaders().set("Location", location);
            exchange.sendResponseHeaders(302, -1);
          }
        });
  }

  private static Answer ask(Map<String, String> environment, URI address, Duration patience)
      throws IOException {
    try (Web web = new Web(environment, patience)) {
      try (Answer answer = web.ask("GET", address, next -> Map.of())) {
        answer.body().readAllBytes();
        return answer;
      }
    }
  }

  @Test
  void refusesRedirectsWithoutEndAndToNowhere() {
    redirect("/loop", "/loop");
    redirect("/nowhere", "");
    redirect("/file", "file:///etc/passwd");
    redirect("/user", "http://ada:secret@127.0.0.1/");
    for (String path : List.of("/loop", "/nowhere", "/file", "/user")) {
      assertThatThrownBy(() -> ask(Map.of(), at(path), Duration.ofSeconds(5)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("127.0.0.1 sends us ")
          .hasMessageNotContaining("secret");
    }
  }

  @Test
  void givesUpOnAServerThatFallsSilent() {
    server.createContext(
        "/silent",
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write(new byte[10]);
          exchange.getResponseBody().flush();
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    assertThatThrownBy(() -> ask(Map.of(), at("/silent"), Duration.ofMillis(300)))
        .isInstanceOf(HttpTimeoutException.class);
  }

  @Test
  void goesThroughTheProxyAndSaysWhoItIs() throws IOException {
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String who = exchange.getRequestHeaders().getFirst("Proxy-Authorization");
            asked.add(exchange.getRequestURI() + " " + who);
            if (who == null) {
              exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"acme\"");
              exchange.sendResponseHeaders(407, -1);
            } else {
              exchange.sendResponseHeaders(200, -1);
            }
          }
        });
    String proxy = "http://ada:lovelace@127.0.0.1:" + server.getAddress().getPort();
    Answer answer =
        ask(
            Map.of("HTTP_PROXY", proxy),
            URI.create("http://weights.invalid/a"),
            Duration.ofSeconds(5));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(asked)
        .containsExactly(
            "http://weights.invalid/a null", "http://weights.invalid/a Basic YWRhOmxvdmVsYWNl");
  }

  @Test
  void knowsTheVariablesThatCurlKnows() {
    Map<String, String> environment =
        Map.of(
            "HTTPS_PROXY", "proxy.acme:3128",
            "all_proxy", "http://other.acme:80",
            "NO_PROXY", "localhost, .internal.acme,10.0.0.1:8080");
    Proxies proxies = Proxies.of(environment);
    assertThat(proxies.select(URI.create("https://hub/a")).toString()).contains("proxy.acme");
    assertThat(proxies.select(URI.create("http://hub/a")).toString()).contains("other.acme");
    for (String direct : List.of("localhost", "internal.acme", "a.internal.acme", "10.0.0.1")) {
      assertThat(proxies.select(URI.create("https://" + direct + "/a")))
          .containsExactly(Proxy.NO_PROXY);
    }
    assertThat(proxies.select(URI.create("https://notinternal.acme/a")).toString())
        .contains("proxy.acme");
  }
}
