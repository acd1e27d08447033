package io.threetowers.trackers.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Calls of MLflow's REST API 2.0, each in a connection of its own.
 *
 * <p>Not {@code java.net.http}: until Java 21 its client cannot be closed, and its thread lives on
 * when the run is over. At a call a second or less a kept connection would win nothing.
 */
final class RestApi {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 20_000;
  private static final int LONGEST_TOLD = 300;

  private final URI server;
  private final Optional<String> authorization;

  RestApi(URI server, Optional<String> authorization) {
    this.server = server;
    this.authorization = authorization;
  }

  URI server() {
    return server;
  }

  JsonObject get(String call, String parameter, String value) throws IOException {
    return answer(connect(call + "?" + parameter + "=" + URLEncoder.encode(value, UTF_8)), null);
  }

  JsonObject post(String call, JsonObject body) throws IOException {
    return answer(connect(call), body);
  }

  private HttpURLConnection connect(String call) throws IOException {
    URI uri = URI.create(server + "/api/2.0/mlflow/" + call);
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    connection.setRequestProperty("Connection", "close");
    connection.setRequestProperty("Accept", "application/json");
    authorization.ifPresent(value -> connection.setRequestProperty("Authorization", value));
    return connection;
  }

  private static JsonObject answer(HttpURLConnection connection, @Nullable JsonObject body)
      throws IOException {
    try {
      if (body != null) {
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/json");
        try (OutputStream out = connection.getOutputStream()) {
          out.write(body.toString().getBytes(UTF_8));
        }
      }
      int status = connection.getResponseCode();
      if (status == HttpURLConnection.HTTP_OK) {
        return object(text(connection.getInputStream()));
      }
      throw failure(status, text(connection.getErrorStream()));
    } finally {
      connection.disconnect();
    }
  }

  private static String text(@Nullable InputStream stream) throws IOException {
    if (stream == null) {
      return "";
    }
    try (stream) {
      return new String(stream.readAllBytes(), UTF_8);
    }
  }

  private static JsonObject object(String text) throws IOException {
    try {
      return JsonParser.parseString(text).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new IOException("it answers '" + shortened(text) + "', which is not of MLflow", e);
    }
  }

  /** What the server will not take is refused; all else may pass. */
  private static IOException failure(int status, String text) {
    String code = "";
    String message = shortened(text);
    try {
      JsonObject error = JsonParser.parseString(text).getAsJsonObject();
      code = error.has("error_code") ? error.get("error_code").getAsString() : "";
      message = error.has("message") ? shortened(error.get("message").getAsString()) : message;
    } catch (JsonParseException | IllegalStateException e) {
      // A proxy's page; the status says enough.
      message = shortened(text);
    }
    String told = "it answers %d: %s".formatted(status, message);
    boolean passes = status >= 500 || status == 429 || status == 408;
    return passes ? new IOException(told) : new RefusedException(code, told);
  }

  private static String shortened(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST_TOLD ? line : line.substring(0, LONGEST_TOLD) + "…";
  }
}
