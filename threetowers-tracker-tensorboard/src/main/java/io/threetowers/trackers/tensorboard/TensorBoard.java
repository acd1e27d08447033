package io.threetowers.trackers.tensorboard;

import io.threetowers.api.BuildContext;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Tracker;
import io.threetowers.api.TrackerFactory;
import io.threetowers.api.config.Doc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes every number of a run as a scalar, and its settings as a text, into event files below
 * {@code tensorboard/} of its folder: {@code tensorboard --logdir runs} shows all runs.
 *
 * <p>The numbers of a step have their own names, those of an evaluation {@code
 * <data>/<evaluator>/<metric>}. A resumed run begins another file, which lets TensorBoard forget
 * the steps that come again.
 */
public final class TensorBoard implements TrackerFactory<TensorBoard.Config> {
  private static final Logger log = LoggerFactory.getLogger(TensorBoard.class);
  private static final String FOLDER = "tensorboard";

  @Doc("the run's numbers as event files for TensorBoard, in tensorboard/ of the run's folder")
  public record Config() {}

  @Override
  public String type() {
    return "tensorboard";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Tracker create(Config config, Path run, BuildContext context) {
    Path folder = run.resolve(FOLDER);
    try {
      Files.createDirectories(folder);
      return new EventTracker(
          EventFolder.of(folder), EventFile::create, System::currentTimeMillis, log::warn);
    } catch (IOException e) {
      throw new InvalidInputException("'%s' cannot be written (%s)".formatted(folder, e), e);
    }
  }
}
