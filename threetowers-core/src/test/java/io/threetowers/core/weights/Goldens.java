package io.threetowers.core.weights;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** Files that independent programs wrote. */
final class Goldens {

  private Goldens() {}

  static Path file(String name) throws URISyntaxException {
    return Path.of(Objects.requireNonNull(Goldens.class.getResource(name), name).toURI());
  }
}
