package io.threetowers.core.source;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Finds Maven artifacts. Its implementation, with the libraries that it needs, is a module of its
 * own and found as a service; it is not even looked for before an experiment names an artifact.
 */
public interface ArtifactFiles {

  /**
   * The file of an artifact in the local repository, into which it is brought if it is not there.
   *
   * @param coordinates {@code group:artifact:extension[:classifier]:version}
   * @param offline whether the network must be left alone
   * @throws io.threetowers.api.InvalidInputException if there is no such artifact, or it cannot be
   *     had; the message begins with what is wrong, not with the coordinates
   */
  Path find(String coordinates, boolean offline, FetchProgress progress) throws IOException;
}
