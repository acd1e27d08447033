package io.threetowers.core.run;

import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a run: folders {@code step_000500}, a file {@code latest} that names the
 * newest, and a file {@code best} that names the best where a run keeps one.
 *
 * <p>A checkpoint is written under another name, brought to the disk and renamed; then {@code best}
 * and {@code latest} are replaced, and last those are deleted that neither names. So whenever the
 * process dies, both name whole ones. One process writes; others may read meanwhile.
 */
public final class CheckpointStore {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);
  static final String LATEST = "latest";
  static final String BEST = "best";
  private static final Pattern NAME = Pattern.compile("step_(\\d{6,18})");

  /** Being written, or being deleted: of no use to anyone. */
  private static final String TEMPORARY = ".tmp";

  /** The one before, while another of the same step takes its name. */
  private static final String REPLACED = ".replaced";

  private final Path folder;
  private final Path latest;
  private final Path best;

  /** What a checkpoint is made of. */
  @FunctionalInterface
  public interface Contents {
    /** Writes files into an empty folder. */
    void write(Path folder) throws IOException;
  }

  /**
   * Touches nothing yet.
   *
   * @param folder made by the first {@link #save}
   */
  public CheckpointStore(Path folder) {
    this.folder = folder;
    this.latest = folder.resolve(LATEST);
    this.best = folder.resolve(BEST);
  }

  /**
   * Saves a checkpoint, then deletes those that need not stay; one of the same step is replaced.
   *
   * <p>Checkpoints of later steps, from before the run went back to an older one, count as the
   * oldest.
   *
   * @return its folder
   * @throws IOException if it cannot be written: the checkpoints saved before are as they were
   */
  public Path save(long step, Retention retention, Contents contents) throws IOException {
    String name = name(step);
    Path temporary = folder.resolve(name + TEMPORARY);
    try {
      Files.createDirectories(folder);
      removeLeftovers();
      Files.createDirectory(temporary);
      contents.write(temporary);
      Checksums.seal(temporary);
      moveIntoPlace(temporary, name);
      pointToBest(retention);
      point(latest, name);
    } catch (IOException e) {
      throw new IOException(
          "cannot save checkpoint '%s' (%s); the ones saved before are untouched"
              .formatted(folder.resolve(name), e.getMessage()),
          e);
    } finally {
      removeQuietly(temporary);
    }
    prune(step, retention);
    return folder.resolve(name);
  }

  /** The name of the checkpoint of a step. */
  public static String name(long step) {
    return "step_%06d".formatted(step);
  }

  private static void point(Path pointer, String name) throws IOException {
    Path temporary = pointer.resolveSibling(pointer.getFileName() + TEMPORARY);
    DurableFiles.replaceText(pointer, temporary, name + "\n");
  }

  private void pointToBest(Retention retention) throws IOException {
    if (retention.best().isEmpty()) {
      DurableFiles.delete(best);
      return;
    }
    String name = name(retention.best().getAsLong());
    if (!named(best).equals(Optional.of(name))) {
      point(best, name);
    }
  }

  /** What a file names, if it is there. */
  private static Optional<String> named(Path pointer) throws IOException {
    return Files.exists(pointer)
        ? Optional.of(Files.readString(pointer).strip())
        : Optional.empty();
  }

  private void moveIntoPlace(Path temporary, String name) throws IOException {
    Path target = folder.resolve(name);
    Path replaced = folder.resolve(name + REPLACED);
    if (Files.exists(target)) {
      DurableFiles.rename(target, replaced);
    }
    DurableFiles.rename(temporary, target);
    DurableFiles.delete(replaced);
  }

  /** What a process left that was killed while it saved. */
  private void removeLeftovers() throws IOException {
    for (String entry : entries()) {
      if (entry.endsWith(TEMPORARY)) {
        DurableFiles.delete(folder.resolve(entry));
      } else if (entry.endsWith(REPLACED)) {
        Path target = folder.resolve(entry.substring(0, entry.length() - REPLACED.length()));
        if (Files.exists(target)) {
          DurableFiles.delete(folder.resolve(entry));
        } else {
          DurableFiles.rename(folder.resolve(entry), target);
        }
      }
    }
  }

  private static void removeQuietly(Path temporary) {
    try {
      DurableFiles.delete(temporary);
    } catch (IOException e) {
      LOG.warn("'{}' is left over and cannot be deleted: {}", temporary, e.getMessage());
    }
  }

  private void prune(long newest, Retention retention) throws IOException {
    List<String> oldestFirst =
        names().stream()
            .sorted(Comparator.comparingLong(name -> step(name) > newest ? -1 : step(name)))
            .toList();
    int old = Math.max(0, oldestFirst.size() - retention.last());
    for (String name : oldestFirst.subList(0, old)) {
      if (retention.marks(step(name))) {
        continue;
      }
      Path doomed = folder.resolve(name + TEMPORARY);
      try {
        // Renamed first: half a checkpoint must not bear the name of a whole one.
        DurableFiles.rename(folder.resolve(name), doomed);
        DurableFiles.delete(doomed);
      } catch (IOException e) {
        LOG.warn(
            "the old checkpoint '{}' cannot be deleted: {}", folder.resolve(name), e.getMessage());
      }
    }
  }

  /** Bytes that the disk has room for, where it says so. */
  public Optional<Long> freeBytes() {
    try {
      Path there = Files.exists(folder) ? folder : folder.toAbsolutePath().getParent();
      return there == null
          ? Optional.empty()
          : Optional.of(Files.getFileStore(there).getUsableSpace());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The names of the checkpoints, by step. */
  public List<String> names() throws IOException {
    return entries().stream()
        .map(
            entry ->
                entry.endsWith(REPLACED)
                    ? entry.substring(0, entry.length() - REPLACED.length())
                    : entry)
        .filter(entry -> NAME.matcher(entry).matches())
        .distinct()
        .sorted(Comparator.comparingLong(CheckpointStore::step))
        .toList();
  }

  private List<String> entries() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  private static long step(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no name of a checkpoint: " + name);
    }
    return Long.parseLong(matcher.group(1));
  }

  /** Whether there is a checkpoint of a step, whole or damaged. */
  public boolean has(long step) throws IOException {
    return names().contains(name(step));
  }

  /**
   * The checkpoint that {@code latest} names; empty if the run has saved none.
   *
   * @throws InvalidInputException if it is damaged; the message names the newest that is whole
   */
  public Optional<Checkpoint> latest() throws IOException {
    Optional<String> named = named(latest);
    List<String> names = names();
    if (named.isEmpty() && names.isEmpty()) {
      return Optional.empty();
    }
    String name = named.orElseGet(() -> names.get(names.size() - 1));
    return Optional.of(whole(name, ": write that name into '" + latest + "' to go on from there"));
  }

  /**
   * The newest whole checkpoint, from the one that {@code latest} names downwards; empty if the run
   * has saved none.
   *
   * @param warnings told of each damaged one that is passed over
   * @throws InvalidInputException if there are checkpoints, but none is whole
   */
  public Optional<Checkpoint> latestWhole(Consumer<String> warnings) throws IOException {
    String named = named(latest).orElse("");
    List<String> names = names();
    if (named.isEmpty() && names.isEmpty()) {
      return Optional.empty();
    }
    List<String> damaged = new ArrayList<>();
    if (!named.isEmpty() && !names.contains(named)) {
      damaged.add("checkpoint '%s' is missing".formatted(folder.resolve(named)));
    }
    long newest = NAME.matcher(named).matches() ? step(named) : Long.MAX_VALUE;
    for (int i = names.size() - 1; i >= 0; i--) {
      String name = names.get(i);
      if (step(name) <= newest) {
        Path found = find(name);
        Optional<String> problem = Checksums.problem(found);
        if (problem.isEmpty()) {
          damaged.forEach(each -> warnings.accept(each + "; going on from '" + name + "'"));
          return Optional.of(new Checkpoint(step(name), found));
        }
        damaged.add("checkpoint '%s' %s".formatted(found, problem.get()));
      }
    }
    throw new InvalidInputException(
        "the run has no whole checkpoint to go on from: %s; start another with --run DIR"
            .formatted(String.join("; ", damaged)));
  }

  /**
   * A checkpoint by its name, such as {@code step_000500}, or the one that {@code latest} or {@code
   * best} names.
   *
   * @throws InvalidInputException if there is none of that name, or it is damaged
   */
  public Checkpoint load(String name) throws IOException {
    if (name.equals(LATEST)) {
      return latest()
          .orElseThrow(
              () -> new InvalidInputException("there is no checkpoint in '" + folder + "' yet"));
    }
    List<String> names = names();
    String wanted = name;
    if (name.equals(BEST)) {
      wanted =
          named(best)
              .orElseThrow(
                  () ->
                      new InvalidInputException(
                          "no checkpoint in '%s' is the best, for checkpoint.keep.best names no metric that was measured; there are %s"
                              .formatted(folder, names)));
    } else if (!names.contains(name)) {
      throw new InvalidInputException(
          "there is no checkpoint '%s' in '%s', only %s".formatted(name, folder, names));
    }
    return whole(wanted, "");
  }

  /**
   * A checkpoint that is as it was saved.
   *
   * @param remedy what to do with the name of another that is whole
   */
  private Checkpoint whole(String name, String remedy) throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidInputException(
          "there is no checkpoint '%s' in '%s', only %s".formatted(name, folder, names()));
    }
    Path found = find(name);
    Optional<String> problem = Checksums.problem(found);
    if (problem.isPresent()) {
      throw new InvalidInputException(
          "checkpoint '%s' %s; %s".formatted(found, problem.get(), advice(name, remedy)));
    }
    return new Checkpoint(step(name), found);
  }

  private Path find(String name) {
    Path found = folder.resolve(name);
    Path replaced = folder.resolve(name + REPLACED);
    return !Files.exists(found) && Files.exists(replaced) ? replaced : found;
  }

  private String advice(String damaged, String remedy) throws IOException {
    List<String> names = names();
    for (int i = names.size() - 1; i >= 0; i--) {
      String name = names.get(i);
      if (!name.equals(damaged) && Checksums.problem(folder.resolve(name)).isEmpty()) {
        return "'" + name + "' is whole" + remedy;
      }
    }
    return "no other checkpoint in '" + folder + "' is whole";
  }
}
