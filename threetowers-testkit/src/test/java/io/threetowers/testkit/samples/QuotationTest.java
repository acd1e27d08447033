package io.threetowers.testkit.samples;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.threetowers.core.model.HostContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Java in Javadoc and documents is quoted from sources that a build compiles and tests: the classes
 * beside this one, and the examples. White space and comments may differ; {@code // …} stands for
 * what is left out.
 */
class QuotationTest {
  private static final Path ROOT = Path.of("..");
  private static final List<Path> QUOTED =
      List.of(Path.of("src/test/java/io/threetowers/testkit/samples"), ROOT.resolve("examples"));
  private static final List<Path> JAVADOC =
      List.of(ROOT.resolve("threetowers-api/src/main/java"), Path.of("src/main/java"));
  private static final List<Path> DOCUMENTS =
      List.of(ROOT.resolve("docs"), ROOT.resolve("examples"));

  private static final String LEFT_OUT = "// …";

  /** What is no Java says so: {@code <pre class="yaml">}. */
  private static final Pattern PRE = Pattern.compile("(?s)<pre([^>]*)>(.*?)</pre>");

  private static final Pattern CODE = Pattern.compile("(?s)\\{@code\\s(.*)}\\s*");
  private static final Pattern FENCE = Pattern.compile("(?s)```java\\s(.*?)```");

  @Test
  void quotesTheJavaOfTheJavadoc() throws IOException {
    List<String> sources = sources();
    int samples = 0;
    for (Path file : files(JAVADOC, ".java")) {
      for (MatchResult pre : matches(PRE, unstarred(Files.readString(file)))) {
        if (pre.group(1).isEmpty()) {
          assertThat(pre.group(2)).as("%s: <pre> must hold {@code …}", file).matches(CODE);
          assertQuoted(file, CODE.matcher(pre.group(2)).replaceFirst("$1"), sources);
          samples++;
        }
      }
    }
    assertThat(samples).as("samples in the Javadoc").isGreaterThan(10);
  }

  @Test
  void quotesTheJavaOfTheDocuments() throws IOException {
    List<String> sources = sources();
    List<Path> documents = new ArrayList<>(files(DOCUMENTS, ".md"));
    documents.add(ROOT.resolve("README.md"));
    int samples = 0;
    for (Path file : documents) {
      for (MatchResult fence : matches(FENCE, Files.readString(file))) {
        assertQuoted(file, fence.group(1), sources);
        samples++;
      }
    }
    assertThat(samples).as("samples in documents").isPositive();
  }

  @Test
  void runsTheScriptOfTheJavadoc() throws IOException {
    Path file = ROOT.resolve("threetowers-api/src/main/java/io/threetowers/api/Script.java");
    MatchResult pre = matches(PRE, unstarred(Files.readString(file))).get(0);
    String source = CODE.matcher(pre.group(2)).replaceFirst("$1");
    Engine.getEngine("PyTorch");

    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray x = manager.create(new float[][] {{4, 8}});
      NDList p =
          new NDList(
              manager.create(new float[][] {{1, 1}, {1, -1}}), manager.create(new float[] {0, 1}));
      NDList y = new HostContext("sample").script(source).call("forward", x, p);
      assertThat(y.singletonOrThrow().toFloatArray()).containsExactly(6, -1);
    }
  }

  private static void assertQuoted(Path file, String sample, List<String> sources) {
    assertThat(sources.stream().anyMatch(source -> holds(source, sample)))
        .as(
            "%s: whether this stands word for word in a class of %s or in an example:%n%s",
            file, QUOTED.get(0), sample)
        .isTrue();
  }

  /** Whether a source has all pieces of a sample in their order. */
  private static boolean holds(String source, String sample) {
    int end = 0;
    for (String piece : sample.split(LEFT_OUT, -1)) {
      int start = source.indexOf(bare(piece), end);
      if (start < 0) {
        return false;
      }
      end = start + bare(piece).length();
    }
    return true;
  }

  private static List<String> sources() throws IOException {
    List<String> sources = new ArrayList<>();
    for (Path file : files(QUOTED, ".java")) {
      sources.add(bare(Files.readString(file)));
    }
    return sources;
  }

  private static String bare(String java) {
    return java.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("\\s+", "");
  }

  private static String unstarred(String java) {
    return java.replaceAll("(?m)^ *\\* ?", "");
  }

  private static List<MatchResult> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().toList();
  }

  private static List<Path> files(List<Path> folders, String ending) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path folder : folders) {
      try (Stream<Path> files = Files.walk(folder)) {
        files
            .filter(file -> file.toString().endsWith(ending))
            .filter(file -> !file.toString().contains("target"))
            .sorted()
            .forEach(found::add);
      }
    }
    return found;
  }
}
