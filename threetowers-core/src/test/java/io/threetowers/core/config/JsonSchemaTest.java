package io.threetowers.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Syntax;
import io.threetowers.core.plugin.ComponentRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSchemaTest {
  private static final SchemaRegistry VALIDATOR =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);
  private static final String SAMPLE = JsonSchema.of(Sample.Experiment.class, Sample.REGISTRY);

  enum Answer {
    TRUE,
    FALSE,
    NULL,
    ASK
  }

  @Syntax(pattern = "[1-9][0-9]*(px|%)")
  record Size(String text) {
    public static Size parse(String text) {
      return new Size(text);
    }
  }

  record Node(String name, @Default("[]") List<Node> nodes, Optional<Answer> answer, Size size) {}

  @Test
  void saysWhatTheRecordsSay() {
    Goldens.check("schema.json", SAMPLE + "\n");
  }

  @Test
  void isASchemaOfDraft07() {
    Schema draft = VALIDATOR.getSchema(SchemaLocation.of("http://json-schema.org/draft-07/schema"));
    assertThat(draft.validate(SAMPLE, InputFormat.JSON)).isEmpty();
  }

  @Test
  void isTheSameEachTime() {
    assertThat(JsonSchema.of(Sample.Experiment.class, new ComponentRegistry(Sample.COMPONENTS)))
        .isEqualTo(SAMPLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# nothing yet",
        "towers: {image: {type: vit, width: 64, frozen: true}}",
        "extends: base.yaml\ntowers: {image: {depth: 3, view: clean}, third: null, text:}",
        "towers: {image: {type: null, heads: 3, patch-size: 3}}",
        "towers: {image: {type: vit, width: null, pool: ~}}",
        "evaluate: {retrieval: {at: [1, 2]}}",
        "edges: [{join: [1, true], loss: nce, weight: 1/3}]",
        "edges: [{join: [a, b], loss: nce, weight: 3, }]",
        "training: {learning-rate: 1e-3, seed: -9223372036854775808, note: 3, rates: {a: 1, b: .5}}",
        "training: {note: 'null', seed: 0x1F, betas: []}",
        "output: 3"
      })
  void takesWhatTheReaderTakes(String yaml) {
    assertThat(found(SAMPLE, yaml)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "trainig: {} | /trainig",
        "towers: {image: {type: vit, widht: 64}} | /towers/image/widht",
        "towers: {image: {type: vit, heads: 64}} | /towers/image/heads",
        "towers: {image: {type: vit, tokenizer: {}, fro: 1}} | /towers/image/tokenizer /towers/image/fro",
        "towers: {image: {widht: 64}} | /towers/image/widht",
        "towers: {image: {width: wide}} | /towers/image/width",
        "towers: {image: {type: vitt, widht: 64}} | /towers/image/type",
        "heads: {img: {type: vit}} | /heads/img/type",
        "towers: {image: vit} | /towers/image",
        "towers: {image: {type: vit, width: 65}} | /towers/image/width",
        "towers: {image: {type: vit, width: '64'}} | /towers/image/width",
        "towers: {image: {type: vit, width: 64.5}} | /towers/image/width",
        "towers: {image: {type: vit, depth: 0}} | /towers/image/depth",
        "towers: {image: {type: vit, patch-size: 3000000000}} | /towers/image/patch-size",
        "towers: {image: {type: vit, pool: max}} | /towers/image/pool",
        "towers: {image: {type: vit, frozen: yes}} | /towers/image/frozen",
        "towers: {image: {type: vit, weights: ''}} | /towers/image/weights",
        "towers: {t: {tokenizer: {type: bpe, fiel: a}}} | /towers/t/tokenizer/fiel",
        "edges: [{join: [a, b]}] | /edges/0/loss",
        "edges: [null, {join: a, loss: [b]}] | /edges/0 /edges/1/join /edges/1/loss",
        "edges: [{join: [a, null], loss: b}] | /edges/0/join/1",
        "training: {betas: [0.9, 1.1], clip: true} | /training/betas/1 /training/clip",
        "training: {rates: {a: b}} | /training/rates/a",
        "extends: [a] | /extends"
      })
  void findsWhatTheReaderRefuses(String yaml, String paths) {
    assertThat(found(SAMPLE, yaml)).containsExactlyInAnyOrder(paths.split(" "));
  }

  @Test
  void describesARecordThatHoldsItself() {
    String schema = JsonSchema.of(Node.class, Sample.REGISTRY);
    String item = "{name: a, size: 3px, nodes: [{name: b, size: 4%, nod: 3}]}";
    assertThat(found(schema, "nodes: [" + item + "]")).containsExactly("/nodes/0/nodes/0/nod");
  }

  @Test
  void takesWordsThatLookLikeSomethingElse() {
    String schema = JsonSchema.of(Node.class, Sample.REGISTRY);
    for (String answer : List.of("true", "'true'", "ask", "'null'", "null")) {
      assertThat(found(schema, "answer: " + answer)).as(answer).isEmpty();
    }
    assertThat(found(schema, "answer: TRUE")).as("the truth value, to an editor").isEmpty();
    assertThat(found(schema, "answer: 1")).containsExactly("/answer");
  }

  @Test
  void takesANumberOnlyWhereOneIsMeant() {
    String schema = JsonSchema.of(Node.class, Sample.REGISTRY);
    assertThat(found(schema, "size: 30%")).isEmpty();
    assertThat(found(schema, "size: 30")).containsExactly("/size");
    assertThat(found(schema, "size: 30 px")).containsExactly("/size");
  }

  @Test
  void isASchemaWithoutComponents() {
    String schema = JsonSchema.of(Sample.Experiment.class, new ComponentRegistry(List.of()));
    assertThat(found(schema, "towers: {image: {frozen: true}}")).isEmpty();
    assertThat(found(schema, "towers: {image: {type: vit}}")).containsExactly("/towers/image/type");
  }

  private static List<String> found(String schema, String yaml) {
    ConfigTree tree = YamlReader.at(Source.DEFAULT, Path.of(""), new ArrayList<>()).read(yaml);
    return VALIDATOR
        .getSchema(schema)
        .validate(TreeJson.of(tree).toString(), InputFormat.JSON)
        .stream()
        .filter(error -> !error.getKeyword().equals("anyOf"))
        .map(JsonSchemaTest::path)
        .distinct()
        .toList();
  }

  private static String path(Error error) {
    String property = error.getProperty();
    return error.getInstanceLocation() + (property == null ? "" : "/" + property);
  }
}
