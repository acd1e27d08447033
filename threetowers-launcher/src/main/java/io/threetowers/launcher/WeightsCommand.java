package io.threetowers.launcher;

import io.threetowers.core.wiring.RemoteFiles;
import io.threetowers.core.wiring.WeightSurvey;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "weights",
    description =
        "List the tensors of a file of weights, the family it belongs to, and the presets that it fits.",
    mixinStandardHelpOptions = true)
final class WeightsCommand implements Callable<Integer> {
  private static final int SHOWN = 20;

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description =
          "The file, or the address of one; of an .npz with several towers FILE:PREFIX shows one.")
  private String file = "";

  @Option(names = "--all", description = "All tensors, not only the first 20.")
  private boolean all;

  @Override
  public Integer call() throws Exception {
    Path path;
    try (ConsoleFetch progress = ConsoleFetch.on(spec.commandLine().getErr())) {
      path = RemoteFiles.fetch(file, progress);
    }
    WeightSurvey survey = WeightSurvey.of(path, main.host().plugins().components());
    PrintWriter out = spec.commandLine().getOut();
    tensors(survey.tensors(), out);
    out.println();
    if (survey.fits().isEmpty()) {
      out.println("No installed tower knows these names.");
    }
    Map<String, List<WeightSurvey.Fit>> byType =
        survey.fits().stream()
            .collect(
                Collectors.groupingBy(
                    WeightSurvey.Fit::type, LinkedHashMap::new, Collectors.toList()));
    byType.forEach((type, fits) -> tower(type, fits, out));
    return 0;
  }

  private void tensors(List<WeightSurvey.Tensor> tensors, PrintWriter out) {
    TextTable table = new TextTable(List.of("tensor", "shape", "type"));
    tensors.stream()
        .limit(all ? tensors.size() : SHOWN)
        .forEach(
            tensor -> table.add(List.of(tensor.name(), tensor.shape().toString(), tensor.type())));
    if (!all && tensors.size() > SHOWN) {
      table.note("… and " + (tensors.size() - SHOWN) + " more; --all shows them");
    }
    out.print(table.text());
    out.println();
    out.printf(
        Locale.ROOT,
        "%,d tensors, %,d parameters, %,.1f MB%n",
        tensors.size(),
        tensors.stream().mapToLong(tensor -> tensor.shape().size()).sum(),
        tensors.stream().mapToLong(WeightSurvey.Tensor::bytes).sum() / 1e6);
  }

  /**
   * What one type of tower makes of the file: the presets that fit, or the one that nearly does.
   */
  private void tower(String type, List<WeightSurvey.Fit> fits, PrintWriter out) {
    WeightSurvey.Fit best =
        fits.stream()
            .max(
                Comparator.comparing(WeightSurvey.Fit::isWhole)
                    .thenComparing(fit -> fit.fit().fitting()))
            .orElseThrow();
    out.printf("%s: %s (%s)%n", type, best.fit().family(), best.fit().description());
    if (!best.isWhole()) {
      out.printf(
          "  nearest is %s, of whose %d parameters %d fit; with settings of your own, check tells what differs%n",
          best.made().preset().isEmpty() ? "its default" : "the preset " + best.made().preset(),
          best.fit().parameters(),
          best.fit().fitting());
    }
    fits.stream().filter(WeightSurvey.Fit::isWhole).forEach(fit -> whole(fit, out));
  }

  private void whole(WeightSurvey.Fit fit, PrintWriter out) {
    String preset = fit.made().preset();
    if (!preset.isEmpty()) {
      out.printf("  fits the preset %s: %s%n", preset, fit.made().doc());
    }
    out.printf("    NAME:%n      type: %s%n", fit.type());
    if (!preset.isEmpty()) {
      out.printf("      preset: %s%n", preset);
    }
    out.printf("      weights: %s%n", file);
    fit.made().open().forEach(part -> out.printf("      %s: {type: …}%n", part));
  }
}
