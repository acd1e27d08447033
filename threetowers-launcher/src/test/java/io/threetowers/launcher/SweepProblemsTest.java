package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threetowers.api.InvalidInputException;
import io.threetowers.core.sweep.GridPoint;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepProblemsTest {

  @Test
  void tellsEachMistakeOnceAndWhere() throws IOException {
    SweepProblems problems = new SweepProblems(3);
    problems.throwIfAny();
    for (String name : List.of("seed=0", "seed=1", "seed=2")) {
      GridPoint point = new GridPoint(name, List.of());
      problems.check(point, () -> fail("everywhere"));
      problems.check(point, () -> fail(name.equals("seed=0") ? "once" : "twice"));
    }
    assertThatThrownBy(problems::throwIfAny)
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            """
            3 problems:
            everywhere
            once (at seed=0)
            twice (at seed=1 and 1 more)""");
  }

  private static void fail(String message) {
    throw new InvalidInputException(message);
  }
}
