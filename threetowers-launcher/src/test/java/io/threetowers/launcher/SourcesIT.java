package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose third tower comes from elsewhere, through the start script. */
class SourcesIT {
  private static final Path WEIGHTS =
      Distribution.HOME.resolve("data/emoji/third-tower.safetensors");
  private static final String COMMIT = "89abcdef".repeat(5);
  private static final String TOKEN = "hf_dontTellAnybody";

  @TempDir private Path folder;
  private HttpServer hub;

  @BeforeEach
  void start() throws IOException {
    hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    hub.createContext("/", this::answer);
    hub.start();
  }

  @AfterEach
  void stop() {
    hub.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean known = exchange.getRequestURI().getPath().endsWith("/third-tower.safetensors");
      exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
      exchange.getResponseHeaders().set("X-Error-Code", known ? "" : "EntryNotFound");
      boolean body = known && exchange.getRequestMethod().equals("GET");
      exchange.sendResponseHeaders(known ? 200 : 404, body ? Files.size(WEIGHTS) : -1);
      if (body) {
        Files.copy(WEIGHTS, exchange.getResponseBody());
      }
    }
  }

  private ProcessBuilder command(String... arguments) {
    ProcessBuilder builder = Distribution.command(folder, arguments);
    builder.environment().put("HF_ENDPOINT", "http://127.0.0.1:" + hub.getAddress().getPort());
    builder.environment().put("HF_TOKEN", TOKEN);
    builder.environment().put("THREETOWERS_CACHE", folder.resolve("cache").toString());
    builder.environment().put("MAVEN_HOME", folder.resolve("maven").toString());
    return builder;
  }

  private Distribution.Outcome check(String file) throws Exception {
    return Distribution.outcome(command("check", file));
  }

  private void write(String file, String weights) throws IOException {
    Files.writeString(
        folder.resolve(file), "extends: tiny.yaml\ntowers:\n  third: {weights: " + weights + "}\n");
  }

  @Test
  void trainsWithATowerFromTheHubAndNeedsItNoMore() throws Exception {
    Distribution.tinyExperiment(folder);
    String address = "hf://acme/emoji/third-tower.safetensors";
    write("mine.yaml", address);
    Distribution.Outcome outcome =
        Distribution.outcome(command("train", "mine.yaml", "train.duration=2", "--run", "run"));
    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    assertThat(outcome.err()).contains("fetching " + address).contains("fetched " + address);
    assertThat(folder.resolve("run/resolved.yaml"))
        .content()
        .contains("weights: \"" + address + "\"");
    String record = Files.readString(folder.resolve("run/run.json"));
    assertThat(
            JsonParser.parseString(record)
                .getAsJsonObject()
                .getAsJsonObject("files")
                .getAsJsonObject(address)
                .get("commit")
                .getAsString())
        .isEqualTo(COMMIT);
    assertThat(record + Files.readString(folder.resolve("run/out.log")) + outcome)
        .doesNotContain(TOKEN);

    hub.stop(0);
    assertThat(check("mine.yaml").exitCode()).isZero();
    assertThat(Distribution.outcome(command("eval", "run")).exitCode()).isZero();
  }

  @Test
  void saysWhereTheAddressStandsThatLeadsNowhere() throws Exception {
    Distribution.tinyExperiment(folder);
    write("mine.yaml", "hf://acme/emoji/fourth-tower.safetensors");
    Distribution.Outcome outcome = check("mine.yaml");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .isEqualTo(
            """
            mine.yaml:3:20: towers.third.weights: 'acme/emoji' has no file 'fourth-tower.safetensors' \
            at 'main'
            """);
    assertThat(Distribution.outcome(command("config", "mine.yaml")).exitCode()).isZero();
  }

  @Test
  void showsWeightsByTheirAddress() throws Exception {
    String address = "hf://acme/emoji/third-tower.safetensors";
    Distribution.Outcome outcome = Distribution.outcome(command("weights", address));
    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    assertThat(outcome.out())
        .contains("blocks.0.attn.qkv.weight", "77 tensors", "nearest is the preset vit-ti16");

    outcome = Distribution.outcome(command("weights", "hf://acme/emoji"));
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("the file must be hf://");
  }

  @Test
  void findsATowerInAMavenArtifact() throws Exception {
    Path jar = folder.resolve("remote/com/acme/towers/1.0/towers-1.0.jar");
    Files.createDirectories(jar.getParent());
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("weights/third.safetensors"));
      Files.copy(WEIGHTS, zip);
    }
    byte[] hash = MessageDigest.getInstance("SHA-1").digest(Files.readAllBytes(jar));
    Files.writeString(jar.resolveSibling("towers-1.0.jar.sha1"), HexFormat.of().formatHex(hash));
    Path settings = Files.createDirectories(folder.resolve("maven/conf")).resolve("settings.xml");
    Files.writeString(
        settings,
        """
        <settings>
          <localRepository>%s</localRepository>
          <mirrors><mirror><id>here</id><mirrorOf>*</mirrorOf><url>%s</url></mirror></mirrors>
        </settings>
        """
            .formatted(folder.resolve("local"), folder.resolve("remote").toUri()));
    Distribution.tinyExperiment(folder);
    write("mine.yaml", "maven:com.acme:towers:1.0!/weights/third.safetensors");
    Distribution.Outcome outcome = check("mine.yaml");
    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    assertThat(outcome.err())
        .isEqualTo(
            """
            fetching com.acme:towers:jar:1.0 from Maven repository 'here'
            fetched com.acme:towers:jar:1.0
            """);
    assertThat(folder.resolve("cache/maven/com.acme/towers/1.0/weights/third.safetensors"))
        .hasSameBinaryContentAs(WEIGHTS);
  }
}
