package io.threetowers.launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A hub with the files that our experiments name, of the same families and under the same names,
 * but of towers so small that they lie among the tests; and what makes those of an experiment as
 * small.
 */
final class TinyHub implements AutoCloseable {
  private static final String COMMIT = "89abcdef".repeat(5);
  private static final Path VIT =
      Distribution.HOME.resolve(
          "threetowers-towers-vit/src/test/resources/io/threetowers/towers/vit/goldens");
  private static final Path TEXT =
      Distribution.HOME.resolve(
          "threetowers-towers-text/src/test/resources/io/threetowers/towers/text/goldens");

  private static final Map<String, Path> FILES =
      Map.of(
          "timm/vit_base_patch16_224.augreg_in21k/model.safetensors",
          VIT.resolve("timm/model.safetensors"),
          "facebook/dinov2-small/model.safetensors",
          VIT.resolve("huggingface-dinov2/model.safetensors"),
          "openai/clip-vit-base-patch32/pytorch_model.bin",
          VIT.resolve("huggingface-clip/model.safetensors"),
          "openai/clip-vit-base-patch32/tokenizer.json",
          TEXT.resolve("huggingface-clip/tokenizer.json"),
          "google/siglip-base-patch16-224/model.safetensors",
          VIT.resolve("huggingface-siglip/model.safetensors"),
          "google/siglip-base-patch16-224/spiece.model",
          TEXT.resolve("huggingface-siglip/tokenizer.json"));

  /** tools/goldens/towers_torch.py */
  private static final List<String> SIZE = List.of("width=24", "depth=2", "heads=3");

  private static final Map<String, List<String>> OVERRIDES =
      Map.of(
          "lit.yaml",
          tower("image", "mlp=48", "patch=8"),
          "three-towers.yaml",
          tower("third", "mlp=48", "patch=8"),
          "three-towers-dinov2.yaml",
          tower("third", "mlp=48", "patch=8"),
          "clip.yaml",
          both(
              tower("image", "mlp=40", "patch=8", "projection=12"),
              tower("text", "mlp=40", "vocabulary=40", "length=10", "projection=12")),
          "siglip.yaml",
          both(
              tower("image", "mlp=40", "patch=8"),
              tower(
                  "text",
                  "mlp=40",
                  "vocabulary=32",
                  "length=8",
                  "projection=24",
                  "tokenizer.type=huggingface",
                  "tokenizer.file=hf://google/siglip-base-patch16-224/spiece.model")));

  private final HttpServer server;

  TinyHub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", TinyHub::answer);
    server.start();
  }

  private static List<String> tower(String name, String... settings) {
    return Stream.concat(SIZE.stream(), Arrays.stream(settings))
        .map(setting -> "towers." + name + "." + setting)
        .toList();
  }

  private static List<String> both(List<String> image, List<String> text) {
    return Stream.concat(image.stream(), text.stream()).toList();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().substring(1);
      Path file = FILES.get(path.replaceFirst("/resolve/[^/]+/", "/"));
      exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
      exchange.getResponseHeaders().set("X-Error-Code", file == null ? "EntryNotFound" : "");
      boolean body = file != null && exchange.getRequestMethod().equals("GET");
      exchange.sendResponseHeaders(file == null ? 404 : 200, body ? Files.size(file) : -1);
      if (body) {
        Files.copy(file, exchange.getResponseBody());
      }
    }
  }

  /** Lets commands ask this hub in place of the real one. */
  void tell(ProcessBuilder command, Path cache) {
    command.environment().put("HF_ENDPOINT", "http://127.0.0.1:" + server.getAddress().getPort());
    command.environment().put("THREETOWERS_CACHE", cache.toString());
  }

  /** By the names of experiments. */
  static Map<String, List<String>> overrides() {
    return OVERRIDES;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
