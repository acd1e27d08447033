package io.threetowers.core.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threetowers.api.InvalidInputException;
import io.threetowers.core.digest.Sha256;
import io.threetowers.core.source.SourceFiles.Surroundings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SourceFilesTest {
  private static final String WEIGHTS = "hf://acme/tiny-clip/model.safetensors";
  private static final String TOKEN = "hf_dontTellAnybody";
  private static final byte[] CONTENT = new byte[300_000];

  static {
    new Random(5).nextBytes(CONTENT);
  }

  @TempDir private Path folder;
  private HubServer server;
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> notes = new CopyOnWriteArrayList<>();
  private Optional<ArtifactFiles> artifacts = Optional.empty();

  @BeforeEach
  void start() throws IOException {
    server = new HubServer();
    server.large.put("model.safetensors", CONTENT);
    server.small.put("tokenizer.json", "{\"version\": \"1.0\"}".getBytes(StandardCharsets.UTF_8));
    environment.put("HF_ENDPOINT", server.endpoint());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Path cache() {
    return folder.resolve("cache");
  }

  private Path fetch(String text) throws IOException {
    Surroundings around =
        new Surroundings(
            cache(),
            Map.copyOf(environment),
            folder,
            () -> artifacts,
            Duration.ofSeconds(2),
            Duration.ofMillis(5));
    FetchProgress progress =
        new FetchProgress() {
          @Override
          public void note(String line) {
            notes.add(line);
          }

          @Override
          public void transferred(Transfer transfer) {}
        };
    try (SourceFiles files = new SourceFiles(around, progress)) {
      return files.fetch(FileSource.parse(text));
    }
  }

  private void assertRefused(String text, String... words) {
    assertThatThrownBy(() -> fetch(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(words)
        .hasMessageNotContainingAny(TOKEN, "signature", "\n");
  }

  private Path part() {
    return cache().resolve("hub/acme/tiny-clip/main/model.safetensors.part");
  }

  @Test
  void bringsALargeFileAndASmallOneOfOneCommit() throws IOException {
    Path weights = fetch(WEIGHTS);
    Path tokenizer = fetch("hf://acme/tiny-clip/tokenizer.json");
    assertThat(weights)
        .isEqualTo(cache().resolve("hub/acme/tiny-clip/main/model.safetensors"))
        .hasBinaryContent(CONTENT);
    assertThat(tokenizer).hasContent("{\"version\": \"1.0\"}");
    assertThat(weights.resolveSibling(".commit")).hasContent(HubServer.COMMIT);
    assertThat(server.asked("hub", "HEAD")).hasSize(1);
    assertThat(server.asked("hub", "GET"))
        .extracting(HubServer.Request::path)
        .allMatch(path -> path.startsWith("/acme/tiny-clip/resolve/" + HubServer.COMMIT));
    assertThat(weights.resolveSibling("model.safetensors.origin"))
        .content()
        .contains("source: " + WEIGHTS, "commit: " + HubServer.COMMIT, "bytes: 300000")
        .contains(HexFormat.of().formatHex(Sha256.digest().digest(CONTENT)));
    assertThat(notes)
        .containsExactly(
            "fetching " + WEIGHTS + ", 300 kB",
            "fetched " + WEIGHTS + ", 300 kB",
            "fetching hf://acme/tiny-clip/tokenizer.json, 18 bytes",
            "fetched hf://acme/tiny-clip/tokenizer.json, 18 bytes");
  }

  @Test
  void asksNobodyForWhatIsThere() throws IOException {
    fetch(WEIGHTS);
    server.close();
    fetch(WEIGHTS);
    environment.put("HF_HUB_OFFLINE", "1");
    assertThat(fetch(WEIGHTS + ":img")).hasBinaryContent(CONTENT);
  }

  @Test
  void asksNobodyWhileOffline() {
    environment.put("THREETOWERS_OFFLINE", "true");
    assertRefused(WEIGHTS, "is not in the cache", "THREETOWERS_OFFLINE is set");
    assertThat(server.requests).isEmpty();
  }

  @Test
  void takesACommitAsItIsAndATagOnce() throws IOException {
    fetch("hf://acme/tiny-clip@" + HubServer.COMMIT + "/tokenizer.json");
    assertThat(server.asked("hub", "HEAD")).isEmpty();
    assertThat(fetch("hf://acme/tiny-clip@v1/tokenizer.json")).exists();
    assertThat(cache().resolve("hub/acme/tiny-clip/v1/.commit")).hasContent(HubServer.COMMIT);
  }

  @Test
  void tellsTheTokenToTheHubAndNotToItsStore() throws IOException {
    server.token = TOKEN;
    environment.put("HF_TOKEN", TOKEN + "\n");
    fetch(WEIGHTS);
    assertThat(server.requests)
        .allSatisfy(
            request ->
                assertThat(request.headers().containsKey("Authorization"))
                    .isEqualTo(request.server().equals("hub")));
    assertThat(server.asked("store", "GET")).hasSize(1);
    assertThat(Files.readString(part().resolveSibling("model.safetensors.origin")))
        .doesNotContain(TOKEN, "signature");
  }

  @Test
  void findsTheTokenWhereTheHubsOwnLibraryLeavesIt() throws IOException {
    server.token = TOKEN;
    Files.createDirectories(folder.resolve(".cache/huggingface"));
    Files.writeString(folder.resolve(".cache/huggingface/token"), TOKEN);
    assertThat(fetch(WEIGHTS)).exists();
  }

  @Test
  void refusesATokenThatWouldEndUpInTheMessageOfAnException() {
    environment.put("HF_TOKEN", TOKEN + "\nHost: elsewhere");
    assertRefused(WEIGHTS, "the token for the hub holds a space or a line break");
  }

  @Test
  void saysWhatToDoAboutAGatedRepository() {
    server.token = TOKEN;
    assertRefused(
        WEIGHTS,
        "'acme/tiny-clip' is gated; accept its licence at " + server.endpoint() + "/acme/tiny-clip",
        "set HF_TOKEN");
    environment.put("HF_TOKEN", "hf_another");
    assertRefused(WEIGHTS, "'acme/tiny-clip' is gated and your token may not read it");
  }

  @Test
  void saysWhatTheHubDoesNotHave() {
    assertRefused(
        "hf://acme/tiny-clip@" + HubServer.COMMIT + "/modle.safetensors",
        "'acme/tiny-clip' has no file 'modle.safetensors' at commit",
        "did you mean 'model.safetensors'?");
    assertRefused("hf://acme/tiny-clip@v2/a", "has no branch, tag or commit 'v2'");
    assertRefused("hf://acme/tiny/a.bin", "there is no 'acme/tiny' on 127.0.0.1", "set HF_TOKEN");
  }

  @Test
  void goesOnWhereAConnectionWasCut() throws IOException {
    server.cuts.addAll(List.of(100_000, 50_000));
    assertThat(fetch(WEIGHTS)).hasBinaryContent(CONTENT);
    assertThat(server.asked("store", "GET"))
        .extracting(request -> request.headers().getOrDefault("Range", "all"))
        .containsExactly("all", "bytes=100000-", "bytes=150000-");
    assertThat(notes).contains(WEIGHTS + ": the connection to 127.0.0.1 was cut; trying again");
    assertThat(part()).doesNotExist();
  }

  @Test
  void goesOnInALaterProcess() throws IOException {
    server.cuts.addAll(List.of(100_000, 0, 0, 0, 0, 0, 0));
    assertRefused(WEIGHTS, "was cut; 100 kB are here, and it goes on from there");
    assertThat(part()).hasSize(100_000);
    assertThat(part().resolveSibling("model.safetensors")).doesNotExist();
    server.cuts.clear();
    server.requests.clear();
    assertThat(fetch(WEIGHTS)).hasBinaryContent(CONTENT);
    assertThat(server.asked("store", "GET").get(0).headers())
        .containsEntry("Range", "bytes=100000-");
  }

  @Test
  void beginsAnewWhereTheFileHasChanged() throws IOException {
    server.cuts.addAll(List.of(100_000, 0, 0, 0, 0, 0));
    assertRefused(WEIGHTS, "100 kB are here");
    server.cuts.clear();
    byte[] other = new byte[120_000];
    server.large.put("model.safetensors", other);
    assertThat(fetch(WEIGHTS)).hasBinaryContent(other);
  }

  @Test
  void keepsNothingOfAFileWithAnotherHash() {
    byte[] other = CONTENT.clone();
    other[7]++;
    server.swapped.put("model.safetensors", other);
    assertRefused(WEIGHTS, "the file that 127.0.0.1 sent has the SHA-256", "nothing was kept");
    assertThat(part()).doesNotExist();
    assertThat(part().resolveSibling("model.safetensors")).doesNotExist();
  }

  @Test
  void keepsNothingOfAFileWithAnotherSize() {
    server.swapped.put("model.safetensors", new byte[10]);
    assertRefused(WEIGHTS, "sends a file of 10 bytes where 127.0.0.1 speaks of 300000");
    assertThat(part().resolveSibling("model.safetensors")).doesNotExist();
  }

  @Test
  void triesAgainWhileAServerIsBusy() throws IOException {
    server.troubles.addAll(List.of(503, 429, 500));
    assertThat(fetch(WEIGHTS)).exists();
    assertThat(notes)
        .contains(WEIGHTS + ": 127.0.0.1: it answers with status 503; trying again")
        .contains(WEIGHTS + ": 127.0.0.1: it wants fewer requests (status 429); trying again");
    server.troubles.addAll(List.of(503, 503, 503, 503, 503));
    assertRefused("hf://acme/tiny-clip/tokenizer.json", "127.0.0.1: it answers with status 503");
  }

  @Test
  void saysThatThereIsNoConnection() {
    server.close();
    assertRefused(WEIGHTS, "no connection to 127.0.0.1", "HTTPS_PROXY");
  }

  @Test
  void letsOneFetchWhileOthersWait() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Path>> same = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        same.add(() -> fetch(WEIGHTS));
      }
      for (Future<Path> each : threads.invokeAll(same)) {
        assertThat(each.get()).hasBinaryContent(CONTENT);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(server.asked("store", "GET")).hasSize(1);
  }

  @Test
  void bringsTheShardsOfAnIndex() throws IOException {
    String index =
        "{\"weight_map\": {\"a\": \"model-1-of-2.safetensors\", \"b\": \"model-2-of-2.safetensors\"}}";
    server.small.put("model.safetensors.index.json", index.getBytes(StandardCharsets.UTF_8));
    server.large.put("model-1-of-2.safetensors", new byte[] {1});
    server.large.put("model-2-of-2.safetensors", new byte[] {2});
    Path file = fetch("hf://acme/tiny-clip/model.safetensors.index.json");
    assertThat(file.resolveSibling("model-1-of-2.safetensors")).hasBinaryContent(new byte[] {1});
    assertThat(file.resolveSibling("model-2-of-2.safetensors")).hasBinaryContent(new byte[] {2});
  }

  @Test
  void refusesAnIndexThatNamesFilesElsewhere() {
    String index = "{\"weight_map\": {\"a\": \"../../../.ssh/config\"}}";
    server.small.put("evil.safetensors.index.json", index.getBytes(StandardCharsets.UTF_8));
    assertRefused(
        "hf://acme/tiny-clip/evil.safetensors.index.json", "'../../../.ssh/config'", "beside it");
    server.small.put("none.index.json", "[1]".getBytes(StandardCharsets.UTF_8));
    assertRefused("hf://acme/tiny-clip/none.index.json", "is no index with a weight_map");
  }

  @Test
  void bringsAFileFromTheWebIfItHasItsHash() throws IOException {
    String hash = HexFormat.of().formatHex(Sha256.digest().digest(CONTENT));
    String address = server.storeAddress() + "/blobs/model.safetensors";
    assertThat(fetch(address + "#sha256=" + hash))
        .hasBinaryContent(CONTENT)
        .asString()
        .contains("web/127.0.0.1_", "blobs/sha256-" + hash.substring(0, 16));
    String other = "0".repeat(64);
    assertRefused(address + "#sha256=" + other, "has the SHA-256 " + hash + ", not " + other);
    assertRefused(
        server.storeAddress() + "/blobs/none#sha256=" + hash, "there is no file '/blobs/none'");
  }

  @Test
  void takesAFileOutOfAnArtifact() throws IOException {
    Path jar = folder.resolve("weights-1.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("models/tiny.onnx"));
      zip.write(CONTENT);
      zip.putNextEntry(new ZipEntry("../../evil"));
    }
    artifacts = Optional.of((coordinates, offline, progress) -> jar);
    assertThat(fetch("maven:com.acme:weights:1!/models/tiny.onnx"))
        .isEqualTo(cache().resolve("maven/com.acme/weights/1/models/tiny.onnx"))
        .hasBinaryContent(CONTENT);
    assertThat(fetch("maven:com.acme:weights:1")).hasSameBinaryContentAs(jar);
    assertRefused(
        "maven:com.acme:weights:1!/models/tinny.onnx", "did you mean 'models/tiny.onnx'?");
    artifacts =
        Optional.of(
            (coordinates, offline, progress) -> Files.createFile(jar.resolveSibling("empty")));
    assertRefused("maven:com.acme:weights:2!/a", "is no archive, or damaged");
    artifacts = Optional.empty();
    assertRefused("maven:com.acme:weights:3!/a", "needs the library threetowers-source-maven");
  }

  @Test
  void saysThatTheCacheCannotBeWritten() throws IOException {
    Files.writeString(cache(), "a file where the folder should be");
    assertRefused(WEIGHTS, "cannot be written", "THREETOWERS_CACHE may name another folder");
  }
}
