package io.threetowers.source.maven;

import io.threetowers.api.InvalidInputException;
import io.threetowers.core.source.ArtifactFiles;
import io.threetowers.core.source.FetchProgress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession.CloseableSession;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.transfer.ArtifactNotFoundException;
import org.eclipse.aether.transfer.ChecksumFailureException;
import org.eclipse.aether.transfer.RepositoryOfflineException;

/** Maven's resolver, with the repositories, mirrors, proxies and passwords of the user's Maven. */
public final class MavenArtifacts implements ArtifactFiles {
  private final Path home;
  private final Map<String, String> environment;

  /** For the user of this process. */
  public MavenArtifacts() {
    this(Path.of(System.getProperty("user.home")), System.getenv());
  }

  MavenArtifacts(Path home, Map<String, String> environment) {
    this.home = home;
    this.environment = environment;
  }

  @Override
  public Path find(String coordinates, boolean offline, FetchProgress progress) {
    MavenSettings settings = MavenSettings.read(home, environment);
    // Beside them, the loggers of Maven's resolver and its locks live on threads of their own.
    try (RepositorySystem system = new RepositorySystemSupplier().get();
        CloseableSession session =
            settings.session(system, offline, new TransferLines(coordinates, progress))) {
      List<RemoteRepository> repositories =
          system.newResolutionRepositories(session, settings.repositories());
      ArtifactRequest request =
          new ArtifactRequest(new DefaultArtifact(coordinates), repositories, "");
      try {
        return system.resolveArtifact(session, request).getArtifact().getPath();
      } catch (ArtifactResolutionException e) {
        throw new InvalidInputException(message(coordinates, repositories, e), e);
      }
    }
  }

  /** Repositories are called by their names: an address may hold a password. */
  private static String message(
      String coordinates, List<RemoteRepository> repositories, ArtifactResolutionException e) {
    String names =
        repositories.stream().map(RemoteRepository::getId).collect(Collectors.joining(", "));
    for (Exception exception : e.getResult().getExceptions()) {
      for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
        if (cause instanceof RepositoryOfflineException) {
          return "'%s' is not in Maven's local repository, and nobody is asked for it while offline"
              .formatted(coordinates);
        } else if (cause instanceof ChecksumFailureException failure) {
          return "'%s' does not have the checksum that its repository says, or that says none (%s)"
              .formatted(coordinates, firstSentence(failure));
        }
      }
    }
    boolean missing =
        e.getResult().getExceptions().stream()
            .allMatch(ArtifactNotFoundException.class::isInstance);
    return missing
        ? "there is no artifact '%s' in Maven's repositories (%s); is the version right?"
            .formatted(coordinates, names)
        : "'%s' cannot be had from Maven's repositories (%s): %s"
            .formatted(coordinates, names, reason(e));
  }

  /** The innermost exception knows what happened; those around it repeat addresses. */
  private static String reason(Throwable e) {
    Throwable innermost = e;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    String message = String.valueOf(innermost.getMessage()).replaceAll("://[^/@\\s]*@", "://…@");
    return innermost.getClass().getSimpleName() + ": " + message.lines().findFirst().orElse("");
  }

  private static String firstSentence(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
