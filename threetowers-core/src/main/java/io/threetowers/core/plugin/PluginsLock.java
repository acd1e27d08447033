package io.threetowers.core.plugin;

import io.threetowers.api.Component;
import io.threetowers.api.Kind;

/**
 * The text of {@code plugins.lock}: which plugins a run was made with. The same plugins give the
 * same text.
 */
public final class PluginsLock {

  private PluginsLock() {}

  /** Reads and hashes every plugin's file. */
  public static String text(Plugins plugins) {
    StringBuilder yaml =
        new StringBuilder("# The plugins that this run was made with.\nplugins:\n");
    for (Plugin plugin : plugins.all()) {
      yaml.append("  - name: ").append(quoted(plugin.name())).append('\n');
      yaml.append("    version: ").append(quoted(plugin.version())).append('\n');
      yaml.append("    api: ").append(quoted(plugin.api())).append('\n');
      yaml.append("    file: ")
          .append(quoted(String.valueOf(plugin.file().getFileName())))
          .append('\n');
      yaml.append("    sha256: ").append(quoted(plugin.sha256())).append('\n');
      yaml.append("    components:\n");
      plugin.components().stream()
          .map(PluginsLock::name)
          .sorted()
          .forEach(name -> yaml.append("      - ").append(name).append('\n'));
    }
    return yaml.toString();
  }

  private static String name(Component<?, ?> component) {
    return Kind.of(component).label() + " " + component.type();
  }

  /** Always quoted: a version is easily a number, and a hash may look like one. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
