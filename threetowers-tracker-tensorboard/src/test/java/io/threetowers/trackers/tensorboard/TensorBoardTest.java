package io.threetowers.trackers.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threetowers.api.BuildContext;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Tracker;
import io.threetowers.core.model.HostContext;
import io.threetowers.testkit.TrackerContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardTest extends TrackerContract {

  @Override
  protected Tracker create(Path run, BuildContext context) {
    return new TensorBoard().create(new TensorBoard.Config(), run, context);
  }

  @Test
  void refusesAFolderThatCannotBeMade(@TempDir Path run) throws IOException {
    Files.writeString(run.resolve("tensorboard"), "a file");
    assertThatThrownBy(() -> create(run, new HostContext("board")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("'" + run.resolve("tensorboard") + "' cannot be written (");
  }

  @Test
  void leavesNoFileBehindThatHoldsNothing(@TempDir Path run) {
    create(run, new HostContext("board")).close();
    assertThat(run.resolve("tensorboard")).isEmptyDirectory();
  }
}
