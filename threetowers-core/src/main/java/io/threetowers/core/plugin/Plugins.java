package io.threetowers.core.plugin;

import java.util.List;

/**
 * The plugins of a process, loaded once and unchanged until it ends.
 *
 * @param all every plugin: what the host offers itself first, then those of the drop folders by
 *     name
 * @param components what they offer
 * @param warnings sentences about what was loaded but is not as it should be
 */
public record Plugins(List<Plugin> all, ComponentRegistry components, List<String> warnings) {
  public Plugins {
    all = List.copyOf(all);
    warnings = List.copyOf(warnings);
  }
}
