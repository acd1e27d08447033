package io.threetowers.testkit.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Tracker;
import io.threetowers.core.model.HostContext;
import io.threetowers.testkit.TrackerContract;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LossCurveTest extends TrackerContract {
  @Override
  protected Tracker create(Path run, BuildContext context) {
    return new LossCurve().create(new LossCurve.Config("loss.txt"), run, context);
  }

  @Test
  void writesALineForEachStepAndGoesOnWhereItStopped(@TempDir Path run) {
    for (long step : new long[] {1, 2}) {
      try (Tracker tracker = create(run, new HostContext("loss"))) {
        tracker.step(step, Map.of("loss", 1.5));
      }
    }

    assertThat(run.resolve("loss.txt")).hasContent("1 1.5\n2 1.5\n");
  }
}
