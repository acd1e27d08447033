package io.threetowers.launcher;

import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Kind;
import io.threetowers.api.config.Suggestions;
import io.threetowers.core.plugin.ComponentRegistry;
import io.threetowers.core.plugin.Plugin;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "new-plugin",
    description =
        "Write the project of a plugin: a component that works, its tests, an experiment that uses it.",
    mixinStandardHelpOptions = true)
final class NewPluginCommand implements Callable<Integer> {
  private static final List<String> MODALITIES = List.of("image", "text");

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "DIR",
      description = "The project's folder, empty or not there yet.")
  private Path folder = Path.of("");

  @Option(
      names = "--kind",
      required = true,
      paramLabel = "KIND",
      description = "tower, head, loss, data-source, tokenizer, optimizer, evaluator or tracker.")
  private String kind = "";

  @Option(
      names = "--type",
      required = true,
      paramLabel = "NAME",
      description = "What stands after 'type:' in an experiment file, in kebab-case: my-tower.")
  private String type = "";

  @Option(
      names = "--package",
      paramLabel = "NAME",
      description = "The Java package; default: org.example. and the type, org.example.mytower.")
  private @Nullable String packageName;

  @Option(
      names = "--modality",
      paramLabel = "image|text",
      description = "What a tower reads; default: image.")
  private @Nullable String modality;

  @Override
  public Integer call() {
    Kind wanted = KindName.parse(kind);
    NewPlugin plugin =
        new NewPlugin(
            wanted,
            PluginTemplate.named(template(wanted)),
            type,
            packageName == null ? NewPlugin.defaultPackage(type) : packageName);
    List<String> problems = new ArrayList<>(plugin.problems());
    problems.addAll(NewPlugin.problems(folder));
    problems.addAll(taken(wanted));
    if (!problems.isEmpty()) {
      throw new InvalidInputException(String.join(System.lineSeparator(), problems));
    }
    Path home = Path.of(System.getProperty("threetowers.home", "."));
    int files = plugin.write(folder, home, Version.product());
    tellWhatIsNext(plugin, home, files);
    return 0;
  }

  /** The folder of templates. */
  private String template(Kind wanted) {
    if (wanted != Kind.TOWER) {
      if (modality != null) {
        throw new InvalidInputException(
            "--modality is for towers; a component of kind '" + wanted.label() + "' has none");
      }
      return wanted.label();
    }
    String read = modality == null ? "image" : modality;
    if (!MODALITIES.contains(read)) {
      throw new InvalidInputException(
          "there is no template of a tower for the modality '"
              + read
              + "'"
              + Suggestions.hint(read, MODALITIES));
    }
    return "tower-" + read;
  }

  private List<String> taken(Kind wanted) {
    ComponentRegistry registry = main.host().plugins().components();
    return registry
        .find(wanted, type)
        .map(
            component ->
                "there is a %s of type '%s' already, of %s; take another name"
                    .formatted(
                        wanted.label(),
                        type,
                        registry.origin(component).map(Plugin::name).orElse("the host")))
        .stream()
        .toList();
  }

  private void tellWhatIsNext(NewPlugin plugin, Path home, int files) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%d files for the %s '%s' in %s; next:%n%n", files, plugin.kind().label(), type, folder);
    new NextCommands(plugin.kind(), type, folder, home)
        .lines()
        .forEach(line -> out.println("  " + line));
    out.printf("%n(the first once only: it puts the api and the testkit where Maven finds them)%n");
    if (plugin.template().files().containsKey("tools/convert.py")) {
      out.printf(
          "(its tools/convert.py puts a PyTorch model, with its weights, in the network's place)%n");
    }
  }
}
