package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import io.threetowers.core.config.JsonSchema;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.plugin.PluginLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * An editor with the schema shows every golden mistake of {@link MistakesIT} at its place, but for
 * those that {@code beyond-the-schema.txt} lists, each with the reason. A new golden mistake is
 * either found or listed.
 */
class SchemaMistakesIT {
  private static final Path RESOURCES =
      Distribution.HOME.resolve("threetowers-launcher/src/test/resources/io/threetowers/launcher");
  private static final Path MISTAKES = RESOURCES.resolve("mistakes");

  /** {@code mine.yaml:3:11: …}. */
  private static final Pattern PROBLEM = Pattern.compile("(?m)^mine\\.yaml:(\\d+):(\\d+): .*$");

  private final Schema schema =
      EditorView.schema(
          JsonSchema.of(
              Experiment.class,
              PluginLoader.load(
                      List.of(Distribution.HOME.resolve("plugins")),
                      SchemaMistakesIT.class.getClassLoader())
                  .components()));

  @TestFactory
  Stream<DynamicTest> findsEachMistakeWhereItIsTold() throws IOException {
    Set<String> beyond = beyond().keySet();
    return mistakes().stream()
        .filter(name -> !beyond.contains(name))
        .map(name -> DynamicTest.dynamicTest(name, () -> assertFound(name)));
  }

  @Test
  void listsOnlyMistakesThatItDoesNotFind() throws IOException {
    Map<String, String> beyond = beyond();
    assertThat(mistakes()).containsAll(beyond.keySet());
    assertThat(beyond.values()).as("reasons").allSatisfy(why -> assertThat(why).isNotBlank());
    for (String name : beyond.keySet()) {
      assertThat(isFound(name)).as("%s is found: strike it off the list", name).isFalse();
    }
  }

  private void assertFound(String name) throws IOException {
    String[] halves = halves(name);
    EditorView view = new EditorView(halves[0]);
    List<String> problems = new ArrayList<>();
    Set<String> unexpected = view.mistakes(schema);
    Matcher problem = PROBLEM.matcher(halves[1]);
    while (problem.find()) {
      Set<String> places = places(view, problem);
      if (view.mistakes(schema).stream().noneMatch(places::contains)) {
        problems.add(problem.group());
      }
      unexpected.removeAll(places);
    }
    assertThat(problems)
        .as("not found; if no schema can know, list %s in beyond-the-schema.txt", name)
        .isEmpty();
    assertThat(unexpected).as("found, but not told").isEmpty();
    assertThat(view.mistakes(schema)).as("nothing is told of mine.yaml").isNotEmpty();
  }

  private boolean isFound(String name) throws IOException {
    try {
      assertFound(name);
      return true;
    } catch (AssertionError | org.yaml.snakeyaml.error.YAMLException e) {
      return false;
    }
  }

  private static Set<String> places(EditorView view, Matcher problem) {
    return view.at(Integer.parseInt(problem.group(1)), Integer.parseInt(problem.group(2)));
  }

  /** The experiment, without the lines that say how it is checked, and what is told. */
  private static String[] halves(String name) throws IOException {
    String text = "\n" + Files.readString(MISTAKES.resolve(name));
    int line = text.indexOf("\n--------\n");
    String yaml = text.substring(0, line + 1).replaceAll("\n[$+] .*", "").substring(1);
    return new String[] {yaml, text.substring(line)};
  }

  private static Set<String> mistakes() throws IOException {
    try (Stream<Path> files = Files.list(MISTAKES)) {
      Set<String> names = new TreeSet<>();
      files.forEach(file -> names.add(file.getFileName().toString()));
      return names;
    }
  }

  private static Map<String, String> beyond() throws IOException {
    Map<String, String> beyond = new LinkedHashMap<>();
    for (String line : Files.readAllLines(RESOURCES.resolve("beyond-the-schema.txt"))) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] words = line.split("\\s+", 2);
        beyond.put(words[0], words.length > 1 ? words[1] : "");
      }
    }
    return beyond;
  }
}
