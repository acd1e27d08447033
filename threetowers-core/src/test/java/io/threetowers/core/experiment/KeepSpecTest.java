package io.threetowers.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threetowers.core.config.ConfigReader;
import io.threetowers.core.config.InvalidConfigException;
import io.threetowers.core.plugin.ComponentRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeepSpecTest {
  @TempDir private Path folder;

  @Test
  void isABlockOrTheNumberOfTheNewest() throws IOException {
    assertThat(read("{}").keep()).isEqualTo(keep(2));
    assertThat(read("keep: 3").keep()).isEqualTo(keep(3));
    assertThat(read("keep: {last: 3}").keep()).isEqualTo(keep(3));
    assertThat(read("keep: {last: 3, every: 10000 steps, best: text_to_image_R@1}").keep())
        .isEqualTo(
            new KeepSpec(3, Optional.of(Length.ofSteps(10_000)), Optional.of("text_to_image_R@1")));
    assertThat(read("keep: 3", "keep.every=1 epoch").keep())
        .isEqualTo(new KeepSpec(2, Optional.of(Length.parse("1 epoch")), Optional.empty()));
  }

  @Test
  void tellsOfTheSettingThatAValueStandsFor() {
    assertThatThrownBy(() -> read("keep: many"))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("keep.yaml:1:7: keep.last must be a whole number, not 'many'");
    assertThatThrownBy(() -> read("keep: 0"))
        .hasMessageContaining("keep.yaml:1:7: keep.last must be at least 1, not '0'");
    assertThatThrownBy(() -> read("keep: [3]"))
        .hasMessageContaining("keep must be a block, not a list");
  }

  private static KeepSpec keep(int last) {
    return new KeepSpec(last, Optional.empty(), Optional.empty());
  }

  private CheckpointSpec read(String yaml, String... overrides) throws IOException {
    Path file = Files.writeString(folder.resolve("keep.yaml"), yaml);
    return new ConfigReader(new ComponentRegistry(List.of()))
        .read(file, List.of(overrides), CheckpointSpec.class)
        .value();
  }
}
