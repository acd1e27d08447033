package io.threetowers.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DescribeTest {

  @Doc("A node.")
  record Node(@Doc("a|b") String name, @Doc("below it") @Default("[]") List<Node> nodes) {}

  record Empty() {}

  record Holder(@Doc("one") Optional<Empty> empty, @Doc("numbers") Optional<List<Integer>> at) {}

  @Test
  void listsTheSettingsOfEveryComponentAndOfTheExperiment() {
    StringBuilder page = new StringBuilder();
    Sample.COMPONENTS.forEach(component -> page.append(Describe.describe(component)).append('\n'));
    page.append(Describe.describe(Sample.Experiment.class));

    Goldens.check("described.md", page.toString());
  }

  @Test
  void endsWhereARecordHoldsItself() {
    assertThat(Describe.describe(Node.class))
        .isEqualTo(
            """
            ## node

            A node.

            | setting | type                 | default  | meaning  |
            | ------- | -------------------- | -------- | -------- |
            | name    | text                 | required | a\\|b     |
            | nodes   | a list, each a block | []       | below it |
            """);
  }

  @Test
  void saysThatThereIsNothingToSet() {
    assertThat(Describe.describe(Empty.class)).isEqualTo("## empty\n\nNo settings.\n");
    assertThat(Describe.describe(Holder.class)).contains("| empty   | a block ", "| none ");
  }
}
