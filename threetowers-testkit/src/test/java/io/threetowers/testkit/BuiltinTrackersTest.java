package io.threetowers.testkit;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Tracker;
import io.threetowers.core.builtin.JsonLines;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** The tracker of core.builtin: its contract is here since core cannot use the testkit. */
class BuiltinTrackersTest {

  @Nested
  class Lines extends TrackerContract {
    @Override
    protected Tracker create(Path run, BuildContext context) {
      return new JsonLines().create(new JsonLines.Config(), run, context);
    }
  }
}
