package io.threetowers.testkit.samples;

import io.threetowers.api.BuildContext;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Tracker;
import io.threetowers.api.TrackerFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

public final class LossCurve implements TrackerFactory<LossCurve.Config> {

  @Doc("step and loss as two columns of a text file")
  public record Config(
      @Doc("name of the file in the run's folder") @Default("loss.txt") String file) {}

  @Override
  public String type() {
    return "loss-curve";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Tracker create(Config config, Path run, BuildContext context) {
    Path file = run.resolve(config.file());
    try {
      PrintWriter lines =
          new PrintWriter(
              Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
      return new Tracker() {
        @Override
        public void step(long step, Map<String, Double> metrics) {
          lines.println(step + " " + metrics.get("loss"));
        }

        @Override
        public void close() {
          lines.close();
        }
      };
    } catch (IOException e) {
      throw new InvalidInputException("'" + file + "' cannot be written", e);
    }
  }
}
