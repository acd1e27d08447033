package io.threetowers.core.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.threetowers.core.data.PictureSource;
import io.threetowers.core.train.TinyExperiment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** How caches are filled, read and removed. */
class TowerCachesTest extends TowerCachesFixture {

  @Test
  void embedsOnceAndThenReadsNothingOfTheData() throws IOException {
    try (TinyExperiment tiny = tiny("")) {
      PictureSource cold = new PictureSource(images, FINGERPRINT);
      float[][] rows = rows(tiny, cold, "root");
      assertThat(cold.reads()).isEqualTo(EXAMPLES);
      for (int i = 0; i < EXAMPLES; i++) {
        assertThat(rows[i]).containsExactly(embedded(tiny, cold, i), within(1e-6f));
      }
      PictureSource warm = new PictureSource(images, FINGERPRINT);
      assertThat(rows(tiny, warm, "root")).isDeepEqualTo(rows);
      assertThat(warm.reads()).isZero();
    }
    assertThat(told).containsExactly(256L, 512L, 600L);
    assertThat(notes).hasSize(2);
    assertThat(notes.get(0))
        .isEqualTo(
            "embedding the training data with the frozen tower 'image', once; the cache keeps it");
    assertThat(notes.get(1))
        .startsWith("the cache has all 600 embeddings of the frozen tower 'image': ");
  }

  @Test
  void readsBytesButDecodesNothingWhereASourceHasNoFingerprint() throws IOException {
    try (TinyExperiment tiny = tiny("")) {
      float[][] rows = rows(tiny, new PictureSource(images, NONE), "root");
      told.clear();
      PictureSource warm = new PictureSource(images, NONE);
      assertThat(rows(tiny, warm, "root")).isDeepEqualTo(rows);
      // Once each, to learn that they are the same: a decode would have read them again.
      assertThat(warm.reads()).isEqualTo(EXAMPLES);
      assertThat(told).isEmpty();
      assertThat(files("root")).noneMatch(file -> file.matches(".*(tmp|index)"));
    }
  }

  @Test
  void embedsAgainWhatChangedUnderItsKey() throws IOException {
    try (TinyExperiment tiny = tiny("")) {
      float[][] before = rows(tiny, new PictureSource(images, FINGERPRINT), "root");
      byte[] first = images.get(0);
      images.set(300, first);
      PictureSource changed = new PictureSource(images, Optional.of("newer files"));
      told.clear();
      float[][] after = rows(tiny, changed, "root");
      assertThat(after[300]).containsExactly(before[0], within(1e-6f));
      assertThat(told).hasSize(1);
      for (int i = 0; i < EXAMPLES; i++) {
        if (i != 300) {
          assertThat(after[i]).isEqualTo(before[i]);
        }
      }
    }
  }

  @Test
  void readsInSeveralPlacesAtOnceWhileOneFillsTheCache() throws Exception {
    try (TinyExperiment tiny = tiny("")) {
      PictureSource data = new PictureSource(images, FINGERPRINT);
      List<CompletableFuture<float[][]>> readers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        readers.add(
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return rows(tiny, data, "root");
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                }));
      }
      for (CompletableFuture<float[][]> reader : readers) {
        assertThat(reader.get()).isDeepEqualTo(readers.get(0).get());
      }
      assertThat(data.reads()).isEqualTo(EXAMPLES);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void letsThoseReadTheIndexWhoMayReadTheRows() throws IOException {
    try (TinyExperiment tiny = tiny("")) {
      rows(tiny, new PictureSource(images.subList(0, 10), FINGERPRINT), "root");
    }
    Path index =
        files("root").stream()
            .filter(file -> file.endsWith(".index"))
            .map(Path::of)
            .findFirst()
            .orElseThrow();
    assertThat(Files.getPosixFilePermissions(index))
        .isEqualTo(Files.getPosixFilePermissions(rowsFile("root")));
  }

  @Test
  void tellsWhatIsThereAndWhatIsMissing() throws IOException {
    try (TinyExperiment tiny = tiny("")) {
      long bytes = Layout.of(WIDTH, 1).offset(3);
      PictureSource half = new PictureSource(images.subList(0, 256), NONE);
      PictureSource whole = new PictureSource(images, NONE);
      assertThat(figures(tiny, whole)).isEqualTo(new CacheFigures(0, EXAMPLES, bytes));
      assertThat(folder.resolve("root")).doesNotExist();
      close(caches(tiny, half, "root", listener()).open());
      assertThat(figures(tiny, whole)).isEqualTo(new CacheFigures(256, 344, bytes));
      PictureSource stamped = new PictureSource(images, FINGERPRINT);
      close(caches(tiny, stamped, "root", listener()).open());
      int reads = stamped.reads();
      assertThat(figures(tiny, stamped)).isEqualTo(new CacheFigures(EXAMPLES, 0, bytes));
      assertThat(stamped.reads()).isEqualTo(reads);
    }
  }

  @Test
  void removesWhatNobodyUses() throws IOException {
    try (TinyExperiment tiny = tiny("")) {
      close(caches(tiny, new PictureSource(images, FINGERPRINT), "root", listener()).open());
      CacheStore store = new CacheStore(folder.resolve("root"));
      assertThat(store.remove(store.entries().get(0))).isTrue();
      assertThat(store.entries()).isEmpty();
    }
  }
}
