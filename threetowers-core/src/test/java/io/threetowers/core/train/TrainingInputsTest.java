package io.threetowers.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.threetowers.core.data.DataPosition;
import io.threetowers.core.data.MemorySource;
import io.threetowers.core.data.Stepwise;
import io.threetowers.core.eval.ModelEmbedder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingInputsTest {
  @TempDir private Path folder;

  @Test
  void tellsAfterEachBatchHowFarAFrozenTowerIs() throws IOException {
    List<List<String>> captions =
        IntStream.range(0, 20).mapToObj(i -> List.of("caption " + i)).toList();
    List<EmbeddingLog> told = new ArrayList<>();
    Observer observer =
        new Observer() {
          @Override
          public void embedding(EmbeddingLog log) {
            told.add(log);
          }

          @Override
          public void logged(StepLog log) {}

          @Override
          public void note(String line) {}
        };
    try (TinyExperiment tiny =
            new TinyExperiment(TinyExperiment.THREE_TOWERS.formatted(""), folder);
        TrainingInputs inputs =
            new TrainingInputs(
                tiny.timeline,
                MemorySource.pictures(captions),
                new ModelEmbedder(tiny.model, tiny.host, 8, 1),
                tiny.host,
                new Vocabularies(Map.of()),
                TrainingInputs.Caches.NONE,
                observer)) {
      inputs
          .loader(tiny.experiment.loader(), Stepwise.constant(4), 0, DataPosition.start())
          .close();
    }
    assertThat(told).extracting(EmbeddingLog::tower).containsOnly("third");
    assertThat(told).extracting(EmbeddingLog::done).containsExactly(8L, 16L, 20L);
    assertThat(told).extracting(EmbeddingLog::total).containsOnly(20L);
    assertThat(told.get(1).secondsLeft()).isEqualTo(told.get(1).seconds() / 4, within(1e-9));
  }
}
