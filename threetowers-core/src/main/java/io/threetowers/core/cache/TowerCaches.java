package io.threetowers.core.cache;

import io.threetowers.api.DataSource;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.Pass;
import io.threetowers.core.config.Bound;
import io.threetowers.core.data.ExampleRows;
import io.threetowers.core.data.Lane;
import io.threetowers.core.data.LoaderOptions;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.experiment.LoaderSpec;
import io.threetowers.core.model.Model;
import io.threetowers.core.model.TowerNode;
import io.threetowers.core.source.CacheFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The caches of an experiment's frozen towers. */
public final class TowerCaches {
  private final Bound<Experiment> bound;
  private final Model model;
  private final DataSource data;
  private final Path root;
  private final CacheListener listener;
  private final long checkedAtOnce;
  private final ComponentCode code = new ComponentCode();

  /**
   * Reads nothing yet.
   *
   * @param model with the weights that it is trained with
   * @param data that is trained on
   * @param root the folder of all caches
   */
  public TowerCaches(
      Bound<Experiment> bound, Model model, DataSource data, Path root, CacheListener listener) {
    this(bound, model, data, root, listener, CacheFiles.CHECKED_AT_ONCE);
  }

  /** With another limit for {@link CacheFiles#checkedAtOnce}. */
  TowerCaches(
      Bound<Experiment> bound,
      Model model,
      DataSource data,
      Path root,
      CacheListener listener,
      long checkedAtOnce) {
    this.bound = bound;
    this.model = model;
    this.data = data;
    this.root = root;
    this.listener = listener;
    this.checkedAtOnce = checkedAtOnce;
  }

  /** The folder of all caches of this process, beside what was fetched. */
  public static Path folder() {
    return CacheFolder.current().resolve("embeddings");
  }

  /** The towers whose embeddings are cached. */
  public List<TowerNode> towers() {
    return model.composition().towers().values().stream().filter(TowerNode::cached).toList();
  }

  /** As {@link #open()}, but those of some towers only. */
  public Map<String, CachedTower> open(Set<String> names) throws IOException {
    return open(towers().stream().filter(tower -> names.contains(tower.name())).toList());
  }

  /**
   * Opens the caches, after all that they lack has been embedded.
   *
   * @return by the names of the towers; whoever asked closes them
   * @throws IOException if a cache cannot be read or written; what was written stays
   */
  public Map<String, CachedTower> open() throws IOException {
    return open(towers());
  }

  private Map<String, CachedTower> open(List<TowerNode> towers) throws IOException {
    Map<String, CachedTower> open = new LinkedHashMap<>();
    boolean done = false;
    try {
      for (TowerNode tower : towers) {
        open.put(tower.name(), open(tower));
      }
      done = true;
      return open;
    } finally {
      if (!done) {
        open.values().forEach(CachedTower::close);
      }
    }
  }

  private CachedTower open(TowerNode tower) throws IOException {
    Identity identity = Identity.of(bound, model, tower, code);
    CacheFiles files = new CacheFiles(identity.in(root), checkedAtOnce);
    Optional<Path> index =
        data.fingerprint().map(fingerprint -> files.index(fingerprint, tower.field()));
    Optional<CachedTower> warm = warm(files, identity, index);
    CachedTower opened = warm.isPresent() ? warm.get() : filled(tower, files, identity, index);
    try (Opening opening = new Opening()) {
      opening.add(opened);
      files.used();
      note(opened);
      return opening.handOver(opened);
    }
  }

  private void note(CachedTower opened) {
    if (opened.embedded() == 0) {
      listener.note(
          "the cache has all %,d embeddings of the frozen tower '%s': %s"
              .formatted(opened.readable(), opened.name(), opened.folder()));
    }
    if (opened.unreadable() > 0) {
      listener.note(
          "%d example(s) have no embedding of '%s', as they cannot be read, and are left out"
              .formatted(opened.unreadable(), opened.name()));
    }
  }

  /** What the cache of a tower has; nothing is written, and no row is read. */
  public CacheFigures figures(TowerNode tower) throws IOException {
    Identity identity = Identity.of(bound, model, tower, code);
    CacheFiles files = new CacheFiles(identity.in(root), checkedAtOnce);
    Layout layout = identity.layout();
    long bytes = layout.offset((data.size() + layout.chunk() - 1) / layout.chunk());
    Optional<Path> index =
        data.fingerprint().map(fingerprint -> files.index(fingerprint, tower.field()));
    Optional<CachedTower> warm = warm(files, identity, index);
    if (warm.isPresent()) {
      try (CachedTower open = warm.get()) {
        return new CacheFigures(open.readable() + open.unreadable(), 0, bytes);
      }
    }
    Optional<RowFile> rows = RowFile.read(files.rows(), layout);
    if (rows.isEmpty()) {
      return new CacheFigures(0, data.size(), bytes);
    }
    try (RowFile open = rows.get();
        PresentIds present = new PresentIds(open, Files.createTempFile("threetowers", ".tmp"));
        Cursor cursor = data.open(Pass.inOrder())) {
      long there = 0;
      long examples = 0;
      for (Example example = cursor.next(); example != null; example = cursor.next()) {
        examples++;
        there += present.position(ExampleId.of(example, tower.field()).content()) == 0 ? 0 : 1;
      }
      return new CacheFigures(there, examples - there, bytes);
    }
  }

  /** What is there; empty unless it is known to be all. */
  private Optional<CachedTower> warm(CacheFiles files, Identity identity, Optional<Path> index)
      throws IOException {
    Optional<DataIndex> known = index.isEmpty() ? Optional.empty() : DataIndex.open(index.get());
    if (known.isEmpty()) {
      return Optional.empty();
    }
    try (Opening opening = new Opening()) {
      Optional<CacheLock> lock = CacheLock.reader(files.folder(), this::heedStop);
      lock.ifPresent(opening::add);
      Optional<RowFile> rows = RowFile.read(files.rows(), identity.layout());
      rows.ifPresent(opening::add);
      if (rows.isEmpty() || !files.hasRowsOf(rows.get(), known.get())) {
        return Optional.empty();
      }
      boolean whole = files.isCheckedAtOnce(rows.get());
      return Optional.of(
          opening.handOver(
              new CachedTower(identity.tower(), rows.get(), known.get(), whole, lock, 0)));
    }
  }

  private void heedStop() {
    if (listener.isStopped()) {
      throw new StoppedException("waiting for another process that uses a cache");
    }
  }

  /** What is done again and again while another process writes. */
  private Runnable waitingFor(Path folder) {
    boolean[] told = {false};
    return () -> {
      if (!told[0]) {
        told[0] = true;
        listener.note("waiting for another process that embeds for '%s'".formatted(folder));
      }
      heedStop();
    };
  }

  private CachedTower filled(
      TowerNode tower, CacheFiles files, Identity identity, Optional<Path> index)
      throws IOException {
    try {
      Files.createDirectories(files.folder());
    } catch (IOException e) {
      throw new InvalidInputException(
          "the folder '%s' for the embeddings of towers.%s cannot be made (%s); THREETOWERS_CACHE may name another"
              .formatted(files.folder(), tower.name(), e),
          e);
    }
    try (CacheLock writer = CacheLock.writer(files.folder(), waitingFor(files.folder()))) {
      // What the other process has embedded need not be embedded again.
      Optional<CachedTower> warm = warm(files, identity, index);
      return warm.isPresent() ? warm.get() : fill(tower, files, identity, index);
    }
  }

  private CachedTower fill(
      TowerNode tower, CacheFiles files, Identity identity, Optional<Path> indexFile)
      throws IOException {
    try (Opening opening = new Opening()) {
      Optional<CacheLock> lock = CacheLock.reader(files.folder(), this::heedStop);
      lock.ifPresent(opening::add);
      files.removeLeftovers();
      manifest(files, identity, 0, false);
      noteDamagedHeader(files, identity);
      Path temporary = files.temporary("data");
      long embedded;
      DataIndex index;
      try (RowFile rows = RowFile.write(files.rows(), identity.layout())) {
        giveUpDamaged(files, rows, tower);
        if (rows.chunks() > 0 && indexFile.isEmpty()) {
          listener.note(
              "reading the bytes of the training data to learn what the cache of '%s' has, as its source has no fingerprint"
                  .formatted(tower.name()));
        }
        try (ExampleRows preparation = new ExampleRows(data, lane(tower), options(tower));
            CacheFill fill =
                new CacheFill(model, tower, data, files, rows, temporary, preparation, listener)) {
          index = fill.run();
          embedded = fill.embedded();
        }
        if (indexFile.isPresent()) {
          Files.move(temporary, indexFile.get(), StandardCopyOption.REPLACE_EXISTING);
        }
        manifest(files, identity, rows.examples(), true);
      } finally {
        CacheFiles.removeQuietly(temporary);
      }
      RowFile rows = RowFile.read(files.rows(), identity.layout()).orElseThrow();
      opening.add(rows);
      boolean whole = files.isCheckedAtOnce(rows);
      return opening.handOver(new CachedTower(tower.name(), rows, index, whole, lock, embedded));
    }
  }

  private void noteDamagedHeader(CacheFiles files, Identity identity) throws IOException {
    if (Files.exists(files.rows())
        && Files.size(files.rows()) > 0
        && !RowFile.isReadable(files.rows(), identity.layout())) {
      listener.note(
          "the header of '%s' is damaged; all examples are embedded again".formatted(files.rows()));
    }
  }

  /** Says what is lost. */
  private void giveUpDamaged(CacheFiles files, RowFile rows, TowerNode tower) throws IOException {
    long damaged = 0;
    for (long chunk = 0; chunk < rows.chunks(); chunk++) {
      if (!files.isWhole(rows, chunk)) {
        rows.giveUp(chunk);
        damaged++;
      }
    }
    if (damaged > 0) {
      listener.note(
          "%d chunk(s) of the cache of '%s' are damaged; their examples are embedded again"
              .formatted(damaged, tower.name()));
    }
  }

  private void manifest(CacheFiles files, Identity identity, long rows, boolean complete)
      throws IOException {
    Optional<Manifest> before = Manifest.read(files.folder());
    new Manifest(
            identity.tower(),
            identity.weights(),
            identity.layout().width(),
            identity.layout().views(),
            identity.facts(),
            Identity.data(bound),
            complete ? rows : before.map(Manifest::rows).orElse(0L),
            complete,
            before
                .map(Manifest::created)
                .orElseGet(
                    () -> Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS).toString()))
        .write(files.folder());
  }

  private static Lane lane(TowerNode tower) {
    return new Lane(tower.name(), tower.field(), tower.spec().augmented(), tower.tower().input());
  }

  /**
   * Views are those of the run's first epochs; on the clean view nothing may depend on the run, as
   * other runs read the rows too.
   */
  private LoaderOptions options(TowerNode tower) {
    LoaderSpec loader = bound.value().loader();
    long seed = tower.spec().augmented() ? bound.value().seed() : 0;
    return new LoaderOptions(
        loader.batch(), loader.workers(), 1, Optional.empty(), loader.augment(), seed);
  }
}
