package io.threetowers.core.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threetowers.core.data.PictureSource;
import io.threetowers.core.train.TinyExperiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of caches when something goes wrong. */
class CacheDamageTest extends TowerCachesFixture {

  @Test
  void goesOnAfterACutAndEndsWithTheSameBytes() throws IOException {
    images.set(7, null);
    images.set(400, new byte[] {1, 2, 3});
    try (TinyExperiment tiny = tiny("")) {
      PictureSource data = new PictureSource(images, FINGERPRINT);
      rows(tiny, data, "unbroken");
      byte[] right = Files.readAllBytes(rowsFile("unbroken"));
      for (int cut = 1; cut <= 3; cut++) {
        int last = cut;
        CacheListener dying =
            new CacheListener() {
              private int left = last;

              @Override
              public void note(String line) {}

              @Override
              public void embedding(String tower, long done, long total, double seconds) {
                if (--left == 0) {
                  throw new IllegalStateException("cut");
                }
              }
            };
        String root = "cut" + cut;
        assertThatThrownBy(() -> caches(tiny, data, root, dying).open()).hasMessage("cut");
        assertThat(isFree(root)).as("nobody reads or writes").isTrue();
        assertThat(files(root)).noneMatch(file -> file.matches(".*(tmp|index)"));
        notes.clear();
        float[][] rows = rows(tiny, data, root);
        assertThat(rows[7]).isEmpty();
        assertThat(rows[400]).isEmpty();
        assertThat(Files.readAllBytes(rowsFile(root))).isEqualTo(right);
        assertThat(notes).anyMatch(note -> note.startsWith("2 example(s) have no embedding"));
      }
    }
  }

  @Test
  void stopsAfterAChunkWhenAskedAndKeepsIt() throws IOException {
    try (TinyExperiment tiny = tiny("")) {
      PictureSource data = new PictureSource(images, FINGERPRINT);
      CacheListener stopping =
          new CacheListener() {
            @Override
            public void note(String line) {}

            @Override
            public void embedding(String tower, long done, long total, double seconds) {}

            @Override
            public boolean isStopped() {
              return true;
            }
          };
      assertThatThrownBy(() -> caches(tiny, data, "root", stopping).open())
          .isInstanceOf(StoppedException.class)
          .hasMessage(
              "stopped while the frozen tower 'image' embeds the training data; what is embedded stays in the cache");
      assertThat(figures(tiny, data).there()).isEqualTo(256);
      CacheStore.Entry entry = new CacheStore(folder.resolve("root")).entries().get(0);
      assertThat(entry.complete()).isFalse();
      assertThat(entry.examples()).isEqualTo(256);
    }
  }

  @Test
  void releasesACompleteCacheIfWhatHearsOfItFails() throws IOException {
    try (TinyExperiment tiny = tiny("")) {
      PictureSource data = new PictureSource(images.subList(0, 10), FINGERPRINT);
      rows(tiny, data, "root");
      CacheListener failing =
          new CacheListener() {
            @Override
            public void note(String line) {
              throw new IllegalStateException("no room for a log");
            }

            @Override
            public void embedding(String tower, long done, long total, double seconds) {}
          };
      assertThatThrownBy(() -> caches(tiny, data, "root", failing).open())
          .hasMessage("no room for a log");
      assertThat(isFree("root")).isTrue();
    }
  }

  @Test
  void embedsTheExamplesOfADamagedChunkAgainAndSaysSo() throws IOException {
    try (TinyExperiment tiny = tiny("")) {
      PictureSource data = new PictureSource(images, FINGERPRINT);
      float[][] rows = rows(tiny, data, "root");
      Path file = rowsFile("root");
      byte[] bytes = Files.readAllBytes(file);
      int at = (int) Layout.of(WIDTH, 1).offset(300, 0) + 2;
      bytes[at] = (byte) (bytes[at] ^ 4);
      Files.write(file, bytes);
      CacheStore store = new CacheStore(folder.resolve("root"));
      assertThat(store.verify(store.entries().get(0)).damaged()).containsExactly("chunk 1");
      notes.clear();
      assertThat(rows(tiny, data, "root")).isDeepEqualTo(rows);
      assertThat(notes)
          .contains(
              "1 chunk(s) of the cache of 'image' are damaged; their examples are embedded again",
              "the cache has the first 256 examples for the frozen tower 'image'; embedding what it lacks");
      assertThat(store.verify(store.entries().get(0)).damaged()).isEmpty();
      notes.clear();
      assertThat(rows(tiny, data, "root")).isDeepEqualTo(rows);
      assertThat(notes).singleElement().asString().startsWith("the cache has all 600");
    }
  }

  @Test
  void findsDamageInALargeFileWhenARowIsFirstRead() throws IOException {
    try (TinyExperiment tiny = tiny("")) {
      PictureSource data = new PictureSource(images, FINGERPRINT);
      float[][] rows = rows(tiny, data, "root");
      Path file = rowsFile("root");
      byte[] bytes = Files.readAllBytes(file);
      int at = (int) Layout.of(WIDTH, 1).offset(300, 0);
      bytes[at] = (byte) (bytes[at] ^ 1);
      Files.write(file, bytes);
      TowerCaches lazy =
          new TowerCaches(tiny.bound, tiny.model, data, folder.resolve("root"), listener(), 0);
      try (CachedTower tower = lazy.open().get("image")) {
        assertThat(read(tower, List.of("key0"), 0)).isEqualTo(rows[0]);
        assertThatThrownBy(() -> read(tower, List.of("key0", "key301"), 0))
            .hasMessageMatching(
                "chunk 1 of '.*rows.bin' is damaged; start again, with --resume, and its examples are embedded again");
        assertThat(read(tower, List.of("key599"), 0)).isEqualTo(rows[599]);
      }
      told.clear();
      try (CachedTower tower = lazy.open().get("image")) {
        assertThat(read(tower, List.of("key301"), 0)).isEqualTo(rows[301]);
      }
      assertThat(told).hasSize(1);
    }
  }

  @Test
  void embedsAllAgainIfTheFileIsCutOffOrItsHeaderIsDamaged() throws IOException {
    try (TinyExperiment tiny = tiny("")) {
      PictureSource data = new PictureSource(images, FINGERPRINT);
      float[][] rows = rows(tiny, data, "root");
      byte[] right = Files.readAllBytes(rowsFile("root"));
      byte[] header = right.clone();
      header[3] = 0;
      Files.write(rowsFile("root"), header);
      assertThat(rows(tiny, data, "root")).isDeepEqualTo(rows);
      assertThat(notes).anyMatch(note -> note.matches("the header of '.*rows.bin' is damaged; .*"));
      Files.write(rowsFile("root"), new byte[0]);
      assertThat(rows(tiny, data, "root")).isDeepEqualTo(rows);
      assertThat(Files.readAllBytes(rowsFile("root"))).isEqualTo(right);
    }
  }
}
