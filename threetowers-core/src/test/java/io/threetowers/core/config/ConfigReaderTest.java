package io.threetowers.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threetowers.api.Kind;
import io.threetowers.api.Part;
import io.threetowers.core.config.Sample.Bpe;
import io.threetowers.core.config.Sample.Edge;
import io.threetowers.core.config.Sample.Experiment;
import io.threetowers.core.config.Sample.Pool;
import io.threetowers.core.config.Sample.Retrieval;
import io.threetowers.core.config.Sample.TextTransformer;
import io.threetowers.core.config.Sample.TowerSpec;
import io.threetowers.core.config.Sample.View;
import io.threetowers.core.config.Sample.Vit;
import io.threetowers.core.config.Sample.Weight;
import io.threetowers.core.source.CacheFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
  private static final String LIT =
      """
      towers:
        image: {type: vit, width: 192, weights: weights/vit.safetensors, frozen: true, view: clean}
        text:
          type: text-transformer
          width: 0x200
          dropout: .5
          tokenizer: {type: bpe, file: merges.txt}
      heads:
        txt: {from: text, type: linear, width: 192}
      losses:
        nce: {type: softmax-contrastive}
      edges:
        - {join: [image, txt], loss: nce, weight: 1/3}
        - join: [txt, image]
          loss: nce
      evaluate:
        retrieval: {image: image}
        zero: {type: retrieval, image: image, at: [2]}
      training: {learning-rate: 1e-3, clip: 1, note: no}
      """;

  @TempDir Path folder;

  private Bound<Experiment> read(String text, String... overrides) throws IOException {
    return Sample.reader().read(write("lit.yaml", text), List.of(overrides), Experiment.class);
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void readsEveryTypeOfSetting() throws IOException {
    Experiment experiment = read(LIT).value();

    TowerSpec image = experiment.towers().get("image");
    assertThat(image.frozen()).isTrue();
    assertThat(image.view()).isEqualTo(View.CLEAN);
    assertThat(image.component().component())
        .isSameAs(Sample.REGISTRY.find(Kind.TOWER, "vit").orElseThrow());
    assertThat(image.component().config())
        .isEqualTo(
            new Vit(192, 12, 16, Pool.GAP, Optional.of(folder.resolve("weights/vit.safetensors"))));
    TextTransformer text = (TextTransformer) experiment.towers().get("text").component().config();
    assertThat(text.width()).isEqualTo(512);
    assertThat(text.dropout()).isEqualTo(0.5);
    assertThat(text.tokenizer().config()).isEqualTo(new Bpe(folder.resolve("merges.txt"), 32));
    assertThat(experiment.edges())
        .containsExactly(
            new Edge(List.of("image", "txt"), "nce", new Weight(1.0 / 3)),
            new Edge(List.of("txt", "image"), "nce", new Weight(1)));
    assertThat(experiment.training().clip()).contains(1.0);
    assertThat(experiment.training().betas()).containsExactly(0.9, 0.999);
    assertThat(experiment.training().note()).isEqualTo("no");
    assertThat(experiment.output()).isEmpty();
  }

  @Test
  void takesTheNameOfABlockForItsType() throws IOException {
    assertThat(read(LIT).value().evaluate().values())
        .extracting(Part::config)
        .containsExactly(
            new Retrieval("image", List.of(1, 5, 10)), new Retrieval("image", List.of(2)));
  }

  @Test
  void keepsTheOrderOfTheFile() throws IOException {
    String names =
        "zeta: {type: vit, width: 64}, alpha: {type: vit, width: 64}, mu: {type: vit, width: 64}";

    assertThat(read("towers: {" + names + "}").value().towers())
        .containsOnlyKeys("zeta", "alpha", "mu")
        .extractingFromEntries(entry -> entry.getKey())
        .containsExactly("zeta", "alpha", "mu");
  }

  @Test
  void givesUnmodifiableCollections() throws IOException {
    Experiment experiment = read(LIT).value();

    assertThatThrownBy(() -> experiment.towers().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> experiment.edges().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void knowsWhereEachValueWasWritten() throws IOException {
    Bound<Experiment> bound = read(LIT, "towers.text.heads=4");

    assertThat(at(bound, "edges[0].join[1]")).isEqualTo("lit.yaml:13:20");
    assertThat(at(bound, "towers.image.width")).isEqualTo("lit.yaml:2:29");
    assertThat(at(bound, "towers.text.tokenizer")).isEqualTo("lit.yaml:7:16");
    assertThat(at(bound, "towers.text.heads")).isEqualTo("override towers.text.heads=4");
    assertThat(at(bound, "")).isEqualTo("lit.yaml:1:1");
  }

  @Test
  void pointsToTheBlockAroundADefault() throws IOException {
    Bound<Experiment> bound = read(LIT);

    assertThat(at(bound, "towers.image.pool")).isEqualTo("lit.yaml:2:10");
    assertThat(at(bound, "edges[1].weight")).isEqualTo("lit.yaml:14:5");
    assertThat(at(bound, "evaluate.retrieval.at[2]")).isEqualTo("lit.yaml:17:14");
    assertThat(at(bound, "nothing.of[3].this")).isEqualTo("lit.yaml:1:1");
  }

  private String at(Bound<?> bound, String path) {
    return bound.at(path).toString().replace(folder + "/", "");
  }

  @Test
  void resolvesAPathWhereItWasWritten() throws IOException {
    write("base/clip.yaml", LIT);
    String home = System.getProperty("user.home");

    Experiment experiment =
        read(
                "extends: base/clip.yaml\ntowers: {third: {type: vit, width: 64, weights: ~/a}}",
                "output=runs/../out")
            .value();

    assertThat(weights(experiment, "image"))
        .contains(folder.resolve("base/weights/vit.safetensors"));
    assertThat(weights(experiment, "third")).contains(Path.of(home, "a"));
    assertThat(experiment.output()).contains(Path.of("out").toAbsolutePath());
  }

  private static Optional<Path> weights(Experiment experiment, String tower) {
    return ((Vit) experiment.towers().get(tower).component().config()).weights();
  }

  @Test
  void laysAFileOverTheOneThatItExtends() throws IOException {
    write("base.yaml", LIT);
    write(
        "middle.yaml",
        "extends: base.yaml\ntraining: {seed: 7}\nlosses: {nce: {temperature: 0.1}}");

    Experiment experiment =
        read("""
                extends: middle.yaml
                towers: {image: {depth: 3, weights: null}}
                heads: {txt: null}
                edges: [{join: [image, text], loss: nce}]
                losses: {nce: {type: sigmoid-contrastive}}
                """)
            .value();

    assertThat(experiment.towers().get("image").component().config())
        .isEqualTo(new Vit(192, 3, 16, Pool.GAP, Optional.empty()));
    assertThat(experiment.towers()).containsKey("text");
    assertThat(experiment.heads()).isEmpty();
    assertThat(experiment.edges()).hasSize(1);
    assertThat(experiment.training().seed()).isEqualTo(7);
    assertThat(experiment.losses().get("nce").config()).isEqualTo(new Sample.Sigmoid(-10));
  }

  @Test
  void appliesOverridesInTheirOrder() throws IOException {
    Experiment experiment =
        read(
                LIT,
                "towers.image.depth=24",
                "towers.image.depth=6",
                "edges[0].weight=1/2",
                "edges[1].join[0]=img",
                "heads=null",
                "training.betas=[0.5, 0.6]",
                "towers.third={type: vit, width: 64}",
                "losses.nce.type=sigmoid-contrastive")
            .value();

    assertThat(((Vit) experiment.towers().get("image").component().config()).depth()).isEqualTo(6);
    assertThat(experiment.edges().get(0).weight()).isEqualTo(new Weight(0.5));
    assertThat(experiment.edges().get(1).join()).containsExactly("img", "image");
    assertThat(experiment.heads()).isEmpty();
    assertThat(experiment.training().betas()).containsExactly(0.5, 0.6);
    assertThat(experiment.towers()).containsKey("third");
    assertThat(experiment.losses().get("nce").config()).isEqualTo(new Sample.Sigmoid(-10));
  }

  @Test
  void putsLaterChecksInFileOrder() throws IOException {
    Bound<Experiment> bound = read(LIT, "towers.text.heads=4");

    InvalidConfigException invalid =
        bound.invalid(
            List.of(
                new Problem(bound.at("towers.text.heads"), "c"),
                new Problem(bound.at("edges"), "b"),
                new Problem(bound.at("towers.image"), "a")));

    assertThat(invalid.problems()).extracting(Problem::message).containsExactly("a", "b", "c");
  }

  @Test
  void showsAFileBelowTheCurrentFolderByItsRelativeName() {
    Path absolute = Path.of("src/test/nothing.yaml").toAbsolutePath();

    assertThatThrownBy(() -> Sample.reader().read(absolute, List.of(), Experiment.class))
        .hasMessageStartingWith("command line: there is no file 'src/test/nothing.yaml'");
  }

  @Test
  void takesAnAddressForAPathAndKeepsItAsItWasWritten() throws IOException {
    String address = "hf://acme/tiny@v1/vit.safetensors";
    Bound<Experiment> bound =
        read(
            LIT.replace("weights/vit.safetensors", address)
                .replace("merges.txt", "maven:a:b:1!/m.txt"));
    Path cache = CacheFolder.current();
    assertThat(((Vit) bound.value().towers().get("image").component().config()).weights())
        .contains(cache.resolve("hub/acme/tiny/v1/vit.safetensors"));
    assertThat(bound.fileSources().keySet())
        .containsExactlyInAnyOrder("towers.image.weights", "towers.text.tokenizer.file");
    assertThat(bound.at("towers.image.weights"))
        .hasToString(bound.at("towers.image.weights").file() + ":2:43");
    assertThat(new ResolvedPrinter().print(bound))
        .contains("weights: \"" + address + "\"")
        .contains("file: \"maven:a:b:1!/m.txt\"");
  }
}
