package io.threetowers.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.threetowers.api.Part;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.Tower;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Presets;
import io.threetowers.core.plugin.ComponentRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PresetTest {

  record Experiment(@Doc("the encoders") Map<String, TowerSpec> towers) {}

  record TowerSpec(
      @Doc("the encoder") @Inline Part<Tower> component,
      @Doc("not trained") @Default("false") boolean frozen) {}

  @Doc("A transformer.")
  @Presets("presets.yaml")
  record Transformer(
      @Doc("channels") int width,
      @Doc("layers") @Default("12") int depth,
      @Doc("classes") Optional<Integer> classes,
      @Doc("text to ids") Optional<Part<Tokenizer>> tokenizer) {
    Transformer {
      if (width % 2 != 0) {
        throw new IllegalArgumentException("width must be even, not " + width);
      }
    }
  }

  record Bpe(@Doc("tokens of a text") @Default("32") int length) {}

  @Presets("wrong-presets.yaml")
  record Wrong(@Doc("channels") int width) {}

  @Presets("no-such.yaml")
  record Missing(@Doc("channels") int width) {}

  @Presets("undocumented-presets.yaml")
  record Undocumented(@Doc("channels") int width) {}

  @Presets("presets.yaml")
  record Taken(@Doc("channels") int preset) {}

  private static final ComponentRegistry REGISTRY =
      new ComponentRegistry(
          List.of(
              SampleComponents.tower("transformer", Transformer.class),
              SampleComponents.tower("wrong", Wrong.class),
              SampleComponents.tokenizer("bpe", Bpe.class)));

  @TempDir Path folder;

  private Bound<Experiment> read(String text, String... overrides) throws IOException {
    Path file = folder.resolve("experiment.yaml");
    Files.writeString(file, text);
    return new ConfigReader(REGISTRY).read(file, List.of(overrides), Experiment.class);
  }

  private static Transformer tower(Bound<Experiment> bound) {
    return (Transformer) bound.value().towers().get("a").component().config();
  }

  private String told(String text, String... overrides) {
    return catchThrowableOfType(InvalidConfigException.class, () -> read(text, overrides))
        .getMessage()
        .replace(folder + "/", "");
  }

  @Test
  void standsForItsSettings() throws IOException {
    Transformer small = tower(read("towers: {a: {type: transformer, preset: small-16}}"));
    assertThat(small.width()).isEqualTo(384);
    assertThat(small.depth()).isEqualTo(12);
    assertThat(small.classes()).contains(1000);
    assertThat(small.tokenizer())
        .hasValueSatisfying(p -> assertThat(p.config()).isEqualTo(new Bpe(77)));
  }

  @Test
  void liesUnderTheSettingsOfTheBlock() throws IOException {
    Transformer small =
        tower(
            read(
                "towers: {a: {type: transformer, preset: small-16, depth: 3, classes: null}}",
                "towers.a.tokenizer.length=5"));
    assertThat(small.width()).isEqualTo(384);
    assertThat(small.depth()).isEqualTo(3);
    assertThat(small.classes()).isEmpty();
    assertThat(small.tokenizer().orElseThrow().config()).isEqualTo(new Bpe(5));
  }

  @Test
  void isInheritedAndReplacedLikeAnySetting() throws IOException {
    Files.writeString(
        folder.resolve("base.yaml"),
        "towers: {a: {type: transformer, preset: small-16, depth: 3}}");
    assertThat(tower(read("extends: base.yaml\ntowers: {a: {width: 2}}")))
        .isEqualTo(
            new Transformer(
                2, 3, Optional.of(1000), tower(read("extends: base.yaml\n")).tokenizer()));
    assertThat(tower(read("extends: base.yaml\n", "towers.a.preset=large-14")))
        .isEqualTo(new Transformer(1024, 3, Optional.empty(), Optional.empty()));
    assertThat(told("extends: base.yaml\n", "towers.a.preset=null"))
        .contains("towers.a.width is required");
  }

  @Test
  void isTheOriginOfWhatItSets() throws IOException {
    Bound<Experiment> bound =
        read("towers:\n  a: {type: transformer, preset: small-16, classes: null, depth: 3}\n");
    String printed = new ResolvedPrinter().print(bound).replace(folder + "/", "");
    assertThat(printed)
        .isEqualTo(
            """
            towers:
              a:
                type: transformer  # experiment.yaml:2:13
                width: 384         # preset small-16
                depth: 3           # experiment.yaml:2:66
                classes: null      # default
                tokenizer:
                  type: bpe        # preset small-16
                  length: 77       # preset small-16
                frozen: false      # default
            """);
    assertThat(tower(read(printed))).isEqualTo(tower(bound));
  }

  @Test
  void tellsOfAnUnknownOne() {
    assertThat(told("towers: {a: {type: transformer, preset: smal-16, width: 3}}"))
        .isEqualTo(
            "experiment.yaml:1:41: towers.a.preset: there is no preset 'smal-16'; did you mean 'small-16'?");
    assertThat(told("towers: {a: {type: transformer, preset: [a], width: 2}}"))
        .isEqualTo("experiment.yaml:1:41: towers.a.preset must be text, not a list");
    assertThat(told("towers: {a: {type: bert, preset: x}}")).contains("bert");
    assertThat(told("towers: {a: {type: wrong, presets: x, width: 1}}")).contains("did you mean");
  }

  @Test
  void leavesRulesToTheWholeBlock() {
    assertThat(told("towers: {a: {type: transformer, preset: small-16, width: 3}}"))
        .endsWith("towers.a: width must be even, not 3");
  }

  @Test
  void blamesItsAuthorForWhatIsWrongInIt() {
    assertThat(told("towers: {a: {type: wrong, preset: typo, width: 1}}"))
        .isEqualTo(
            "experiment.yaml:1:35: the preset of towers.a is wrong: unknown setting 'widht'; its plugin must mend it");
    assertThat(told("towers: {a: {type: wrong, preset: text}}"))
        .isEqualTo(
            "experiment.yaml:1:35: the preset of towers.a is wrong: towers.a.width must be a whole number, not 'wide'; its plugin must mend it");
    assertThatThrownBy(() -> PresetTable.of(Missing.class))
        .hasMessage(
            "the presets 'no-such.yaml' of io.threetowers.core.config.PresetTest$Missing are missing");
    assertThatThrownBy(() -> PresetTable.of(Undocumented.class))
        .hasMessageEndingWith("lack a block with 'doc: …' under 'small'");
    assertThatThrownBy(() -> RecordSchema.of(Taken.class))
        .hasMessageEndingWith("has presets, and so no setting 'preset' or 'doc' of its own");
  }

  @Test
  void isListedWithTheSettings() {
    assertThat(Describe.describe(SampleComponents.tower("transformer", Transformer.class)))
        .contains("| preset ", "| 2 presets ")
        .endsWith(
            """

            Presets:

            - `small-16`: the small one
            - `large-14`: the large one
            """);
  }

  @Test
  void isOfferedByEditors() {
    JsonObject schema =
        JsonParser.parseString(JsonSchema.of(Experiment.class, REGISTRY)).getAsJsonObject();
    JsonObject preset =
        schema
            .getAsJsonObject("definitions")
            .getAsJsonObject("tower-spec.transformer")
            .getAsJsonObject("properties")
            .getAsJsonObject("preset");
    assertThat(preset.get("enum")).hasToString("[\"small-16\",\"large-14\",null]");
    assertThat(preset.get("description").getAsString()).contains("large-14: the large one");
  }
}
