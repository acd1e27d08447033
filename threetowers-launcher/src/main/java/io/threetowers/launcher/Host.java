package io.threetowers.launcher;

import io.threetowers.core.config.Bound;
import io.threetowers.core.config.ConfigReader;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.plugin.Plugin;
import io.threetowers.core.plugin.PluginLoader;
import io.threetowers.core.plugin.Plugins;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** What every command shares: where plugins lie, and how experiments are read. */
final class Host {
  static final String DEBUG = "threetowers.debug";

  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "A further folder of plugins, besides plugins/. May be repeated.")
  private List<Path> folders = new ArrayList<>();

  private @Nullable Plugins plugins;

  @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show stack traces.")
  void setDebug(boolean debug) {
    System.setProperty(DEBUG, Boolean.toString(debug));
  }

  /** The plugins of plugins/ and of every --plugins folder; loaded once. */
  Plugins plugins() {
    if (plugins == null) {
      List<Path> all = new ArrayList<>();
      all.add(Path.of(System.getProperty("threetowers.home", "."), "plugins"));
      all.addAll(folders);
      plugins = PluginLoader.load(all, Host.class.getClassLoader());
      // No logger before there is something to say: to set up logging takes as long as the rest.
      for (String warning : plugins.warnings()) {
        LoggerFactory.getLogger(Host.class).warn(warning);
      }
    }
    return plugins;
  }

  /** What another command must be told to have the same plugins, and to fail in the same words. */
  List<String> options() {
    List<String> options = new ArrayList<>();
    folders.forEach(folder -> options.addAll(List.of("--plugins", folder.toString())));
    if (Boolean.getBoolean(DEBUG)) {
      options.add("--debug");
    }
    return options;
  }

  /** Those that have been loaded so far. */
  List<Plugin> loaded() {
    return plugins == null ? List.of() : plugins.all();
  }

  /** Reads an experiment file with overrides. */
  Bound<Experiment> read(Path file, List<String> overrides) {
    return new ConfigReader(plugins().components()).read(file, overrides, Experiment.class);
  }
}
