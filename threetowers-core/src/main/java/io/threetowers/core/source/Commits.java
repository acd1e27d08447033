package io.threetowers.core.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/**
 * Which commit a branch or tag is. It is asked once and remembered in {@code .commit} beside the
 * files of that revision, so that all of them are of one commit, today and later.
 */
final class Commits {
  private static final String FILE = ".commit";

  private final Path cache;
  private final Hub hub;
  private final Web web;
  private final FileLocks locks;
  private final FetchProgress progress;
  private final Duration firstPause;

  Commits(
      Path cache, Hub hub, Web web, FileLocks locks, FetchProgress progress, Duration firstPause) {
    this.cache = cache;
    this.hub = hub;
    this.web = web;
    this.locks = locks;
    this.progress = progress;
    this.firstPause = firstPause;
  }

  /** The commit of an address's revision. */
  String of(HubAddress address) throws Exception {
    if (address.isImmutable()) {
      return address.revision();
    }
    Path file = address.folder(cache).resolve(FILE);
    try (AutoCloseable lock = locks.lock(file, address.repository())) {
      if (Files.exists(file)) {
        return Files.readString(file).strip();
      }
      String commit = ask(address);
      PartFile.writing(
          file,
          () -> {
            Files.createDirectories(file.getParent());
            Path part = file.resolveSibling(FILE + ".part");
            Files.writeString(part, commit + "\n");
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
          });
      return commit;
    }
  }

  /** A mirror that does not say it is asked by the revision's name. */
  private String ask(HubAddress address) throws IOException {
    HubRemote remote = new HubRemote(hub, web, address, address.revision());
    Attempts attempts = new Attempts(progress, firstPause);
    while (true) {
      try (Answer answer = web.ask("HEAD", remote.address(), hub::headers)) {
        if (Attempts.Busy.isOne(answer.status())) {
          throw new Attempts.Busy(answer.status(), answer.header("retry-after"));
        } else if (answer.status() >= 400) {
          throw remote.refusal(answer);
        }
        return answer
            .anywhere("x-repo-commit")
            .filter(commit -> commit.matches("[0-9a-f]{40}"))
            .orElse(address.revision());
      } catch (IOException e) {
        attempts.failed(remote.name(), hub.host(), e, 0);
      }
    }
  }
}
