package io.threetowers.core.source;

import java.nio.file.Path;

/** Where a file comes from; {@code toString} is how a person writes it. */
public sealed interface Address permits HubAddress, WebAddress, MavenAddress {

  /** Where the file lies in a cache, whether it is there yet or not. */
  Path in(Path cache);

  /**
   * The file beside this one.
   *
   * @param name a plain file name
   * @throws io.threetowers.api.InvalidInputException if nothing can be beside it
   */
  Address beside(String name);
}
