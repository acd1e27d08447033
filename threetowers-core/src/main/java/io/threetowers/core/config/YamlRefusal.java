package io.threetowers.core.config;

import org.yaml.snakeyaml.error.Mark;

/** YAML that is well formed but not ours; ends the reading. */
final class YamlRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Mark mark;

  YamlRefusal(Mark mark, String message) {
    super(message);
    this.mark = mark;
  }

  Mark mark() {
    return mark;
  }
}
