package io.threetowers.launcher;

import io.threetowers.api.ApiVersion;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {

  static String product() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  @Override
  public String[] getVersion() {
    return new String[] {"Three Towers " + product() + ", plugin API " + ApiVersion.CURRENT};
  }
}
