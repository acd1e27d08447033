package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.api.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code new-plugin} writes, and the examples, whose home its templates are. */
class NewPluginTest {
  private static final Path HOME = Path.of("..");
  private static final Path EXAMPLES = HOME.resolve("examples");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tower-image",
        "tower-text",
        "head",
        "loss",
        "data-source",
        "tokenizer",
        "optimizer",
        "evaluator",
        "tracker"
      })
  void fillsEveryPlaceholderOfATemplate(String template) throws IOException {
    SortedMap<String, String> files = written(template, "my-part", "org.example.mypart");
    assertThat(files)
        .containsKeys(
            "pom.xml",
            "README.md",
            "my-part.yaml",
            "src/main/java/org/example/mypart/MyPart.java",
            "src/main/java/org/example/mypart/package-info.java",
            "src/main/resources/META-INF/services/io.threetowers.api.Component",
            "src/test/java/org/example/mypart/MyPartTest.java",
            "src/test/java/org/example/mypart/MyPartConfigTest.java");
    assertThat(files).allSatisfy((path, text) -> assertThat(path).doesNotContain("__", "$"));
    assertThat(files)
        .allSatisfy(
            (path, text) ->
                assertThat(text)
                    .as(path)
                    .doesNotContainPattern("\\$\\{(kind|type|Type|package|version|api|home)}"));
  }

  static List<String> examples() throws IOException {
    try (Stream<Path> folders = Files.list(EXAMPLES)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("pom.xml")))
          .map(folder -> folder.getFileName().toString())
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void givesTheExamplesThePomOfTheTemplate(String example) throws IOException {
    Path project = EXAMPLES.resolve(example);
    Path services =
        project.resolve("src/main/resources/META-INF/services/io.threetowers.api.Component");
    String component = Files.readAllLines(services).get(0);
    String packageName = component.substring(0, component.lastIndexOf('.'));
    String pom = written("loss", example, packageName).get("pom.xml");
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(project.resolve("pom.xml"), pom);
    }
    assertThat(project.resolve("pom.xml"))
        .as("run with -Dgolden=write to write it anew")
        .hasContent(pom);
  }

  /** Which the page about plugins quotes. */
  @ParameterizedTest
  @CsvSource({"main, MyLoss.java", "test, MyLossTest.java"})
  void givesTheSampleOfTheTestkitTheSourcesOfTheTemplate(String set, String name)
      throws IOException {
    String path = "java/io/threetowers/testkit/samples/" + name;
    String source =
        written("loss", "my-loss", "io.threetowers.testkit.samples").get("src/" + set + "/" + path);
    Path sample = HOME.resolve("threetowers-testkit/src/test").resolve(path);
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(sample, source);
    }
    assertThat(sample).as("run with -Dgolden=write to write it anew").hasContent(source);
  }

  /** The page about plugins says so. */
  @Test
  void givesHelloTowerTheSquareImageOfTheTemplate() throws IOException {
    String path = "src/main/java/org/example/resnet/SquareImage.java";
    Path example = EXAMPLES.resolve("hello-tower").resolve(path);
    String square = written("tower-image", "my-tower", "org.example.resnet").get(path);
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(example, square);
    }
    assertThat(example).as("run with -Dgolden=write to write it anew").hasContent(square);
  }

  @Test
  void takesTheEngineThatTheTestkitBrings() throws IOException {
    String version = property("pytorch.version");
    assertThat(written("loss", "my-loss", "org.example").get("pom.xml"))
        .contains("<pytorch.version>" + version + "</pytorch.version>");
  }

  @ParameterizedTest
  @CsvSource({
    "loss, loss, Loss",
    "loss, config, Config",
    "loss, string, String",
    "tower-image, tower, Tower",
    "tower-image, traced-network, TracedNetwork",
    "tower-text, letters, Letters",
    "evaluator, field-values, FieldValues"
  })
  void refusesATypeWhoseClassWouldBeAnother(String template, String type, String className) {
    assertThat(plugin(template, type, "org.example.mine").problems())
        .singleElement()
        .asString()
        .startsWith("the type '" + type + "' would make a class '" + className + "', a name");
  }

  @ParameterizedTest
  @CsvSource({"my-tower, org.example.mytower", "u-8-bit, org.example.u8bit"})
  void namesThePackageAfterTheType(String type, String packageName) {
    assertThat(NewPlugin.defaultPackage(type)).isEqualTo(packageName);
    assertThat(plugin("tower-image", type, packageName).problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.", "my-package", "org.class.a", "1.a", "Ähre", "a b", "java.x"})
  void refusesWhatIsNoPackageOfTheAuthors(String packageName) {
    assertThat(plugin("loss", "my-loss", packageName).problems()).hasSize(1);
  }

  @Test
  void extendsARelativeFileWithinThreeTowersAndAnAbsoluteOneOutside() throws IOException {
    NewPlugin plugin = plugin("loss", "my-loss", "org.example.myloss");
    Path home = folder.resolve("o'home");
    plugin.write(home.resolve("mine/my-loss"), home, "1");
    plugin.write(folder.resolve("elsewhere"), home, "1");
    assertThat(home.resolve("mine/my-loss/my-loss.yaml"))
        .content()
        .contains("extends: '../../experiments/emoji/clip.yaml'");
    String quoted = home.toAbsolutePath().toString().replace("'", "''");
    assertThat(folder.resolve("elsewhere/my-loss.yaml"))
        .content()
        .contains("extends: '" + quoted + "/experiments/emoji/clip.yaml'");
  }

  private static NewPlugin plugin(String template, String type, String packageName) {
    Kind kind = KindName.parse(template.replaceFirst("^tower-.*", "tower"));
    return new NewPlugin(kind, PluginTemplate.named(template), type, packageName);
  }

  /** What a plugin's folder holds. */
  private SortedMap<String, String> written(String template, String type, String packageName)
      throws IOException {
    plugin(template, type, packageName).write(folder, HOME, property("version"));
    return read(folder, folder);
  }

  private static SortedMap<String, String> read(Path below, Path from) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    try (Stream<Path> found = Files.walk(below)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        files.put(from.relativize(file).toString().replace('\\', '/'), Files.readString(file));
      }
    }
    return files;
  }

  /** What stands between the first tags of that name in the parent pom. */
  private static String property(String name) throws IOException {
    String tag = Pattern.quote(name);
    Matcher found =
        Pattern.compile("<" + tag + ">([^<]*)</" + tag + ">")
            .matcher(Files.readString(HOME.resolve("pom.xml")));
    assertThat(found.find()).as(name).isTrue();
    return found.group(1);
  }
}
