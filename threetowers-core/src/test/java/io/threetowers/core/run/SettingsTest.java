package io.threetowers.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  @TempDir Path home;

  @Test
  void namesTheKeysThatDiffer() throws IOException {
    List<Map<String, Object>> settings =
        read(
            """
            seed: 1 # base.yaml:1:7
            same: {a: 1, b: [x, y]}
            towers:
              image: {type: vit, depth: 12, flag: no}
              text: {type: bert}
            """,
            """
            seed: 2
            same: {b: [x, y], a: 1}
            towers:
              text: {type: bert}
              image: {type: vit, depth: 24, flag: no}
              third: {type: vit, frozen: true}
            """);
    assertThat(Settings.differences(settings))
        .containsExactly(
            Map.entry("seed", List.of("1", "2")),
            Map.entry("towers.image.depth", List.of("12", "24")),
            Map.entry("towers.third", List.of("", "{type: vit, frozen: true}")));
  }

  @Test
  void showsListsWhole() throws IOException {
    List<Map<String, Object>> settings =
        read(
            "edges: [{join: [a, b]}]\nsizes: [1, 2]",
            "edges: [{join: [a, b]}, {join: [a, c]}]\nsizes: [1, 3]");
    assertThat(Settings.differences(settings))
        .containsEntry("edges", List.of("- {join: [a, b]}", "- {join: [a, b]}\n- {join: [a, c]}"))
        .containsEntry("sizes", List.of("[1, 2]", "[1, 3]"));
  }

  @Test
  void takesAnEmptyFileForNoSettings() throws IOException {
    assertThat(read("").get(0)).isEmpty();
  }

  private List<Map<String, Object>> read(String... texts) throws IOException {
    List<Map<String, Object>> settings = new ArrayList<>();
    for (String text : texts) {
      settings.add(Settings.read(Files.writeString(home.resolve("resolved.yaml"), text)));
    }
    return settings;
  }
}
