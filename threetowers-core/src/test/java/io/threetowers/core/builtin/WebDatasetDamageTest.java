package io.threetowers.core.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threetowers.api.DataSource;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Pass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebDatasetDamageTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsATarThatIsCutShortUpToThere(boolean gzipped) throws IOException {
    byte[] whole = new TestTar().example("0001").example("0002").example("0003").bytes();
    int most = 0;
    for (int length = 4 * 512; length < whole.length; length += 256) {
      // an example is three members of two records each
      int complete = Math.min(3, Math.max(0, (length - 512) / (6 * 512)));
      byte[] cut = Arrays.copyOf(whole, length);
      Files.write(folder.resolve("cut.tar"), gzipped ? TestTar.gzip(cut) : cut);
      new TestTar().example("good").write(folder.resolve("whole.tar"));
      int read = Read.keys(open("*.tar"), Pass.inOrder()).size() - 1;
      assertThat(read).as("%d bytes", length).isBetween(complete, complete + 1);
      most = Math.max(most, read);
    }
    assertThat(most).isEqualTo(3);
  }

  @Test
  void readsAGzipThatIsCutShortUpToThere() throws IOException {
    TestTar tar = new TestTar();
    for (int i = 0; i < 200; i++) {
      tar.example("key" + i + new SplittableRandom(i).nextLong());
    }
    byte[] packed = TestTar.gzip(tar.bytes());
    Files.write(folder.resolve("a.tar.gz"), Arrays.copyOf(packed, packed.length / 2));

    DataSource source = open("a.tar.gz");

    assertThat(source.size()).isBetween(20L, 180L);
    assertThat(Read.all(source, Pass.shuffled(1, 0))).hasSize((int) source.size());
  }

  @Test
  void survivesDamageAnywhere() throws IOException {
    byte[] whole = new TestTar().example("0001").example("0002").example("0003").bytes();
    new TestTar().example("good").write(folder.resolve("b.tar"));
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 300; i++) {
      byte[] damaged = whole.clone();
      for (int j = 0; j < 4; j++) {
        damaged[random.nextInt(whole.length)] = (byte) random.nextInt();
      }
      Files.write(folder.resolve("a.tar"), i % 2 == 0 ? damaged : TestTar.gzip(damaged));
      assertThat(Read.keys(open("*.tar"), Pass.inOrder())).contains("b/good");
    }
  }

  @Test
  void leavesOutExamplesThatAreIncomplete() throws IOException {
    new TestTar()
        .example("0001")
        .put("0002.png", "no text")
        .put("0003.txt", "no image")
        .put("0003.json", "{}")
        .put("0004.png", "image")
        .put("0004.txt", "  \n")
        .put("0004.json", "{\"group\": \"g\"}")
        .put("0005.png", "image")
        .put("0005.txt", "text")
        .put("0005.json", "{\"group\": ")
        .put("0006.png", "image")
        .put("0006.txt", "text")
        .put("0006.json", "{\"group\": [\"a\", \"b\"]}")
        .example("0007")
        .write(folder.resolve("a.tar"));
    DataSource source = open("a.tar");

    assertThat(source.size()).isEqualTo(5);
    try (Cursor cursor = source.open(Pass.inOrder())) {
      assertThat(cursor.next()).isNotNull();
      assertThat(cursor.next()).isNotNull();
      assertThat(cursor.next()).isNull();
      assertThat(cursor.skipped()).isEqualTo(3);
      cursor.close();
    }
  }

  @Test
  void saysSoWhenAShardIsNoTar() throws IOException {
    Files.writeString(folder.resolve("a.tar"), "<html>404</html>".repeat(100));

    assertThatThrownBy(() -> open("a.tar"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith(
            "hold no complete example: it is text that begins with"
                + " '<html>404</html><html>404</html><html>40'; was it downloaded in full?");
  }

  @Test
  void saysSoWhenAShardIsEmpty() throws IOException {
    Files.createFile(folder.resolve("a.tar"));

    assertThatThrownBy(() -> open("a.tar"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith("hold no complete example: the file is empty");
  }

  @Test
  void noticesThatAGzippedShardHasChanged() throws IOException {
    for (int i = 0; i < 3; i++) {
      new TestTar().example("000" + i).writeGzipped(folder.resolve("s" + i + ".tar.gz"));
    }
    WebDatasetConfig config = config("s{0..2}.tar.gz", 1);
    DataSource source = WebDatasetSource.open(config, "train");
    for (int i = 0; i < 3; i++) {
      new TestTar().example("1").example("2").writeGzipped(folder.resolve("s" + i + ".tar.gz"));
    }

    assertThatThrownBy(() -> Read.all(source, Pass.inOrder()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has changed since it was opened");
  }

  private DataSource open(String pattern) {
    return WebDatasetSource.open(config(pattern, 8), "train");
  }

  private WebDatasetConfig config(String pattern, int window) {
    return new WebDatasetConfig(
        List.of(folder.resolve(pattern)),
        Map.of("image", Member.parse("png")),
        Map.of("text", Member.parse("txt")),
        Map.of("group", Member.parse("json.group")),
        window);
  }
}
