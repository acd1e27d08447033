package io.threetowers.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.core.config.Sample.Experiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Written for jqwik alone, examples included: its life cycle is not that of Jupiter. */
class ResolvedPrinterTest {
  private final ResolvedPrinter printer = new ResolvedPrinter();
  private Path folder = Path.of("");

  @BeforeTry
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("resolved");
  }

  @AfterTry
  void deleteFolder() throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  private Bound<Experiment> read(String name, String text, String... overrides) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return Sample.reader().read(file, List.of(overrides), Experiment.class);
  }

  @Provide
  Arbitrary<Map<String, Object>> experiments() {
    return Experiments.experiments();
  }

  @Provide
  Arbitrary<String> texts() {
    return Experiments.texts();
  }

  /** By a writer that is not ours. */
  private static String yaml(Map<String, Object> experiment) {
    DumperOptions options = new DumperOptions();
    options.setDereferenceAliases(true);
    return new Yaml(options).dump(experiment);
  }

  @Property(tries = 300)
  void readsBackFromAnyFolderWhatItPrints(@ForAll("experiments") Map<String, Object> experiment)
      throws IOException {
    Bound<Experiment> first = read("a.yaml", yaml(experiment));
    String printed = printer.print(first);
    Bound<Experiment> second = read("elsewhere/b.yaml", printed);

    assertThat(second.value()).isEqualTo(first.value());
    assertThat(printer.flatten(second)).isEqualTo(printer.flatten(first));
  }

  @Property(tries = 300)
  void understandsTextAsAnotherWriterMeantIt(@ForAll("texts") String text) throws IOException {
    Map<String, Object> experiment = Map.of("towers", Map.of(), "training", Map.of("note", text));

    assertThat(read("a.yaml", yaml(experiment)).value().training().note()).isEqualTo(text);
  }

  @Example
  void printsEverySettingAndItsOrigin() throws IOException {
    Files.createDirectories(folder.resolve("base"));
    Files.writeString(
        folder.resolve("base/clip.yaml"),
        """
        towers:
          image: {type: vit, width: 192, weights: w/vit.safetensors}
          text:
            type: text-transformer
            width: 512
            tokenizer: {type: bpe, file: /data/merges.txt}
        losses: {nce: {type: softmax-contrastive}}
        edges:
          - {join: [image, text], loss: nce, weight: 1/3}
          - join: [text, image]
            loss: nce
        """);
    Bound<Experiment> bound =
        read(
            "lit.yaml",
            """
            extends: base/clip.yaml
            towers:
              image: {frozen: true}
            training:
              rates: {"towers.*": 1e-5}
              note: "no"
            """,
            "edges[1].join[0]=img",
            "training.betas=[0.5,\n0.75]");

    Goldens.check("resolved.yaml", printer.print(bound).replace(folder + "/", ""));
  }

  @Example
  void comparesTwoExperimentsSettingBySetting() throws IOException {
    String text =
        "towers: {image: {type: vit, width: 64, depth: %s}}\ntraining: {clip: %s, rates: {}}";
    Map<String, String> before = printer.flatten(read("a.yaml", text.formatted("12", "1.0")));
    Map<String, String> now = printer.flatten(read("a.yaml", text.formatted("0x6", "1e0")));

    assertThat(before)
        .containsEntry("towers.image.depth", "12")
        .containsEntry("towers.image.weights", "null")
        .containsEntry("training.betas[1]", "0.999")
        .containsEntry("training.rates", "{}")
        .containsEntry("edges", "[]");
    assertThat(now.entrySet())
        .filteredOn(entry -> !before.entrySet().contains(entry))
        .containsExactly(Map.entry("towers.image.depth", "6"));
  }
}
