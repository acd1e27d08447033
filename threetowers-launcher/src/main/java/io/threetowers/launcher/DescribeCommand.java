package io.threetowers.launcher;

import io.threetowers.api.Component;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Kind;
import io.threetowers.core.config.Describe;
import io.threetowers.core.config.ReferencePage;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.plugin.ComponentRegistry;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "describe",
    description = "Show the settings of a component, or of the experiment file itself.",
    mixinStandardHelpOptions = true)
final class DescribeCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "KIND",
      description =
          "tower, head, loss, data-source, tokenizer, optimizer, evaluator or tracker; default: the experiment file.")
  private @Nullable String kind;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAME",
      description = "A type; default: all of that kind.")
  private @Nullable String name;

  @Option(names = "--all", description = "Everything on one page of Markdown, with an index.")
  private boolean all;

  @Override
  public Integer call() {
    spec.commandLine().getOut().println(text());
    return 0;
  }

  private String text() {
    if (all) {
      return ReferencePage.of(Experiment.class, main.host().plugins().components()).stripTrailing();
    } else if (kind == null) {
      return Describe.describe(Experiment.class);
    }
    Kind wanted = KindName.parse(kind);
    ComponentRegistry registry = main.host().plugins().components();
    if (name == null) {
      return "types of " + wanted.label() + ": " + String.join(", ", registry.types(wanted));
    }
    Component<?, ?> component =
        registry
            .find(wanted, name)
            .orElseThrow(() -> new InvalidInputException(registry.missing(wanted, name)));
    return Describe.describe(component);
  }
}
