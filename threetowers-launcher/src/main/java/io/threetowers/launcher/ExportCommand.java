package io.threetowers.launcher;

import io.threetowers.api.InvalidInputException;
import io.threetowers.core.config.Bound;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.export.ExportTarget;
import io.threetowers.core.export.PairExport;
import io.threetowers.core.run.RunFolder;
import io.threetowers.core.wiring.ModelExport;
import io.threetowers.core.wiring.RemoteFiles;
import io.threetowers.core.wiring.TowerExport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "export",
    description = {
      "Write what a run has trained: with --format a folder that transformers, open_clip, big_vision or PyTorch loads,",
      "with --tower one tower's weights, which 'weights:' of another experiment reads."
    },
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private CheckpointOptions checkpoint;
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RUN", description = "The folder of a run.")
  private Path run = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      completionCandidates = Formats.class,
      description = "Both towers as one of ${COMPLETION-CANDIDATES}.")
  private @Nullable String format;

  @Option(names = "--tower", paramLabel = "NAME", description = "One tower as it is.")
  private @Nullable String tower;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "PATH",
      description = "The folder to make; with --tower the safetensors file to write.")
  private Path out = Path.of("");

  @Option(
      names = "--image",
      paramLabel = "NAME",
      description = "With --format: the image embedding; default: the one that evaluators compare.")
  private @Nullable String image;

  @Option(
      names = "--text",
      paramLabel = "NAME",
      description = "With --format: the text embedding; default: the one that evaluators compare.")
  private @Nullable String text;

  @Option(names = "--half", description = "With --tower: write F16 instead of F32, half the size.")
  private boolean half;

  /** For tools/goldens/check_export.py, and for tests. */
  @Option(names = "--check", hidden = true, paramLabel = "FILE")
  private @Nullable Path check;

  /** The words of {@code --format}. */
  static final class Formats extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Formats() {
      super(ExportTarget.words());
    }
  }

  @Override
  public Integer call() throws Exception {
    if ((tower == null) == (format == null)) {
      throw new InvalidInputException(
          "export needs --format FORMAT for both towers, or --tower NAME for one%s"
              .formatted(tower == null ? "" : ", not both"));
    }
    refuse(half && format != null, "--half", "--tower");
    refuse(image != null && tower != null, "--image", "--format");
    refuse(text != null && tower != null, "--text", "--format");
    RunFolder folder = RunFolder.open(run);
    if (tower != null) {
      tell(List.of(TowerExport.write(folder, checkpoint.choice(), tower, out, half)));
    } else {
      tell(pair(folder, ExportTarget.parse(String.valueOf(format))));
    }
    return 0;
  }

  private static void refuse(boolean given, String option, String partner) {
    if (given) {
      throw new InvalidInputException("%s goes with %s".formatted(option, partner));
    }
  }

  private List<String> pair(RunFolder folder, ExportTarget target) throws IOException {
    PairExport export =
        new PairExport(
            target,
            Optional.ofNullable(image),
            Optional.ofNullable(text),
            out,
            Optional.ofNullable(check));
    export.requireFree();
    Bound<Experiment> bound = main.host().read(folder.resolved(), List.of());
    try (ConsoleFetch progress = ConsoleFetch.on(spec.commandLine().getErr())) {
      RemoteFiles.fetchForCheckpoint(bound, progress);
    }
    return ModelExport.write(bound, folder, checkpoint.choice(), export);
  }

  private void tell(List<String> lines) {
    lines.forEach(spec.commandLine().getOut()::println);
  }
}
