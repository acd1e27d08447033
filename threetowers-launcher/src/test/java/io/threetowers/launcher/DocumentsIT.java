package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our pages say what is true: each command on them ends well and each file is accepted, in the
 * order in which a reader meets them, in one folder per page. Only runs are cut to two steps.
 *
 * <p>A comment above a block may direct this test, {@code <!-- test: in FOLDER, extends FILE -->}:
 *
 * <ul>
 *   <li>{@code in FOLDER}: where the commands run, or the YAML lies; else the root;
 *   <li>{@code extends FILE}: the file that the YAML is a part of, relative to where it lies;
 *   <li>{@code plugins FOLDER}: of further plugins that the YAML needs;
 *   <li>{@code as FILE}: what the YAML is called, for commands further down the page;
 *   <li>{@code is FILE}: with that, the YAML is this file of ours;
 *   <li>{@code from hub}: where the commands fetch files, which {@link TinyHub} has;
 *   <li>{@code no BECAUSE}: one of the {@link #EXCUSES} why it cannot run here.
 * </ul>
 */
class DocumentsIT {
  /** Why a block is not run, and nothing else may be said. */
  private static final Set<String> EXCUSES =
      Set.of(
          "this is the test itself", "it changes the sources", "it needs a GPU", "it needs Python");

  /** Languages that are for reading, or that another test compiles. */
  private static final Set<String> OTHERS = Set.of("text", "java", "python", "xml", "json");

  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicNode> everyCommandAndFileOnAPageWorks() throws IOException {
    return pages().stream().filter(page -> !buildsPlugins(page)).map(this::test);
  }

  /** Those that install the api and build a plugin with Maven, which a build itself must not do. */
  @Tag("outsider")
  @TestFactory
  Stream<DynamicNode> everyCommandOnAPageAboutPluginsWorks() throws IOException {
    return pages().stream().filter(DocumentsIT::buildsPlugins).map(this::test);
  }

  @TestFactory
  Stream<DynamicNode> everyLinkToAFileLeadsToOne() throws IOException {
    return pages().stream()
        .map(
            page ->
                DynamicTest.dynamicTest(
                    name(page),
                    () ->
                        assertThat(page.links())
                            .filteredOn(link -> !link.contains("://") && !link.startsWith("#"))
                            .allSatisfy(
                                link ->
                                    assertThat(
                                            page.file().resolveSibling(link.replaceAll("#.*", "")))
                                        .exists())));
  }

  private static List<Page> pages() throws IOException {
    List<Page> pages = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Distribution.HOME)) {
      for (Path file : files.filter(DocumentsIT::isOurs).sorted().toList()) {
        pages.add(Page.read(file));
      }
    }
    return pages;
  }

  /** Every page but those of hidden folders, of what a build made, and of licences. */
  private static boolean isOurs(Path file) {
    String path = Distribution.HOME.relativize(file).toString();
    return path.endsWith(".md") && !path.matches("(.*/)?(\\..*|target|runs|LICENSES|src)/.*");
  }

  private static boolean buildsPlugins(Page page) {
    return page.blocks().stream()
        .anyMatch(block -> block.language().equals("sh") && block.text().contains("install -pl"));
  }

  private static String name(Page page) {
    return Distribution.HOME.relativize(page.file()).toString();
  }

  private DynamicTest test(Page page) {
    return DynamicTest.dynamicTest(
        name(page),
        () -> {
          Path root = Workspace.create(Files.createTempDirectory(folder, "page").resolve("root"));
          test(page, root);
        });
  }

  private static void test(Page page, Path root) throws Exception {
    try (TinyHub hub = new TinyHub()) {
      for (Page.Block block : page.blocks()) {
        String where = name(page) + ":" + block.line();
        if (block.directions().containsKey("no")) {
          assertThat(EXCUSES).as(where).contains(block.directions().get("no"));
        } else if (block.language().equals("sh")) {
          runs(where, block, root, hub);
        } else if (block.language().equals("yaml")) {
          isAccepted(where, block, root);
        } else {
          assertThat(OTHERS).as("language at " + where).contains(block.language());
        }
      }
    }
  }

  private static void runs(String where, Page.Block block, Path root, TinyHub hub)
      throws Exception {
    Path place = root.resolve(block.directions().getOrDefault("in", ""));
    ProcessBuilder command =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", block.text())
            .directory(place.toFile());
    if ("hub".equals(block.directions().get("from"))) {
      hub.tell(command, root.resolve(".cache"));
    }
    Distribution.Outcome outcome = Distribution.outcome(command);
    assertThat(outcome.exitCode()).as(where + "\n" + outcome).isZero();
  }

  private static void isAccepted(String where, Page.Block block, Path root) throws Exception {
    Path place = root.resolve(block.directions().getOrDefault("in", "experiments/emoji"));
    String parent = block.directions().get("extends");
    String yaml = parent == null ? block.text() : "extends: " + parent + "\n\n" + block.text();
    String fileName = block.directions().getOrDefault("as", "line-" + block.line() + ".yaml");
    Path file = Files.writeString(place.resolve(fileName), yaml);
    List<String> command = new ArrayList<>(List.of("config"));
    if (block.directions().containsKey("plugins")) {
      command.addAll(List.of("--plugins", block.directions().get("plugins")));
    }
    String read = config(where, file, root, command);
    String equal = block.directions().get("is");
    if (equal != null) {
      assertThat(read).as(where).isEqualTo(config(where, place.resolve(equal), root, command));
    }
  }

  /** The experiment in full, without where each value comes from. */
  private static String config(String where, Path file, Path root, List<String> command)
      throws Exception {
    List<String> whole = new ArrayList<>(command);
    whole.add(file.toString());
    Distribution.Outcome outcome = Distribution.run(root, whole.toArray(String[]::new));
    assertThat(outcome.exitCode()).as(where + "\n" + outcome).isZero();
    return outcome.out().replaceAll("(?m)\\s*# .*$", "");
  }
}
