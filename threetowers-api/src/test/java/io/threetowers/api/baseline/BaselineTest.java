package io.threetowers.api.baseline;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.api.ApiVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The api against the baselines of its versions, as CONTRIBUTING.md promises under "The API". */
class BaselineTest {
  private static final Path BASELINES = Path.of("baseline");
  private static final String NAME = "threetowers-api-%s.jar";
  private static final Path OWN = BASELINES.resolve(NAME.formatted(ApiVersion.CURRENT));
  private static final boolean WRITE = "write".equals(System.getProperty("baseline"));
  private static final String HOW_TO_WRITE =
      "mvn -B test -pl threetowers-api -Dtest=BaselineTest -Dbaseline=write";

  private static Path api = Path.of("");

  @BeforeAll
  static void make(@TempDir Path folder) throws IOException {
    Path classes = Files.createDirectory(folder.resolve("classes"));
    ApiJar.compile(ApiJar.sources(), classes);
    api = folder.resolve("api.jar");
    ApiJar.pack(classes, api);
  }

  @Test
  void takesThePluginsOfEveryVersionThatItAccepts() throws Exception {
    for (Path baseline : baselines()) {
      if (ApiVersion.CURRENT.accepts(version(baseline)) && !(WRITE && baseline.equals(OWN))) {
        assertThat(Comparison.of(baseline, api).broken())
            .as(
                """
                What plugins built for %s rely on, and this api takes from them.
                A minor version only adds: keep the old form beside the new one, and give a new method of an interface that
                plugins implement a default. If it must be, raise the major version and remove the baselines of the old one.
                CONTRIBUTING.md, "The API", tells more.
                """,
                version(baseline))
            .isEmpty();
      }
    }
  }

  /**
   * Else one forgets to raise it, and a plugin that needs an addition loads into a host without.
   */
  @Test
  void addsNothingWithoutAVersionOfItsOwn() throws Exception {
    if (WRITE) {
      takesThePluginsOfEveryVersionThatItAccepts();
      Files.copy(api, OWN, REPLACE_EXISTING);
    }
    assertThat(OWN)
        .as("Version %s has no baseline yet; to make it: %s", ApiVersion.CURRENT, HOW_TO_WRITE)
        .exists();
    assertThat(Comparison.of(OWN, api).added())
        .as(
            """
            What the api has and its version %s does not know of.
            Raise the minor version (threetowers.api.version in pom.xml, ApiVersion.CURRENT), list the additions in
            CHANGELOG.md and make the baseline of the new version: %s
            As long as %1$s itself is not released, its own baseline may be made anew instead, by the same command.
            """,
            ApiVersion.CURRENT, HOW_TO_WRITE)
        .isEmpty();
  }

  @Test
  void hasTheVersionThatManifestsName() {
    assertThat(System.getProperty("threetowers.api.version"))
        .as("threetowers.api.version in pom.xml against ApiVersion.CURRENT")
        .isEqualTo(ApiVersion.CURRENT.toString());
  }

  @Test
  void keepsItsBaselinesSmall() throws IOException {
    for (Path baseline : baselines()) {
      assertThat(Files.size(baseline)).as(baseline.toString()).isLessThan(100_000);
    }
  }

  private static List<Path> baselines() throws IOException {
    try (Stream<Path> files = Files.list(BASELINES)) {
      return files.sorted(Comparator.comparing(Path::toString)).toList();
    }
  }

  private static ApiVersion version(Path baseline) {
    String around = NAME.formatted("(.*)");
    return ApiVersion.parse(baseline.getFileName().toString().replaceFirst(around, "$1"));
  }
}
