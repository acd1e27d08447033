package io.threetowers.trackers.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;

/**
 * As much of an MLflow server as a tracker calls. It refuses what the real one refuses ({@code
 * mlflow/utils/validation.py}, {@code mlflow/server/handlers.py}).
 */
final class TrackingServer implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("[/\\p{L}\\p{N}_.\\- :]{1,250}");

  /**
   * A call.
   *
   * @param body of a POST; of a GET the query
   */
  record Call(String path, String body, String authorization) {
    JsonObject json() {
      return JsonParser.parseString(body).getAsJsonObject();
    }
  }

  private final HttpServer server;
  private final List<Call> calls = new ArrayList<>();
  private final Map<String, String> parameters = new HashMap<>();
  private boolean experimentExists;
  private int runs;
  private int failures;
  private boolean refusing;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile boolean hanging;

  TrackingServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  String uri() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  synchronized List<Call> calls(String path) {
    return calls.stream().filter(call -> call.path().equals(path)).toList();
  }

  synchronized List<String> paths() {
    return calls.stream().map(Call::path).toList();
  }

  /** The next calls are answered with 503. */
  synchronized void failNext(int count) {
    failures = count;
  }

  /** Numbers are answered with 400 from now on. */
  synchronized void refuseNumbers() {
    refusing = true;
  }

  /** Nothing is answered any more. */
  void hang() {
    hanging = true;
  }

  private void handle(HttpExchange exchange) throws IOException {
    if (hanging) {
      try {
        closing.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      exchange.close();
      return;
    }
    answer(exchange);
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().replaceFirst("^/api/2\\.0/mlflow/", "");
    String query = exchange.getRequestURI().getQuery();
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (failures > 0) {
      failures--;
      answer(exchange, 503, "<html>away</html>");
      return;
    }
    calls.add(
        new Call(path, query == null ? body : query, authorization == null ? "" : authorization));
    switch (path) {
      case "experiments/get-by-name" -> {
        if (experimentExists) {
          answer(exchange, 200, "{\"experiment\": {\"experiment_id\": \"7\"}}");
        } else {
          error(exchange, 404, "RESOURCE_DOES_NOT_EXIST");
        }
      }
      case "experiments/create" -> {
        experimentExists = true;
        answer(exchange, 200, "{\"experiment_id\": \"7\"}");
      }
      case "runs/create" -> {
        runs++;
        answer(exchange, 200, "{\"run\": {\"info\": {\"run_id\": \"run%d\"}}}".formatted(runs));
      }
      case "runs/update" -> run(exchange, body);
      case "runs/log-batch" -> {
        JsonObject batch = JsonParser.parseString(body).getAsJsonObject();
        boolean valid =
            !refusing
                && items(batch, "metrics").stream()
                    .allMatch(metric -> isValid(metric.get("key").getAsString()))
                && takes(items(batch, "params"));
        if (valid) {
          run(exchange, body);
        } else {
          error(exchange, 400, "INVALID_PARAMETER_VALUE");
        }
      }
      default -> error(exchange, 404, "ENDPOINT_NOT_FOUND");
    }
  }

  private static List<JsonObject> items(JsonObject batch, String name) {
    return batch.has(name)
        ? batch.getAsJsonArray(name).asList().stream().map(JsonElement::getAsJsonObject).toList()
        : List.of();
  }

  /** At most 100 at once, none too long, and no other value for one that is there. */
  private boolean takes(List<JsonObject> batch) {
    boolean valid = batch.size() <= 100;
    for (JsonObject parameter : batch) {
      String key = parameter.get("key").getAsString();
      String value = parameter.get("value").getAsString();
      String before = parameters.putIfAbsent("run" + runs + " " + key, value);
      valid &= isValid(key) && value.length() <= 6000 && (before == null || before.equals(value));
    }
    return valid;
  }

  /** What was said of the settings of any run. */
  synchronized Map<String, String> parameters() {
    return new TreeMap<>(parameters);
  }

  /** Allowed letters, and a path that is as short as it could be. */
  static boolean isValid(String name) {
    return NAME.matcher(name).matches()
        && !name.startsWith("/")
        && !name.endsWith("/")
        && !name.contains("//")
        && !("/" + name + "/").matches(".*/\\.{1,2}/.*");
  }

  private void run(HttpExchange exchange, String body) throws IOException {
    String id = JsonParser.parseString(body).getAsJsonObject().get("run_id").getAsString();
    if (id.equals("run" + runs)) {
      answer(exchange, 200, "{}");
    } else {
      error(exchange, 404, "RESOURCE_DOES_NOT_EXIST");
    }
  }

  /** Forgets its runs. */
  synchronized void deleteRuns() {
    runs += 100;
  }

  private static void error(HttpExchange exchange, int status, String code) throws IOException {
    answer(exchange, status, "{\"error_code\": \"%s\", \"message\": \"no\"}".formatted(code));
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
  }
}
