package ${package};

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.threetowers.api.BuildContext;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Tracker;
import io.threetowers.core.model.HostContext;
import io.threetowers.testkit.TrackerContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every tracker must do, and what this one writes. */
class ${Type}Test extends TrackerContract {
  @TempDir private Path run;

  @Override
  protected Tracker create(Path folder, BuildContext context) {
    return new ${Type}().create(new ${Type}.Config("numbers.csv"), folder, context);
  }

  private Tracker open(String file) {
    return new ${Type}().create(new ${Type}.Config(file), run, new HostContext("tracker"));
  }

  private String table() throws IOException {
    return Files.readString(run.resolve("numbers.csv"));
  }

  @Test
  void writesARowForEachNumberAtOnce() throws IOException {
    try (Tracker tracker = open("numbers.csv")) {
      tracker.step(1, Map.of("loss", 0.5));
      tracker.evaluation(1, "retrieval", "test", Map.of("text_to_image_R@1", 0.25));
      assertThat(table())
          .isEqualTo(
              """
              step,source,metric,value
              1,training,loss,0.5
              1,retrieval on test,text_to_image_R@1,0.25
              """);
    }
  }

  @Test
  void replacesTheStepsThatAResumedRunRepeats() throws IOException {
    try (Tracker tracker = open("numbers.csv")) {
      tracker.step(1, Map.of("loss", 3.0));
      tracker.step(2, Map.of("loss", 2.0));
      tracker.step(3, Map.of("loss", 1.0));
    }
    try (Tracker resumed = open("numbers.csv")) {
      resumed.step(2, Map.of("loss", 2.5));
    }
    assertThat(table())
        .isEqualTo(
            """
            step,source,metric,value
            1,training,loss,3.0
            2,training,loss,2.5
            """);
  }

  @Test
  void keepsTheStepThatAResumedRunEvaluatesFirst() throws IOException {
    try (Tracker tracker = open("numbers.csv")) {
      tracker.step(1, Map.of("loss", 3.0));
    }
    try (Tracker resumed = open("numbers.csv")) {
      resumed.evaluation(1, "retrieval", "test", Map.of("R@1", 0.25));
    }
    assertThat(table()).contains("1,training,loss,3.0\n1,retrieval on test,R@1,0.25\n");
  }

  @Test
  void quotesNamesWithCommas() throws IOException {
    try (Tracker tracker = open("numbers.csv")) {
      tracker.step(1, Map.of("a, \"b\"", 1.0));
    }
    assertThat(table()).endsWith("1,training,\"a, \"\"b\"\"\",1.0\n");
  }

  @Test
  void tellsOfAFileThatCannotBeWritten() {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> open("no/such/folder.csv"))
        .withMessageContaining("cannot be written");
  }
}
