package io.threetowers.core.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.threetowers.core.data.Batch;
import io.threetowers.core.data.DataPosition;
import io.threetowers.core.data.Lane;
import io.threetowers.core.data.LoaderOptions;
import io.threetowers.core.data.PictureSource;
import io.threetowers.core.data.TrainingLoader;
import io.threetowers.core.script.Autograd;
import io.threetowers.core.train.TinyExperiment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which views and which settings share a cache. */
class CacheIdentityTest extends TowerCachesFixture {

  @Test
  void knowsRowsByTheCodeThatMadeThem() throws IOException {
    try (TinyExperiment tiny = tiny("")) {
      rows(tiny, new PictureSource(images.subList(0, 10), FINGERPRINT), "root");
    }
    Path folder = rowsFile("root").toAbsolutePath().getParent();
    assertThat(Manifest.read(folder).orElseThrow().facts().get("plugin"))
        .matches("io.threetowers.core.train.TinyTower of SHA-256 [0-9a-f]{64}");
  }

  @Test
  void givesOtherWeightsAFolderOfTheirOwn() throws IOException {
    PictureSource data = new PictureSource(images, FINGERPRINT);
    try (TinyExperiment tiny = tiny("")) {
      rows(tiny, data, "root");
      Autograd.notRecording(() -> tiny.model.state().get("towers.image.first.weight").addi(1e-3f));
      rows(tiny, data, "root");
      // Those of another tower mean nothing here.
      Autograd.notRecording(() -> tiny.model.state().get("towers.text.first.weight").addi(1));
      rows(tiny, data, "root");
    }
    assertThat(new CacheStore(folder.resolve("root")).entries())
        .hasSize(2)
        .allSatisfy(entry -> assertThat(entry.examples()).isEqualTo(EXAMPLES))
        .allSatisfy(entry -> assertThat(entry.complete()).isTrue());
  }

  @Test
  void givesAugmentedViewsAndOtherSettingsAFolderOfTheirOwn() throws IOException {
    PictureSource data = new PictureSource(images.subList(0, 10), FINGERPRINT);
    for (String settings :
        List.of("", ", view: augmented", ", view: augmented, views: 2", ", width: 7")) {
      try (TinyExperiment tiny = tiny(settings)) {
        close(caches(tiny, data, "root", listener()).open());
      }
    }
    assertThat(new CacheStore(folder.resolve("root")).entries()).hasSize(4);
    // How many examples run at a time changes no number.
    try (TinyExperiment tiny = tiny(", micro-batch: 3")) {
      close(caches(tiny, data, "root", listener()).open());
    }
    assertThat(new CacheStore(folder.resolve("root")).entries()).hasSize(4);
  }

  @Test
  void givesTheViewsThatTheFirstEpochsWouldHaveShown() throws Exception {
    try (TinyExperiment tiny = tiny(", view: augmented, views: 3")) {
      PictureSource data = new PictureSource(images.subList(0, 80), FINGERPRINT);
      Lane lane =
          new Lane("image", "image", true, tiny.composition.towers().get("image").tower().input());
      LoaderOptions options =
          new LoaderOptions(8, 2, 1, NONE, tiny.experiment.loader().augment(), 5);
      Map<String, CachedTower> open = caches(tiny, data, "root", listener()).open();
      float[][][] seen = new float[5][80][];
      try (TrainingLoader loader =
          new TrainingLoader(data, List.of(lane), List.of(), options, DataPosition.start())) {
        for (int i = 0; i < 50; i++) {
          try (Batch batch = loader.next()) {
            float[] plain = tower(tiny, batch.rows("image"), 8);
            float[] cached = read(open.get("image"), batch.keys(), batch.after().epoch());
            if (batch.after().epoch() < 3) {
              assertThat(cached).containsExactly(plain, within(1e-6f));
            }
            for (int row = 0; row < 8; row++) {
              int number = Integer.parseInt(batch.keys().get(row).substring(3));
              seen[(int) batch.after().epoch()][number] = new float[] {cached[row * WIDTH]};
            }
          }
        }
      }
      assertThat(seen[3]).isDeepEqualTo(seen[0]);
      assertThat(seen[4]).isDeepEqualTo(seen[1]);
      assertThat(Arrays.deepEquals(seen[1], seen[0])).isFalse();
      close(open);
    }
  }

  @Test
  void refusesViewsThatNobodyWouldSee() {
    assertThatThrownBy(() -> tiny(", views: 2"))
        .hasMessageContaining(
            "views is '2', but a tower on the clean view has one view of each example; leave it out");
    String own = LIT.formatted(", view: augmented, views: 2").replace(", cache: true", "");
    assertThatThrownBy(() -> new TinyExperiment(own, folder))
        .hasMessageContaining("views is '2', but without 'cache: true' no views are kept");
    assertThatThrownBy(
            () -> new TinyExperiment(LIT.formatted("").replace("frozen: true, ", ""), folder))
        .hasMessageContaining(
            "tiny.yaml:7:44: towers.image.cache: only embeddings of a tower that is wholly frozen stay as they are; say 'frozen: true', or 'cache: false'");
  }
}
