package io.threetowers.core.source;

import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings files from elsewhere into the cache. What is there is used as it is, and nobody is asked;
 * several processes may do this at once.
 */
public final class SourceFiles implements AutoCloseable {

  /**
   * What surrounds a process.
   *
   * @param patience how long a server may be silent
   * @param firstPause before a failed request is made again
   */
  record Surroundings(
      Path cache,
      Map<String, String> environment,
      Path home,
      Supplier<Optional<ArtifactFiles>> artifacts,
      Duration patience,
      Duration firstPause) {

    static Surroundings ofProcess() {
      return new Surroundings(
          CacheFolder.current(),
          System.getenv(),
          Path.of(System.getProperty("user.home")),
          ArtifactLibrary::load,
          Duration.ofSeconds(60),
          Duration.ofSeconds(1));
    }
  }

  private final Surroundings around;
  private final FetchProgress progress;
  private final FileLocks locks;
  private @Nullable Web web;

  SourceFiles(Surroundings around, FetchProgress progress) {
    this.around = around;
    this.progress = progress;
    this.locks = new FileLocks(around.cache(), progress);
  }

  /** Into the cache of this process. */
  public static SourceFiles of(FetchProgress progress) {
    return new SourceFiles(Surroundings.ofProcess(), progress);
  }

  /**
   * Sees to it that a file is in the cache, whole, and with it the shards that an index names.
   *
   * @return where it is, without the part that is meant
   * @throws InvalidInputException if it cannot be had
   */
  public Path fetch(FileSource source) throws IOException {
    Address address = source.address();
    Path file = address.in(around.cache());
    fetch(address, file);
    if (ShardIndex.isOne(file)) {
      for (String name : ShardIndex.shards(file)) {
        fetch(address.beside(name), file.resolveSibling(name));
      }
    }
    return file;
  }

  private void fetch(Address address, Path file) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    Optional<String> offline = Offline.variable(around.environment());
    if (offline.isPresent() && !(address instanceof MavenAddress)) {
      throw new InvalidInputException(
          "'%s' is not in the cache '%s', and %s is set, so nobody is asked for it"
              .formatted(address, around.cache(), offline.get()));
    }
    try (AutoCloseable lock = locks.lock(file, address.toString())) {
      if (!Files.exists(file)) {
        bring(address, file, offline.isPresent());
      }
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError("a lock is closed with an IOException at most", e);
    }
  }

  private void bring(Address address, Path file, boolean offline) throws Exception {
    PartFile part = new PartFile(file);
    if (address instanceof MavenAddress artifact) {
      bring(artifact, part, offline);
    } else {
      Remote remote = remote(address);
      new Download(web(), progress, around.firstPause(), remote, part).run();
    }
  }

  private Remote remote(Address address) throws Exception {
    if (address instanceof WebAddress page) {
      return new WebRemote(page);
    }
    HubAddress file = (HubAddress) address;
    Hub hub = Hub.of(around.environment(), around.home());
    String commit =
        new Commits(around.cache(), hub, web(), locks, progress, around.firstPause()).of(file);
    return new HubRemote(hub, web(), file, commit);
  }

  private void bring(MavenAddress address, PartFile part, boolean offline) throws IOException {
    ArtifactFiles artifacts =
        around
            .artifacts()
            .get()
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "'%s' needs the library threetowers-source-maven, which is not here"
                            .formatted(address)));
    Path jar = artifacts.find(address.coordinates(), offline, progress);
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("source", address.toString());
    facts.put("artifact", address.coordinates());
    Origin origin = new Origin(facts);
    if (address.member().isPresent()) {
      JarMember.extract(jar, address.member().get(), part, origin, progress);
    } else {
      part.copy(jar, origin);
    }
  }

  private Web web() {
    Web open = web;
    if (open == null) {
      open = new Web(around.environment(), around.patience());
      web = open;
    }
    return open;
  }

  @Override
  public void close() {
    if (web != null) {
      web.close();
    }
  }
}
