package io.threetowers.launcher;

import io.threetowers.api.InvalidInputException;
import io.threetowers.core.config.Bound;
import io.threetowers.core.config.InvalidConfigException;
import io.threetowers.core.config.ResolvedPrinter;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.run.DurableFiles;
import io.threetowers.core.run.RunRecord;
import io.threetowers.core.run.SweepFolder;
import io.threetowers.core.sweep.Grid;
import io.threetowers.core.sweep.GridPoint;
import io.threetowers.core.wiring.ExperimentCheck;
import io.threetowers.core.wiring.RemoteFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The runs of a sweep, every one of them checked before the first begins. */
final class SweepPlan {

  /**
   * One run.
   *
   * @param bound as it was checked
   * @param done whether it came to its end before, with the same settings
   */
  record Run(GridPoint point, Bound<Experiment> bound, boolean done) {}

  private final Host host;
  private final Path file;
  private final SweepFolder folder;
  private final Optional<Bound<Experiment>> base;
  private final List<Run> runs = new ArrayList<>();

  private SweepPlan(Host host, Path file, SweepFolder folder, Optional<Bound<Experiment>> base) {
    this.host = host;
    this.file = file;
    this.folder = folder;
    this.base = base;
  }

  /**
   * Reads and checks the experiment of every run; nothing is written.
   *
   * @param out the sweep's folder; by default beside those of runs
   * @throws InvalidInputException with the mistakes of all runs, or if the folder's sweep was
   *     another
   */
  static SweepPlan of(Host host, Path file, Grid grid, @Nullable Path out, PrintWriter err)
      throws IOException {
    SweepProblems problems = new SweepProblems(grid.points().size());
    List<Bound<Experiment>> bounds = new ArrayList<>();
    for (GridPoint point : grid.points()) {
      problems.check(point, () -> bounds.add(host.read(file, point.overrides())));
    }
    problems.throwIfAny();
    Path path = out != null ? out : folder(bounds.get(0).value(), file);
    SweepPlan plan =
        new SweepPlan(host, file, SweepFolder.of(path, grid.keys()), base(host, file, grid));
    plan.requireSameBase();
    for (int i = 0; i < bounds.size(); i++) {
      Run run = plan.run(grid.points().get(i), bounds.get(i), problems);
      plan.runs.add(run);
    }
    problems.throwIfAny();
    plan.check(problems, err);
    problems.throwIfAny();
    return plan;
  }

  private static Path folder(Experiment experiment, Path file) {
    return Path.of("runs", ExperimentArguments.runName(experiment, file) + "-sweep");
  }

  /** Empty if the file is whole only with settings that vary. */
  private static Optional<Bound<Experiment>> base(Host host, Path file, Grid grid) {
    try {
      return Optional.of(host.read(file, grid.settings()));
    } catch (InvalidConfigException e) {
      return Optional.empty();
    }
  }

  private void requireSameBase() {
    if (base.isPresent() && Files.exists(folder.base())) {
      requireSame("sweep", folder.path(), folder.base(), base.get());
    }
  }

  /**
   * Compares with what was run.
   *
   * @return whether a setting differs that may
   */
  private boolean requireSame(String what, Path where, Path before, Bound<Experiment> now) {
    List<String> changes = new ArrayList<>();
    List<String> differences =
        RunRecord.differences(host.read(before, List.of()), now, changes::add);
    if (!differences.isEmpty()) {
      throw new InvalidInputException(
          "the %s in '%s' was another experiment; go on with the same settings, or choose another folder with --out DIR:\n%s"
              .formatted(what, where, String.join("\n", differences)));
    }
    return !changes.isEmpty();
  }

  private Run run(GridPoint point, Bound<Experiment> bound, SweepProblems problems)
      throws IOException {
    boolean[] changed = {true};
    if (hasBegun(point)) {
      Path run = folder.run(point.name()).path();
      Path before = folder.run(point.name()).resolved();
      problems.check(point, () -> changed[0] = requireSame("run", run, before, bound));
    }
    return new Run(point, bound, folder.isDone(point.name()) && !changed[0]);
  }

  /** Runs that differ by their seed alone are checked once. */
  private void check(SweepProblems problems, PrintWriter err) throws IOException {
    Set<Map<String, String>> checked = new HashSet<>();
    for (Run run : runs) {
      Map<String, String> settings = new ResolvedPrinter().flatten(run.bound());
      settings.remove("seed");
      if (!run.done() && checked.add(settings)) {
        try (ConsoleFetch progress = ConsoleFetch.on(err)) {
          RemoteFiles.fetch(run.bound(), progress);
        }
        problems.check(
            run.point(), () -> ExperimentCheck.require(run.bound(), !hasBegun(run.point())));
      }
    }
  }

  SweepFolder folder() {
    return folder;
  }

  List<Run> runs() {
    return List.copyOf(runs);
  }

  boolean hasBegun(GridPoint point) {
    return Files.exists(folder.run(point.name()).resolved());
  }

  /** Writes down what is planned. */
  void begin() throws IOException {
    if (base.isPresent()) {
      DurableFiles.replaceText(
          folder.base(),
          folder.path().resolve("base.yaml.tmp"),
          new ResolvedPrinter().print(base.get()));
    }
    folder.plan(runs.stream().map(run -> run.point().name()).toList());
  }

  /**
   * What trains a run.
   *
   * @throws InvalidInputException if the file is no longer what was checked
   */
  List<String> command(Run run) {
    Bound<Experiment> now = host.read(file, run.point().overrides());
    List<String> differences =
        RunRecord.differences(
            run.bound(),
            now,
            change -> {
              throw changed(change);
            });
    if (!differences.isEmpty()) {
      throw changed(String.join("; ", differences));
    }
    List<String> command = new ArrayList<>(JavaCommand.prefix());
    command.addAll(List.of("train", file.toString()));
    command.addAll(run.point().overrides());
    command.addAll(List.of("--run", folder.run(run.point().name()).path().toString()));
    if (hasBegun(run.point())) {
      command.add("--resume");
    }
    command.addAll(host.options());
    return command;
  }

  private InvalidInputException changed(String change) {
    return new InvalidInputException(
        "'%s' was changed while the sweep was at work, which ends here: %s"
            .formatted(file, change));
  }
}
