package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import io.threetowers.core.config.Bound;
import io.threetowers.core.config.ConfigReader;
import io.threetowers.core.config.InvalidConfigException;
import io.threetowers.core.config.JsonSchema;
import io.threetowers.core.config.ResolvedPrinter;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.plugin.ComponentRegistry;
import io.threetowers.core.plugin.PluginLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schema of all that is shipped, examples included, as an editor uses it. */
class SchemaIT {
  private static final int MUTANTS = 600;

  /** Values of every type, and such as look like another. */
  private static final List<String> VALUES =
      List.of(
          "null",
          "~",
          "true",
          "False",
          "no",
          "0",
          "1",
          "-1",
          "3",
          "64",
          "0x10",
          "0o17",
          "010",
          "1e3",
          "0.5",
          "-0.5",
          ".5",
          "1.",
          "1e-3",
          ".inf",
          "-.inf",
          ".nan",
          "3000000000",
          "1_000",
          "'3'",
          "\"true\"",
          "''",
          "12:30",
          "a",
          "a b",
          "1/3",
          "1/x",
          "-1/3",
          "2%",
          "200%",
          "500 steps",
          "3 Epochs",
          "1.5 steps",
          "gpu:1",
          "CPU",
          "S/16",
          "So400m",
          "[]",
          "{}",
          "[a]",
          "[a, b]",
          "[1, 0.5]",
          "[null]",
          "{a: b}",
          "{type: vit}",
          "{type: linear}",
          "{type: null}",
          "{text: null}",
          "{frozen: true}");

  @TempDir private static Path folder;
  private static Path plugins;
  private static ComponentRegistry registry;
  private static String text;
  private static Schema schema;

  @BeforeAll
  static void build() throws IOException {
    plugins = Files.createDirectory(folder.resolve("plugins"));
    ExamplePlugins.build(plugins);
    List<Path> all = List.of(Distribution.HOME.resolve("plugins"), plugins);
    registry = PluginLoader.load(all, SchemaIT.class.getClassLoader()).components();
    text = JsonSchema.of(Experiment.class, registry);
    schema = EditorView.schema(text);
  }

  @Test
  void isPrintedWithTheInstalledPlugins() throws Exception {
    Distribution.Outcome ours = Distribution.run(folder, "schema");
    assertThat(ours.exitCode()).as(ours.toString()).isZero();
    assertThat(JsonParser.parseString(ours.out()).isJsonObject()).isTrue();
    assertThat(ours.out()).contains("\"loss.softmax-contrastive\"").doesNotContain("pairwise");
    Distribution.Outcome more = Distribution.run(folder, "schema", "--plugins", "plugins");
    assertThat(more.exitCode()).as(more.toString()).isZero();
    assertThat(more.out()).contains("\"loss.pairwise-logistic\"").isEqualTo(text + "\n");
  }

  @Test
  void takesEveryShippedExperiment() throws IOException {
    List<Path> files = experiments();
    assertThat(files).hasSizeGreaterThanOrEqualTo(7);
    for (Path file : files) {
      assertThat(new EditorView(Files.readString(file)).mistakes(schema)).as("%s", file).isEmpty();
    }
  }

  @Test
  void takesEveryDefault() {
    int defaults = 0;
    JsonObject whole = JsonParser.parseString(text).getAsJsonObject();
    List<JsonObject> blocks = new ArrayList<>(List.of(whole));
    whole.getAsJsonObject("definitions").asMap().values().stream()
        .map(JsonElement::getAsJsonObject)
        .forEach(blocks::add);
    for (JsonObject block : blocks) {
      for (Map.Entry<String, JsonElement> entry : block.getAsJsonObject("properties").entrySet()) {
        if (entry.getValue() instanceof JsonObject setting && setting.has("default")) {
          JsonObject one = setting.deepCopy();
          one.add("definitions", whole.get("definitions"));
          Schema of = EditorView.schema(one.toString());
          String value = setting.get("default").toString();
          assertThat(of.validate(value, InputFormat.JSON)).as(entry.getKey()).isEmpty();
          defaults++;
        }
      }
    }
    assertThat(defaults).isGreaterThan(50);
  }

  /** An editor must not underline what trains; what it cannot see it may let pass. */
  @Test
  void takesWhateverTheReaderTakes() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Map<Path, String> files = seeds();
    List<Path> paths = List.copyOf(files.keySet());
    List<String> names = names();
    int read = 0;
    int underlined = 0;
    for (int i = 0; i < MUTANTS; i++) {
      Path file = paths.get(random.nextInt(paths.size()));
      String mutant = new Mutation(files.get(file)).apply(random, VALUES, names);
      boolean isRead = isRead(file, mutant);
      boolean isTaken = new EditorView(mutant).mistakes(schema).isEmpty();
      if (isRead && !isTaken) {
        throw new AssertionError(
            "seed %d: %s\n%s".formatted(seed, new EditorView(mutant).mistakes(schema), mutant));
      }
      read += isRead ? 1 : 0;
      underlined += isTaken ? 0 : 1;
      Files.writeString(file, files.get(file));
    }
    assertThat(read).as("seed %d", seed).isBetween(MUTANTS / 10, MUTANTS * 9 / 10);
    assertThat(underlined)
        .as("of those refused, seed %d", seed)
        .isGreaterThan((MUTANTS - read) / 2);
  }

  private static boolean isRead(Path file, String content) throws IOException {
    Files.writeString(file, content);
    try {
      return new ConfigReader(registry).read(file, List.of(), Experiment.class).value() != null;
    } catch (InvalidConfigException e) {
      return false;
    }
  }

  /** Every experiment that is whole, as it is shipped and with all that it leaves out. */
  private static Map<Path, String> seeds() throws IOException {
    Path copy = folder.resolve("copy");
    Map<Path, String> seeds = new LinkedHashMap<>();
    List<Path> files = experiments();
    for (Path file : files) {
      Path to = copy.resolve(Distribution.HOME.relativize(file));
      Files.createDirectories(to.getParent());
      Files.copy(file, to);
    }
    for (Path file : files) {
      Path to = copy.resolve(Distribution.HOME.relativize(file));
      if (!file.endsWith("base.yaml")) {
        Bound<Experiment> bound = new ConfigReader(registry).read(to, List.of(), Experiment.class);
        Path whole = to.resolveSibling("whole-" + to.getFileName());
        seeds.put(to, Files.readString(to));
        seeds.put(whole, new ResolvedPrinter().print(bound));
      }
    }
    return seeds;
  }

  /** All keys that there are. */
  private static List<String> names() {
    TreeSet<String> names = new TreeSet<>();
    JsonObject whole = JsonParser.parseString(text).getAsJsonObject();
    names.addAll(whole.getAsJsonObject("properties").keySet());
    for (JsonElement block : whole.getAsJsonObject("definitions").asMap().values()) {
      names.addAll(block.getAsJsonObject().getAsJsonObject("properties").keySet());
    }
    return List.copyOf(names);
  }

  private static List<Path> experiments() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String root : List.of("experiments", "examples")) {
      try (Stream<Path> all = Files.walk(Distribution.HOME.resolve(root))) {
        all.filter(file -> file.toString().endsWith(".yaml"))
            .filter(file -> !file.toString().contains("/target/"))
            .sorted()
            .forEach(files::add);
      }
    }
    return files;
  }
}
