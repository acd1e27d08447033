package ${package};

import io.threetowers.api.BuildContext;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Tracker;
import io.threetowers.api.TrackerFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import java.io.IOException;
import java.nio.file.Path;

/** The numbers of a run as one table, a row each: step, source, metric, value. */
public final class ${Type} implements TrackerFactory<${Type}.Config> {

  /** The settings: each becomes a key of the experiment file, in kebab-case. */
  @Doc("a table of comma-separated values: step, source, metric, value")
  public record Config(
      // No Path, which would start at the experiment file's folder.
      @Doc("name of the file in the run's folder") @Default("numbers.csv") String file) {}

  @Override
  public String type() {
    return "${type}";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Tracker create(Config config, Path run, BuildContext context) {
    Path file = run.resolve(config.file());
    try {
      return CsvTable.open(file);
    } catch (IOException e) {
      throw new InvalidInputException("'%s' cannot be written (%s)".formatted(file, e), e);
    }
  }
}
