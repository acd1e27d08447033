package io.threetowers.core.wiring;

import io.threetowers.api.Optimizer;
import io.threetowers.core.config.Bound;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.experiment.LoaderSpec;
import io.threetowers.core.model.HostScript;
import io.threetowers.core.model.Model;
import io.threetowers.core.model.TowerNode;
import io.threetowers.core.script.DeviceMemory;
import io.threetowers.core.train.Budget;
import io.threetowers.core.train.MemoryEstimate;
import io.threetowers.core.train.MemoryProbe;
import io.threetowers.core.train.Observer;
import io.threetowers.core.train.Phases;
import io.threetowers.core.train.RunArrays;
import io.threetowers.core.train.TrainingStep;
import io.threetowers.core.train.Vocabularies;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The most memory that a run would hold, measured with a few examples on its device. */
final class MemoryCheck {
  /** What other processes and the system need. */
  private static final double USABLE = 0.95;

  private MemoryCheck() {}

  /**
   * Measures.
   *
   * @param limit bytes to stay below; default: what the device has
   * @return facts by name, as {@link ExperimentCheck#facts} has them
   */
  static Map<String, String> of(
      Bound<Experiment> bound,
      ExperimentParts parts,
      Vocabularies vocabularies,
      OptionalLong limit) {
    if (!parts.timeline().changes().isEmpty()) {
      return Map.of(
          "peak memory", "not measured, as the timeline changes on the way what is trained");
    }
    Wired wired =
        parts.inject(
            new StepModule(bound, vocabularies, parts.timeline(), Observer.SILENT, () -> false));
    DeviceMemory memory = DeviceMemory.of(parts.device());
    LoaderSpec loader = bound.value().loader();
    try (Model model = wired.get(Model.class)) {
      TrainingStep step = wired.get(Phases.class).at(0);
      int batch = Collections.max(wired.get(Budget.class).batches().values());
      HostScript host = wired.get(HostScript.class);
      Optional<MemoryEstimate> estimate =
          new MemoryProbe(model, step, host, batch, loader.prefetch(), memory).measure();
      if (estimate.isEmpty()) {
        return Map.of("peak memory", "the system does not tell what a process holds");
      }
      OptionalLong most =
          limit.isPresent() || memory.limit().isEmpty()
              ? limit
              : OptionalLong.of(Math.round(USABLE * memory.limit().getAsLong()));
      MemoryEstimate whole =
          parts.device().isGpu() ? estimate.get() : estimate.get().with(beside(wired, parts));
      return facts(whole, batch, most);
    }
  }

  /** The copy of a checkpoint, and embeddings of frozen towers, which lie in the host's memory. */
  private static long beside(Wired wired, ExperimentParts parts) {
    long bytes =
        new RunArrays(wired.get(Model.class), wired.get(Optimizer.class), Optional.empty()).bytes();
    for (TowerNode tower : parts.composition().towers().values()) {
      if (tower.constant() && !tower.cached()) {
        bytes += parts.datasets().train().size() * tower.tower().width() * Float.BYTES;
      }
    }
    return bytes;
  }

  private static Map<String, String> facts(MemoryEstimate estimate, int batch, OptionalLong most) {
    Map<String, String> facts = new LinkedHashMap<>();
    long peak = estimate.peak(batch);
    StringBuilder shares =
        new StringBuilder(
            "about %s with a batch of %d: %s that any batch needs"
                .formatted(bytes(peak), batch, bytes(estimate.fixed())));
    estimate
        .towers()
        .forEach(
            (name, tower) ->
                shares.append(
                    ", %s for each example in %s"
                        .formatted(bytes(Math.round(tower.perExample())), name)));
    facts.put("peak memory", shares.toString());
    if (most.isPresent() && peak > most.getAsLong()) {
      facts.put("too much", advice(estimate, batch, most.getAsLong()));
    }
    return facts;
  }

  private static String advice(MemoryEstimate estimate, int batch, long most) {
    OptionalInt micro = estimate.microBatch(batch, most);
    if (micro.isPresent()) {
      return "%s are allowed; with 'micro-batch: %d' in every tower it takes about %s"
          .formatted(bytes(most), micro.getAsInt(), bytes(estimate.peak(batch, micro.getAsInt())));
    }
    return "%s are allowed; even with 'micro-batch: 1' in every tower it takes about %s"
        .formatted(bytes(most), bytes(estimate.peak(batch, 1)));
  }

  private static String bytes(long count) {
    return count < 1e9
        ? String.format(Locale.ROOT, "%.1f MB", count / 1e6)
        : String.format(Locale.ROOT, "%.2f GB", count / 1e9);
  }
}
