package io.threetowers.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.api.Optimizer;
import io.threetowers.core.data.DataPosition;
import io.threetowers.core.watch.Lapse;
import io.threetowers.core.watch.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogBookTest {
  private static final StepResult RESULT = new StepResult(1, Map.of(), Map.of(), 1, Map.of());

  /** Of which every tower takes a fifth. */
  private static final Lapse LAPSE =
      new Lapse(1, Map.of("forward/image", 0.21, "forward/text", 0.2, "forward/third", 0.22), 0, 0);

  @TempDir private Path folder;

  @Test
  void advisesToKeepTheEmbeddingsOfATowerOnlyWhileTheyDoNotChange() throws IOException {
    String yaml =
        TinyExperiment.THREE_TOWERS.formatted("").replace("frozen: true", "frozen: true, width: 6")
            + """
              timeline:
                - {at: 10, thaw: ['towers\\.third\\..*']}
                - {at: 20, freeze: ['towers\\.third\\..*', 'towers\\.image\\..*']}
              """;
    Witness witness = new Witness();
    try (TinyExperiment tiny = new TinyExperiment(yaml, folder);
        Optimizer optimizer = tiny.optimizer()) {
      Phases phases =
          new Phases(
              tiny.timeline,
              tiny.model,
              optimizer,
              tiny.experiment,
              tiny.host,
              Optional.empty(),
              witness);
      LogBook book =
          new LogBook(
              tiny.experiment,
              Budget.of(tiny.experiment, TinyExperiment.EXAMPLES),
              phases,
              witness,
              witness);
      for (long step = 1; step <= 30; step++) {
        phases.at(step - 1);
        book.write(new TrainingState(step, DataPosition.start()), LAPSE, RESULT, 1, Map.of());
      }
    }
    assertThat(witness.logs.get(9).verdict().map(Verdict::text))
        .hasValue(
            "the frozen tower 'third' takes 22 % of each step: a new run with towers.third.cache=true towers.third.views=K keeps its embeddings of K augmented views");
    assertThat(witness.logs.get(19).verdict()).as("trained").isEmpty();
    assertThat(witness.logs.get(29).verdict()).as("frozen, but no longer what it was").isEmpty();
  }
}
