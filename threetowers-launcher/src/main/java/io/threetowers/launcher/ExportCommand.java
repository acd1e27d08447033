package io.threetowers.launcher;

import io.threetowers.core.run.RunFolder;
import io.threetowers.core.wiring.TowerExport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "export",
    description =
        "Write a trained tower's weights to a file that 'weights:' of another experiment reads.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RUN", description = "The folder of a run.")
  private Path run = Path.of("");

  @Option(names = "--tower", required = true, paramLabel = "NAME", description = "The tower.")
  private String tower = "";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The safetensors file to write.")
  private Path out = Path.of("");

  @Option(names = "--half", description = "Write F16 instead of F32: half the size.")
  private boolean half;

  @Override
  public Integer call() throws Exception {
    spec.commandLine().getOut().println(TowerExport.write(RunFolder.open(run), tower, out, half));
    return 0;
  }
}
