package io.threetowers.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.threetowers.api.InvalidInputException;
import io.threetowers.core.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunComparisonTest {
  @TempDir Path home;

  @ParameterizedTest
  @ValueSource(ints = {40, 80, 200})
  void fitsTheTableToTheTerminal(int width) throws IOException {
    String table = RunComparison.of(new ExampleRuns(home, 200).methods(1)).table(width);
    assertThat(table.lines().takeWhile(line -> !line.isEmpty()))
        .allMatch(line -> line.length() <= width);
    Golden.assertMatches("run/table-" + width + ".txt", table.stripTrailing());
  }

  @Test
  void givesRunsThatDifferByTheirSeedOneRow() throws IOException {
    String table = RunComparison.of(new ExampleRuns(home, 200).methods(3)).table(120);
    Golden.assertMatches("run/table-seeds.txt", table.stripTrailing());
  }

  /** Recall 0.5, 0.6 and 0.7: mean 60 %, deviation √((0.1² + 0² + 0.1²) / 2) = 10 %. */
  /** Of 10 steps at 1 s and 30 at 3 s; the first of them saved for 2 s each. */
  @Test
  void countsEachStageByTheStepsThatItsEntriesStandFor() throws IOException {
    Path run = run("clip", "seed: 1", "\"image_to_text_R@1\":0.5");
    Files.writeString(
        run.resolve("metrics.jsonl"),
        """
        {"step":10,"examples":80,"loss":1,"time/forward/image":1.0,"time/checkpoint":2.0}
        {"step":40,"examples":320,"loss":1,"time/forward/image":3.0}
        """);
    JsonObject times =
        data(RunComparison.of(List.of(run)).writeHtml(home))
            .getAsJsonArray("runs")
            .get(0)
            .getAsJsonObject()
            .getAsJsonObject("times");
    assertThat(times.get("forward/image").getAsDouble()).isEqualTo(2.5);
    assertThat(times.get("checkpoint").getAsDouble()).isEqualTo(0.5);
  }

  @Test
  void computesMeanAndSampleStandardDeviation() throws IOException {
    List<Path> runs = new ArrayList<>();
    for (int seed = 1; seed <= 3; seed++) {
      runs.add(
          run("clip-seed" + seed, "seed: " + seed, "\"image_to_text_R@1\":" + (0.4 + 0.1 * seed)));
    }
    runs.add(run("lit", "lr: 1", "\"image_to_text_R@1\":0.65"));
    assertThat(RunComparison.of(runs).table(100))
        .isEqualTo(
            """
                           val ───────
            run            i2t R@1      steps
            clip, 3 seeds  60.0 ± 10.0      5
            lit            65.0*            5

            * best of its column
            """);
  }

  @Test
  void saysOfHowManySeedsAMeanIsWhereSomeHaveNoValue() throws IOException {
    List<Path> runs =
        List.of(
            run("a-s1", "seed: 1", "\"acc\":0.5"),
            run("a-s2", "seed: 2", "\"acc\":0.7"),
            run("a-s3", "seed: 3", "\"top5\":0.9"));
    assertThat(RunComparison.of(runs).table(100).lines())
        .contains("a, 3 seeds  60.0 ± 14.1 (2)  90.0 (1)      5");
  }

  @Test
  void takesASweepForItsRunsInTheirOrder() throws IOException {
    Path sweep = home.resolve("clip-sweep");
    List<String> names = List.of("seed=1,lr=1", "seed=0,lr=1", "seed=0,lr=2", "seed=1,lr=2");
    for (String name : names.subList(0, 3)) {
      run(
          "clip-sweep/" + name,
          name.replace('=', ':').replace(":", ": ").replace(',', '\n'),
          "\"acc\":0.5");
    }
    SweepFolder.of(sweep, List.of("seed", "lr")).plan(names);
    assertThat(RunComparison.of(List.of(sweep)).table(100))
        .isEqualTo(
            """
                           val ──────
            run             acc        steps
            lr=1, 2 seeds  50.0 ± 0.0      5
            seed=0,lr=2    50.0            5
            """);
  }

  @Test
  void callsASweepOverSeedsByItsFolder() throws IOException {
    Path sweep = home.resolve("lit-sweep");
    for (int seed = 0; seed < 2; seed++) {
      run("lit-sweep/seed=" + seed, "seed: " + seed, "\"acc\":0.5");
    }
    SweepFolder.of(sweep, List.of("seed")).plan(List.of("seed=0", "seed=1"));
    assertThat(RunComparison.of(List.of(sweep)).table(100)).contains("\nlit-sweep, 2 seeds ");
  }

  @Test
  void marksTheLowestRankAndShowsGaps() throws IOException {
    Path good = run("good", "a: 1", "\"image_to_text_mean_rank\":3.5");
    Path bad = run("bad", "a: 2", "\"image_to_text_mean_rank\":7.25");
    Path none = run("none", "a: 3", "\"image_to_text_R@1\":0.5");
    assertThat(RunComparison.of(List.of(bad, good, none)).table(100))
        .isEqualTo(
            """
                  val ──────────────────
            run   i2t R@1  i2t mean rank  steps
            bad         –         7.250       5
            good        –         3.500*      5
            none     50.0             –       5

            * best of its column
            """);
  }

  @Test
  void writesAPageThatNeedsNothingElse() throws IOException {
    Path page =
        RunComparison.of(new ExampleRuns(home, 200).methods(2))
            .writeHtml(home.resolve("out").resolve("page"));
    String html = Files.readString(page);
    assertThat(page).isEqualTo(home.resolve("out").resolve("page").resolve("comparison.html"));
    assertThat(html.replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain(
            "http:",
            "https:",
            "src=",
            "href=",
            "@import",
            "url(",
            "fetch(",
            "import(",
            "XMLHttpRequest")
        .doesNotContain("/*STYLE*/", "/*CHARTS*/", "/*PAGE*/", "\"DATA\"");
  }

  @Test
  void putsTheNumbersIntoThePage() throws IOException {
    List<Path> runs = new ExampleRuns(home, 200).methods(2);
    JsonObject data = data(RunComparison.of(runs).writeHtml(home));
    JsonArray entries = data.getAsJsonArray("runs");
    assertThat(entries).hasSize(6);
    JsonObject third = entries.get(2).getAsJsonObject();
    assertThat(third.get("name").getAsString()).isEqualTo("3t-s1");
    assertThat(third.get("group").getAsInt()).isEqualTo(2);
    assertThat(entries.get(5).getAsJsonObject().get("member").getAsInt()).isEqualTo(1);
    JsonObject loss = third.getAsJsonObject("metrics").getAsJsonObject("loss");
    JsonObject first =
        JsonParser.parseString(Files.readAllLines(runs.get(2).resolve("metrics.jsonl")).get(0))
            .getAsJsonObject();
    assertThat(loss.getAsJsonArray("step")).hasSize(20);
    assertThat(loss.getAsJsonArray("value").get(0).getAsDouble())
        .isEqualTo(first.get("loss").getAsDouble());
    assertThat(data.getAsJsonArray("rows")).hasSize(6 + 3);
    assertThat(data.getAsJsonArray("groups"))
        .extracting(JsonElement::getAsString)
        .containsExactly("clip, 2 seeds", "lit, 2 seeds", "3t, 2 seeds");
    JsonObject member = data.getAsJsonArray("rows").get(3).getAsJsonObject();
    assertThat(member.get("name").getAsString()).isEqualTo("clip-s1");
    assertThat(member.get("group").getAsInt()).isZero();
    assertThat(member.get("member").getAsBoolean()).isTrue();
    assertThat(data.getAsJsonArray("settings"))
        .extracting(entry -> entry.getAsJsonObject().get("key").getAsString())
        .containsExactly("seed", "towers.image.frozen", "towers.third", "edges", "optimizer.lr");
    assertThat(data.getAsJsonArray("environment"))
        .extracting(entry -> entry.getAsJsonObject().get("key").getAsString())
        .containsExactly("device");
  }

  @Test
  void letsNoNameEndTheScript() throws IOException {
    Path run = run("</script><b>", "a: \"</script><!--\"", "\"acc\":0.5");
    Path other = run("other", "a: 1", "\"acc\":0.25");
    Path page = RunComparison.of(List.of(run, other)).writeHtml(home);
    assertThat(Files.readString(page)).doesNotContain("</script><b>", "</script><!--");
    assertThat(data(page).getAsJsonArray("runs").get(0).getAsJsonObject().get("name").getAsString())
        .isEqualTo("script><b>");
  }

  @Test
  void asksForARun() {
    assertThatThrownBy(() -> RunComparison.of(List.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("there is no run to compare; name one or more run folders");
  }

  private static JsonObject data(Path page) throws IOException {
    Matcher matcher =
        Pattern.compile("<script type=\"application/json\" id=\"data\">(.*)</script>")
            .matcher(Files.readString(page));
    assertThat(matcher.find()).isTrue();
    return JsonParser.parseString(matcher.group(1)).getAsJsonObject();
  }

  private Path run(String name, String settings, String metric) throws IOException {
    Path run = Files.createDirectories(home.resolve(name));
    Files.writeString(run.resolve("resolved.yaml"), settings);
    Files.writeString(
        run.resolve("results.jsonl"),
        "{\"step\":5,\"evaluator\":\"r\",\"data\":\"val\"," + metric + "}\n");
    return run;
  }
}
