package io.threetowers.launcher;

import io.threetowers.core.config.Bound;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.wiring.RemoteFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Parameters;

/** {@code FILE [key=value …]}. */
final class ExperimentArguments {
  @Parameters(index = "0", paramLabel = "FILE", description = "The experiment file, YAML.")
  private Path file = Path.of("");

  @Parameters(
      index = "1..*",
      paramLabel = "key=value",
      description =
          "Overrides such as towers.image.depth=24 or edges[0].weight=1/2; the value is YAML.")
  private List<String> overrides = new ArrayList<>();

  Bound<Experiment> read(Host host) {
    return host.read(file, overrides);
  }

  /** As {@link #read}, and fetches what comes from elsewhere, for commands that compose. */
  Bound<Experiment> fetch(Host host, PrintWriter err) throws IOException {
    Bound<Experiment> bound = read(host);
    try (ConsoleFetch progress = ConsoleFetch.on(err)) {
      RemoteFiles.fetch(bound, progress);
    }
    return bound;
  }

  /** The name of a run: the experiment's own, or that of its file. */
  String runName(Experiment experiment) {
    return runName(experiment, file);
  }

  static String runName(Experiment experiment, Path file) {
    return experiment
        .name()
        .orElseGet(() -> file.getFileName().toString().replaceFirst("\\.[^.]*$", ""));
  }
}
