package io.threetowers.launcher;

import io.threetowers.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A text that sets a scene and says what people read then. A line of dashes begins each part:
 *
 * <ul>
 *   <li>{@code -------- bad/Broken.java}: source of the plugin {@code bad}, which becomes a jar;
 *       with {@code (not in the jar)} it is compiled against only
 *   <li>{@code -------- check FOLDER/mine.yaml}: a command; below it the exit code, what is written
 *       to the standard error stream, and what a run that succeeds says before its first step
 *   <li>{@code -------- mine.yaml}: any other file
 * </ul>
 *
 * <p>{@code FOLDER} is where all that lies, {@code HOME} that of Three Towers.
 */
final class Scene {
  static final Path RESOURCES =
      Distribution.HOME.resolve("threetowers-launcher/src/test/resources/io/threetowers/launcher");

  private static final String LINE = "-------- ";
  private static final String LEFT_OUT = " (not in the jar)";
  private static final Pattern COMMAND = Pattern.compile("(train|check|eval|describe) .*");

  private final Path folder;
  private final Map<String, String> sources = new LinkedHashMap<>();

  private Scene(Path folder) {
    this.folder = folder;
  }

  /** The text with what its commands say now. */
  static String play(String text, Path folder) throws IOException {
    return new Scene(folder).play(text);
  }

  private String play(String text) throws IOException {
    copySound();
    boolean ready = false;
    StringBuilder played = new StringBuilder();
    for (String part : text.split("(?m)^" + LINE, -1)) {
      if (part.isEmpty()) {
        continue;
      }
      int end = part.indexOf('\n');
      String head = part.substring(0, end);
      String body = part.substring(end + 1);
      if (COMMAND.matcher(head).matches()) {
        if (!ready) {
          buildPlugins();
          ready = true;
        }
        body = say(head);
      } else if (head.endsWith(".java") || head.endsWith(LEFT_OUT)) {
        sources.put(head, body);
      } else {
        Files.writeString(folder.resolve(head), body);
      }
      played.append(LINE).append(head).append('\n').append(body);
    }
    return played.toString();
  }

  /** What every scene stands on: words, two towers that work, an experiment. */
  private void copySound() throws IOException {
    Files.copy(RESOURCES.resolve("sound/base.yaml"), folder.resolve("base.yaml"));
    StringBuilder words = new StringBuilder("word,picture\n");
    for (int i = 0; i < 64; i++) {
      words.append(Integer.toString(1_000_003 * (i + 7), 36)).append(",words.csv\n");
    }
    Files.writeString(folder.resolve("words.csv"), words);
  }

  private void buildPlugins() throws IOException {
    String tower = Files.readString(RESOURCES.resolve("sound/support/TinyTower.java"));
    Path plugins = folder.resolve("plugins");
    TestJar.offering("support.TinyTower")
        .source("support.TinyTower", tower)
        .write(plugins.resolve("sound-1.0.jar"));
    if (sources.isEmpty()) {
      return;
    }
    List<String> offered =
        sources.keySet().stream()
            .filter(head -> head.endsWith(".java"))
            .map(Scene::className)
            .toList();
    TestJar bad =
        TestJar.offering(offered.toArray(String[]::new)).source("support.TinyTower", tower);
    sources.forEach(
        (head, code) -> {
          if (head.endsWith(LEFT_OUT)) {
            bad.against(className(head), code);
          } else {
            bad.source(className(head), code);
          }
        });
    bad.write(plugins.resolve("bad-1.0.jar"));
  }

  private static String className(String head) {
    return head.replace(LEFT_OUT, "").replace(".java", "").replace('/', '.');
  }

  private String say(String command) {
    List<String> arguments = new ArrayList<>();
    for (String word : List.of(command.split(" ", -1))) {
      arguments.add(word.replace("FOLDER", folder.toString()));
    }
    arguments.addAll(List.of("--plugins", folder.resolve("plugins").toString()));
    Command.Outcome outcome = Command.run(arguments);
    String notes = outcome.exitCode() == 0 ? notes(outcome.out()) : "";
    String said = "exit " + outcome.exitCode() + "\n" + outcome.err() + notes;
    return said.replace(folder.toString(), "FOLDER").replace(Distribution.HOME.toString(), "HOME");
  }

  /** What a run says before its first step; what follows has times in it. */
  private static String notes(String out) {
    int first = out.indexOf("Train Epoch");
    return first < 0 ? "" : out.substring(0, first);
  }
}
