package io.threetowers.launcher;

import io.threetowers.api.Component;
import io.threetowers.api.Kind;
import io.threetowers.core.plugin.Plugin;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "plugins",
    description = "List the plugins that are installed, and what each offers.",
    mixinStandardHelpOptions = true)
final class PluginsCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    TextTable table = new TextTable(List.of("plugin", "version", "API", "sha256", "file"));
    for (Plugin plugin : main.host().plugins().all()) {
      table.add(
          List.of(
              plugin.name(),
              plugin.version(),
              plugin.api(),
              plugin.sha256().substring(0, 12),
              plugin.file().toString()));
      byKind(plugin).forEach(line -> table.note("  " + line));
    }
    spec.commandLine().getOut().print(table.text());
    return 0;
  }

  private static List<String> byKind(Plugin plugin) {
    List<String> lines = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      String types =
          plugin.components().stream()
              .filter(component -> Kind.of(component) == kind)
              .map(Component::type)
              .sorted()
              .collect(Collectors.joining(", "));
      if (!types.isEmpty()) {
        lines.add(kind.label() + ": " + types);
      }
    }
    return lines;
  }
}
