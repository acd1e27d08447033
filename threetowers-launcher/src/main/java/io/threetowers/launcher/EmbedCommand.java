package io.threetowers.launcher;

import io.threetowers.api.InvalidInputException;
import io.threetowers.core.config.Bound;
import io.threetowers.core.embed.EmbeddingWriter;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.run.RunFolder;
import io.threetowers.core.wiring.EmbeddingRun;
import io.threetowers.core.wiring.RemoteFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    name = "embed",
    description =
        "Write the embeddings of a data source as NumPy files, in the layout of clip-retrieval; a second call goes on with the first.",
    mixinStandardHelpOptions = true)
final class EmbedCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Mixin private CheckpointOptions checkpoint;
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "RUN | FILE",
      description = "The folder of a run, or an experiment file whose towers have weights.")
  private Path source = Path.of("");

  @Parameters(
      index = "1..*",
      paramLabel = "key=value",
      description = "Overrides of the experiment, such as data.test.shards=other.tar.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DATA",
      description =
          "An entry of data; or tar files or a table to read with default settings; or a block of YAML in braces, as it would stand there.")
  private String data = "";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder to write, or to go on with.")
  private Path out = Path.of("");

  @Option(
      names = "--towers",
      paramLabel = "NAME",
      split = ",",
      description =
          "Towers or heads, separated by commas; a tower's name means the head that evaluators read; default: the pair that they read.")
  private List<String> towers = new ArrayList<>();

  @Option(
      names = "--without-heads",
      description = "Write the towers' own output, whatever heads they have.")
  private boolean withoutHeads;

  @Option(
      names = "--every-caption",
      description =
          "A row for each caption, beside a copy of its image's; default: one for each example, with its first caption.")
  private boolean everyCaption;

  @Option(names = "--half", description = "Write float16 instead of float32: half the size.")
  private boolean half;

  @Option(
      names = "--shard-size",
      paramLabel = "N",
      description = "Examples of a shard; default: ${DEFAULT-VALUE}.")
  private int shardSize = 100_000;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Examples per pass through a tower; default: the experiment's loader.batch.")
  private @Nullable Integer batch;

  @Override
  public Integer call() throws Exception {
    DataChoice choice = DataChoice.of(data);
    List<String> all = new ArrayList<>(overrides);
    all.addAll(choice.overrides());
    if (batch != null) {
      all.add("loader.batch=" + batch);
    }
    EmbeddingRun.Request request =
        new EmbeddingRun.Request(
            choice.name(), towers, withoutHeads, everyCaption, half, shardSize, out);
    PrintWriter err = spec.commandLine().getErr();
    try (ConsoleEmbedding listener = ConsoleEmbedding.on(err)) {
      EmbeddingWriter.Summary summary = embed(all, request, listener, err);
      listener.close();
      tell(summary);
    }
    return 0;
  }

  private EmbeddingWriter.Summary embed(
      List<String> all, EmbeddingRun.Request request, ConsoleEmbedding listener, PrintWriter err)
      throws IOException {
    if (Files.isDirectory(source)) {
      RunFolder folder = RunFolder.open(source);
      Bound<Experiment> bound = main.host().read(folder.resolved(), all);
      fetch(bound, request.data(), true, err);
      return EmbeddingRun.ofRun(bound, folder, checkpoint.choice(), request, listener);
    } else if (!Files.exists(source)) {
      throw new InvalidInputException(
          "there is no run and no experiment file '%s'".formatted(source));
    }
    if (checkpoint.isGiven()) {
      throw new InvalidInputException(
          "--checkpoint and --weights choose among the weights of a run, and '%s' is a file"
              .formatted(source));
    }
    Bound<Experiment> bound = main.host().read(source, all);
    fetch(bound, request.data(), false, err);
    return EmbeddingRun.ofFile(bound, request, listener);
  }

  private static void fetch(
      Bound<Experiment> bound, String name, boolean checkpoint, PrintWriter err)
      throws IOException {
    try (ConsoleFetch progress = ConsoleFetch.on(err)) {
      RemoteFiles.fetchForData(bound, name, checkpoint, progress);
    }
  }

  private void tell(EmbeddingWriter.Summary summary) {
    PrintWriter to = spec.commandLine().getOut();
    to.printf(
        Locale.ROOT,
        "%,d rows in %d shard%s: %s%n",
        summary.rows(),
        summary.shards(),
        summary.shards() == 1 ? "" : "s",
        out);
    if (summary.leftOut() > 0) {
      to.printf(
          Locale.ROOT,
          "%,d example(s) could not be read and were left out: %s%n",
          summary.leftOut(),
          String.join("; ", summary.firstLeftOut()));
    }
  }
}
