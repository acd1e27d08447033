package io.threetowers.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Loss;
import io.threetowers.api.LossFactory;
import io.threetowers.api.Tower;
import io.threetowers.api.TowerFactory;
import io.threetowers.core.builtin.AdamW;
import io.threetowers.core.builtin.Table;
import io.threetowers.core.config.Bound;
import io.threetowers.core.config.ConfigReader;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.plugin.ComponentRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunRecordTest {
  private static final String YAML =
      """
      data: {train: {type: table, file: none.csv, captions: [text]}}
      towers:
        image: {type: bare, width: 8}
        text: {type: bare, width: 8}
      losses: {nce: {type: bare}}
      edges: [{join: [image, text], loss: nce}]
      optimizer: {type: adamw, lr: 0.01}
      train: {duration: 100}
      """;

  /** A tower that is never built. */
  private static final class BareTower implements TowerFactory<BareTower.TowerConfig> {
    record TowerConfig(int width) {}

    @Override
    public String type() {
      return "bare";
    }

    @Override
    public Class<TowerConfig> config() {
      return TowerConfig.class;
    }

    @Override
    public Tower create(TowerConfig config, BuildContext context) {
      throw new AssertionError("nothing is built to compare settings");
    }
  }

  /** A loss that is never built. */
  private static final class BareLoss implements LossFactory<BareLoss.LossConfig> {
    record LossConfig(Optional<Integer> chunk) {}

    @Override
    public String type() {
      return "bare";
    }

    @Override
    public Class<LossConfig> config() {
      return LossConfig.class;
    }

    @Override
    public Loss create(LossConfig config, BuildContext context) {
      throw new AssertionError("nothing is built to compare settings");
    }
  }

  @TempDir private Path folder;
  private final List<String> changes = new ArrayList<>();

  private List<String> differences(String override) throws IOException {
    return RunRecord.differences(read(List.of()), read(List.of(override)), changes::add);
  }

  private Bound<Experiment> read(List<String> overrides) throws IOException {
    Path file = Files.writeString(folder.resolve("bare.yaml"), YAML);
    return new ConfigReader(
            new ComponentRegistry(
                List.of(new BareTower(), new BareLoss(), new AdamW(), new Table())))
        .read(file, overrides, Experiment.class);
  }

  /** They are what a person lowers or sets when memory ran out. */
  @ParameterizedTest
  @CsvSource({
    "towers.image.micro-batch=4, towers.image.micro-batch was not set and is 4 now",
    "towers.text.activation-checkpointing=true, towers.text.activation-checkpointing was false and is true now",
    "losses.nce.chunk=16, losses.nce.chunk was not set and is 16 now",
    "train.duration=200, train.duration was 100 and is 200 now",
  })
  void goesOnWithWhatAPersonChangesOnTheWayAndSaysSo(String override, String told)
      throws IOException {
    assertThat(differences(override)).isEmpty();
    assertThat(changes).containsExactly(told);
  }

  @ParameterizedTest
  @ValueSource(strings = {"loader.workers=3", "train.log-every=7", "checkpoint.every=9"})
  void passesOverWhatNoNumberDependsOn(String override) throws IOException {
    assertThat(differences(override)).isEmpty();
    assertThat(changes).isEmpty();
  }

  @Test
  void refusesAnotherTower() throws IOException {
    assertThat(differences("towers.image.width=16"))
        .containsExactly("towers.image.width was 8 and is 16 now");
    assertThat(changes).isEmpty();
  }
}
