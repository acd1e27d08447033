package io.threetowers.core.source;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.threetowers.core.digest.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Two servers that answer as the hub does: the hub itself, which has small files and sends those
 * who want large ones to the other, the store, which is another host.
 */
final class HubServer implements AutoCloseable {
  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  static final String REPOSITORY = "acme/tiny-clip";

  /** What was asked: method, path, and the headers that matter. */
  record Request(String server, String method, String path, Map<String, String> headers) {}

  final List<Request> requests = new CopyOnWriteArrayList<>();
  final Map<String, byte[]> small = new ConcurrentHashMap<>();
  final Map<String, byte[]> large = new ConcurrentHashMap<>();

  /** What the store sends in place of a file's bytes. */
  final Map<String, byte[]> swapped = new ConcurrentHashMap<>();

  /** The token that the hub wants; empty: none. */
  volatile String token = "";

  /** Bytes after which the store cuts a connection, one entry for each. */
  final List<Integer> cuts = new CopyOnWriteArrayList<>();

  /** The status that the hub gives first, one entry for each request. */
  final List<Integer> troubles = new CopyOnWriteArrayList<>();

  private final HttpServer hub;
  private final HttpServer store;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  HubServer() throws IOException {
    hub = start(this::hub);
    store = start(this::store);
  }

  private interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  private HttpServer start(Handler handler) throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer server = HttpServer.create(any, 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            note(server == hub ? "hub" : "store", exchange);
            handler.handle(exchange);
          }
        });
    server.start();
    return server;
  }

  String endpoint() {
    return address(hub);
  }

  String storeAddress() {
    return address(store);
  }

  private static String address(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Request> asked(String server, String method) {
    return requests.stream()
        .filter(request -> request.server().equals(server) && request.method().equals(method))
        .toList();
  }

  private void note(String server, HttpExchange exchange) {
    Map<String, String> headers = new TreeMap<>();
    for (String name : List.of("Authorization", "Range", "If-Range")) {
      if (exchange.getRequestHeaders().containsKey(name)) {
        headers.put(name, exchange.getRequestHeaders().getFirst(name));
      }
    }
    requests.add(
        new Request(
            server, exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers));
  }

  private void hub(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (!troubles.isEmpty()) {
      status(exchange, troubles.remove(0), "");
    } else if (!token.isEmpty()
        && !("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      status(exchange, 401, "GatedRepo");
    } else if (path.equals("/api/models/" + REPOSITORY + "/revision/" + COMMIT)) {
      listing(exchange);
    } else if (!path.startsWith("/" + REPOSITORY + "/resolve/")) {
      status(exchange, 401, "RepoNotFound");
    } else {
      String[] halves = path.substring(("/" + REPOSITORY + "/resolve/").length()).split("/", 2);
      file(exchange, halves[0], halves[1]);
    }
  }

  private void listing(HttpExchange exchange) throws IOException {
    StringBuilder json = new StringBuilder("{\"siblings\": [");
    large.keySet().forEach(name -> json.append("{\"rfilename\": \"").append(name).append("\"},"));
    small.keySet().forEach(name -> json.append("{\"rfilename\": \"").append(name).append("\"},"));
    json.setLength(json.length() - 1);
    send(exchange, 200, json.append("]}").toString().getBytes(StandardCharsets.UTF_8));
  }

  private void file(HttpExchange exchange, String revision, String name) throws IOException {
    if (!List.of("main", "v1", COMMIT).contains(revision)) {
      status(exchange, 404, "RevisionNotFound");
      return;
    }
    exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
    if (small.containsKey(name)) {
      exchange.getResponseHeaders().set("ETag", "\"da39a3ee5e6b4b0d3255bfef95601890afd80709\"");
      send(exchange, 200, small.get(name));
    } else if (large.containsKey(name)) {
      byte[] content = large.get(name);
      String hash = HexFormat.of().formatHex(Sha256.digest().digest(content));
      exchange.getResponseHeaders().set("X-Linked-ETag", "\"" + hash + "\"");
      exchange.getResponseHeaders().set("X-Linked-Size", Integer.toString(content.length));
      exchange
          .getResponseHeaders()
          .set("Location", storeAddress() + "/blobs/" + name + "?signature=secret");
      exchange.sendResponseHeaders(302, -1);
    } else {
      status(exchange, 404, "EntryNotFound");
    }
  }

  private void store(HttpExchange exchange) throws IOException {
    String name = exchange.getRequestURI().getPath().replaceFirst("/blobs/", "");
    byte[] content = swapped.getOrDefault(name, large.get(name));
    if (content == null) {
      status(exchange, 404, "");
      return;
    }
    String tag = "\"" + Addresses.fingerprint(HexFormat.of().formatHex(content)) + "\"";
    exchange.getResponseHeaders().set("ETag", tag);
    String range = exchange.getRequestHeaders().getFirst("Range");
    int begin = 0;
    int status = 200;
    if (range != null && tag.equals(exchange.getRequestHeaders().getFirst("If-Range"))) {
      begin = Integer.parseInt(range.replaceAll("\\D+", ""));
      status = 206;
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range",
              "bytes %d-%d/%d".formatted(begin, content.length - 1, content.length));
    }
    int end = cuts.isEmpty() ? content.length : Math.min(content.length, begin + cuts.remove(0));
    exchange.sendResponseHeaders(status, content.length - begin);
    exchange.getResponseBody().write(content, begin, end - begin);
    exchange.getResponseBody().flush();
  }

  private static void status(HttpExchange exchange, int status, String code) throws IOException {
    if (!code.isEmpty()) {
      exchange.getResponseHeaders().set("X-Error-Code", code);
    }
    send(exchange, status, "no".getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    hub.stop(0);
    store.stop(0);
    threads.shutdownNow();
  }
}
