package io.threetowers.core.config;

/**
 * The place of a value among the settings.
 *
 * @param path {@code edges[0].join}; empty at the top
 * @param key the name under which the value stands; empty for the items of a list
 */
record Slot(String path, String key) {
  static final Slot TOP = new Slot("", "");

  Slot child(String name) {
    return new Slot(path.isEmpty() ? name : path + "." + name, name);
  }

  Slot item(int index) {
    return new Slot(path + "[" + index + "]", "");
  }

  @Override
  public String toString() {
    return path.isEmpty() ? "the experiment" : path;
  }
}
