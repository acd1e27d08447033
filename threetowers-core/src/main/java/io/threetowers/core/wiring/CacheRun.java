package io.threetowers.core.wiring;

import io.threetowers.api.InvalidInputException;
import io.threetowers.core.cache.CacheFigures;
import io.threetowers.core.cache.CacheListener;
import io.threetowers.core.cache.CachedTower;
import io.threetowers.core.cache.TowerCaches;
import io.threetowers.core.config.Bound;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.model.Model;
import io.threetowers.core.model.TowerNode;
import io.threetowers.core.train.Observer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The caches of an experiment's frozen towers, without training. */
public final class CacheRun {

  /**
   * A cache that is complete.
   *
   * @param examples of the training data that have rows
   * @param embedded examples that were missing
   * @param bytes of the rows on the disk, those of other data included
   */
  public record Filled(String tower, Path folder, long examples, long embedded, long bytes) {}

  private CacheRun() {}

  /**
   * Embeds what the caches of an experiment lack.
   *
   * @throws InvalidInputException if it has none
   */
  public static List<Filled> precompute(Bound<Experiment> bound, Observer observer)
      throws IOException {
    if (bound.value().towers().values().stream().noneMatch(tower -> tower.cache())) {
      throw new InvalidInputException(
          "no tower says 'cache: true', so there is nothing to precompute; a frozen one may, as in towers.third.cache=true");
    }
    ExperimentParts parts = ExperimentParts.embedding(bound, Experiment.TRAIN, true);
    FirstImages.require(bound, parts.datasets(), parts.composition());
    List<Filled> filled = new ArrayList<>();
    try (Model model = parts.inject().get(Model.class)) {
      model.loadPretrained();
      Map<String, CachedTower> open = caches(bound, parts, model, new CacheNotes(observer)).open();
      try {
        for (CachedTower tower : open.values()) {
          filled.add(
              new Filled(
                  tower.name(), tower.folder(), tower.readable(), tower.embedded(), tower.bytes()));
        }
      } finally {
        open.values().forEach(CachedTower::close);
      }
    }
    return filled;
  }

  /** What {@code check} says: a line for each cached tower. */
  static Map<String, String> facts(Bound<Experiment> bound, ExperimentParts parts)
      throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    if (parts.composition().towers().values().stream().noneMatch(TowerNode::cached)) {
      return facts;
    }
    // The key of a cache is made of the weights as they are loaded.
    try (Model model = parts.inject().get(Model.class)) {
      model.loadPretrained();
      TowerCaches caches = caches(bound, parts, model, new CacheNotes(Observer.SILENT));
      for (TowerNode tower : caches.towers()) {
        CacheFigures figures = caches.figures(tower);
        facts.put(
            "cache of towers." + tower.name(),
            String.format(
                Locale.ROOT,
                "%,d examples are there, %,d missing; %,.1f MB when complete",
                figures.there(),
                figures.missing(),
                figures.bytes() / 1e6));
      }
    }
    return facts;
  }

  private static TowerCaches caches(
      Bound<Experiment> bound, ExperimentParts parts, Model model, CacheListener listener) {
    return new TowerCaches(bound, model, parts.datasets().train(), TowerCaches.folder(), listener);
  }
}
