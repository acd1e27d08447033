package io.threetowers.testkit;

import io.threetowers.api.Component;
import io.threetowers.api.Tower;
import io.threetowers.api.TowerFactory;
import io.threetowers.core.config.ConfigReader;
import io.threetowers.core.model.HostContext;
import io.threetowers.core.plugin.ComponentRegistry;
import io.threetowers.core.plugin.PluginLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A tower as its block in an experiment file describes it, presets and defaults included. */
public final class TowerBlock {

  private TowerBlock() {}

  /**
   * Reads a block as the host does, and has the factory describe the tower.
   *
   * @param <C> the factory's settings
   * @param factory on the class path, with those of the parts that the block names
   * @param block YAML, without {@code type:}; paths in it are absolute
   * @return the tower, not yet initialised: see {@link TowerHarness}
   * @throws io.threetowers.api.InvalidInputException if the block is refused
   */
  public static <C extends Record> Tower describe(TowerFactory<C> factory, String block) {
    return factory.create(settings(factory, block), new HostContext("tower"));
  }

  private static <C extends Record> C settings(TowerFactory<C> factory, String block) {
    ComponentRegistry registry =
        new ComponentRegistry(
            PluginLoader.load(List.of(), factory.getClass().getClassLoader()).all().stream()
                .<Component<?, ?>>flatMap(plugin -> plugin.components().stream())
                .toList());
    try {
      Path file = Files.createTempFile("block", ".yaml");
      try {
        Files.writeString(file, block);
        return new ConfigReader(registry).read(file, List.of(), factory.config()).value();
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
