package io.threetowers.core.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threetowers.core.config.ConfigReader;
import io.threetowers.core.config.InvalidConfigException;
import io.threetowers.core.plugin.ComponentRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSourceSettingsTest {
  @TempDir private Path folder;

  @Test
  void shardsCanBePatternsBesideTheFile() throws IOException {
    assertThat(read("shards: ['train-{000..003}.tar', more-*.tar]", WebDatasetConfig.class))
        .isEqualTo(
            new WebDatasetConfig(
                List.of(folder.resolve("train-{000..003}.tar"), folder.resolve("more-*.tar")),
                Map.of("image", Member.parse("jpg;jpeg;png;webp;gif;bmp")),
                Map.of("text", Member.parse("txt")),
                Map.of(),
                8));
  }

  @Test
  void fieldsSayWhereTheyAreRead() throws IOException {
    WebDatasetConfig config =
        read(
            """
            shards: [a.tar]
            images: {photo: jpg;png}
            texts: {text: json.captions}
            labels: {kind: json.a.b, other: cls}
            window: 2
            """,
            WebDatasetConfig.class);

    assertThat(config.images()).isEqualTo(Map.of("photo", Member.parse("jpg;png")));
    assertThat(config.labels().get("kind").path()).containsExactly("a", "b");
    assertThat(config.labels().get("other").extensions()).containsExactly("cls");
  }

  @Test
  void aTableHasTheColumnsOfOpenClip() throws IOException {
    assertThat(read("file: pairs.csv", TableConfig.class))
        .isEqualTo(
            new TableConfig(
                folder.resolve("pairs.csv"),
                "filepath",
                List.of("title"),
                Map.of(),
                Optional.empty()));
  }

  @Test
  void saysWhereAFieldIsWrittenWrongly() {
    assertThatThrownBy(() -> read("shards: [a.tar]\ntexts: {text: a/b}", WebDatasetConfig.class))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("data.yaml:2:15")
        .hasMessageContaining("'a/b' names no member");
  }

  private <T extends Record> T read(String yaml, Class<T> type) throws IOException {
    Path file = Files.writeString(folder.resolve("data.yaml"), yaml);
    return new ConfigReader(new ComponentRegistry(List.of())).read(file, List.of(), type).value();
  }
}
