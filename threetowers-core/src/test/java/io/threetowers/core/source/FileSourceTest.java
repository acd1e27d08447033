package io.threetowers.core.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileSourceTest {
  private static final Path CACHE = Path.of("/cache");
  private static final String HASH = "ab".repeat(32);

  private static String place(String text) {
    return FileSource.parse(text).path(CACHE).toString().replace('\\', '/');
  }

  @ParameterizedTest
  @CsvSource({
    "hf://org/name/model.safetensors, hub/org/name/main/model.safetensors",
    "hf://org/name@v1.0/a/b.npz, hub/org/name/v1.0/a/b.npz",
    "hf://org/name@refs%2Fpr%2F1/b.npz, hub/org/name/refs%2Fpr%2F1/b.npz",
    "hf://datasets/org/name/train-0.tar, hub/datasets/org/name/main/train-0.tar",
    "hf://org/name/b.npz:img, hub/org/name/main/b.npz:img",
    "hf://org/name/b.npz:img/Transformer, hub/org/name/main/b.npz:img/Transformer",
    "https://host/a/b.npz, web/host/a/b.npz",
    "https://HOST:8443/a/b.npz:img, web/host_8443/a/b.npz:img",
    "https://host/b%20c.npz, web/host/b%20c.npz",
    "maven:g.h:a:1.0, maven/g.h/a/1.0/a-1.0.jar",
    "maven:g:a:1.0!/x/y.onnx, maven/g/a/1.0/x/y.onnx",
    "maven:g:a:zip:1.0!/x, maven/g/a/1.0/zip/x",
    "maven:g:a:jar:tests:1.0!/x.npz:img, maven/g/a/1.0/tests/x.npz:img",
  })
  void hasAPlaceThatPeopleCanRead(String text, String place) {
    assertThat(FileSource.isOne(text)).isTrue();
    assertThat(place(text)).isEqualTo("/cache/" + place);
  }

  @Test
  void keepsFilesOfOtherHashesAndQueriesApart() {
    assertThat(place("https://h/a.npz#sha256=" + HASH.toUpperCase(java.util.Locale.ROOT)))
        .isEqualTo("/cache/web/h/sha256-abababababababab/a.npz");
    assertThat(place("https://h/a.npz#sha256=" + HASH + ":img"))
        .isEqualTo("/cache/web/h/sha256-abababababababab/a.npz:img");
    assertThat(place("https://h/a.npz?v=1")).isNotEqualTo(place("https://h/a.npz?v=2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hf://name/file | hf://ORGANISATION/NAME/FILE",
        "hf://org/name/ | hf://ORGANISATION/NAME/FILE",
        "hf://org/name/../../x | without empty or dotted folders",
        "hf://../../x/y | without empty or dotted folders",
        "hf://org/name/train-{0..3}.tar | ranges and globs are for paths only",
        "https://host/ | the address of a file",
        "https://host/a/../b | without empty or dotted folders",
        "https://u:secret@host/a | without a user and a password",
        "http://host/a | must be https, or end in #sha256=",
        "https://host/a#md5=1 | #sha256= and 64 hexadecimal digits",
        "https://huggingface.co/o/n/blob/main/a/b.bin | about it: hf://o/n/a/b.bin",
        "s3://bucket/file | a path or begin with one of hf://, https://, maven:",
        "maven:g:a | maven:GROUP:ARTIFACT:VERSION",
        "maven:g:a:[1,2) | without spaces, ranges and empty parts",
        "maven:g:a:LATEST | of a version that stays what it is",
        "maven:g:a:1-SNAPSHOT | of a version that stays what it is",
        "maven:g:a:1!/../../x | without empty or dotted folders",
        "maven:g:a:1!/ | without empty or dotted folders",
        "https://höst/a | beyond ASCII",
      })
  void refuses(String text, String reason) {
    assertThatThrownBy(() -> FileSource.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason)
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"model.npz:img", "/a/b", "C:\\a\\b", "a b", "~/x", "weights/hf:/x", "mavens:x"})
  void leavesPathsAlone(String text) {
    assertThat(FileSource.isOne(text)).isFalse();
  }

  @Test
  void findsTheCache() {
    Path home = Path.of("/home/ada");
    assertThat(CacheFolder.of(Map.of(), home)).isEqualTo(Path.of("/home/ada/.cache/three-towers"));
    assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "/x"), home))
        .isEqualTo(Path.of("/x/three-towers"));
    assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "/x", "THREETOWERS_CACHE", "/y/../z"), home))
        .isEqualTo(Path.of("/z"));
  }

  @Test
  void readsOrRefusesWhateverIsWritten() {
    List<String> pieces =
        List.of(
            "hf://",
            "https://",
            "http://",
            "maven:",
            "s3://",
            "a",
            "b.npz",
            "/",
            ":",
            "@",
            "!/",
            "..",
            ".",
            "%2F",
            "%",
            "#sha256=",
            HASH,
            "?",
            "1.0",
            "[",
            "::",
            "ö",
            " ",
            "\\",
            "\n");
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(pieces.get(random.nextInt(5)));
      for (int j = random.nextInt(9); j > 0; j--) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }
      try {
        Path file = FileSource.parse(text.toString()).address().in(CACHE);
        assertThat(file.normalize())
            .as("seed %d: %s", seed, text)
            .isEqualTo(file)
            .startsWithRaw(CACHE);
      } catch (IllegalArgumentException e) {
        assertThat(e).as("seed %d: %s", seed, text).hasMessageStartingWith(" must ");
      }
    }
  }
}
