package io.threetowers.core.wiring;

import static java.util.Comparator.comparingLong;

import io.threetowers.core.config.Bound;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.experiment.LoaderSpec;
import io.threetowers.core.model.HostScript;
import io.threetowers.core.model.Model;
import io.threetowers.core.model.TowerNode;
import io.threetowers.core.script.DeviceMemory;
import io.threetowers.core.train.Budget;
import io.threetowers.core.train.MemoryEstimate;
import io.threetowers.core.train.MemoryEstimate.Course;
import io.threetowers.core.train.MemoryProbe;
import io.threetowers.core.train.Observer;
import io.threetowers.core.train.Phase;
import io.threetowers.core.train.Phases;
import io.threetowers.core.train.RunArrays;
import io.threetowers.core.train.Timeline;
import io.threetowers.core.train.TrainingStep;
import io.threetowers.core.train.Vocabularies;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The most memory that a run would hold, measured with a few examples on its device. */
final class MemoryCheck {
  /** What other processes and the system need. */
  private static final double USABLE = 0.95;

  private MemoryCheck() {}

  /** What the run holds from a step on. */
  private record Measured(long from, int batch, MemoryEstimate estimate) {
    long peak(int microBatch) {
      return estimate.peak(batch, microBatch);
    }
  }

  /**
   * Measures each phase of the run.
   *
   * @param limit bytes to stay below; default: what the device has
   * @return facts by name, as {@link ExperimentCheck#facts} has them; empty if the system does not
   *     tell what a process holds
   */
  static Optional<Map<String, String>> of(
      Bound<Experiment> bound,
      ExperimentParts parts,
      Vocabularies vocabularies,
      OptionalLong limit) {
    Wired wired =
        parts.inject(
            new StepModule(bound, vocabularies, parts.timeline(), Observer.SILENT, () -> false));
    DeviceMemory memory = DeviceMemory.of(parts.device());
    try (Model model = wired.get(Model.class)) {
      List<Measured> phases = measure(wired, parts, model, bound.value().loader(), memory);
      if (phases.isEmpty()) {
        return Optional.empty();
      }
      OptionalLong most =
          limit.isPresent() || memory.limit().isEmpty()
              ? limit
              : OptionalLong.of(Math.round(USABLE * memory.limit().getAsLong()));
      return Optional.of(facts(phases, most));
    }
  }

  private static List<Measured> measure(
      Wired wired, ExperimentParts parts, Model model, LoaderSpec loader, DeviceMemory memory) {
    Timeline timeline = parts.timeline();
    List<Measured> measured = new ArrayList<>();
    Set<List<Object>> seen = new HashSet<>();
    for (Phase phase : timeline.phases().values()) {
      Set<String> embedded = new HashSet<>(phase.composition().towers().keySet());
      embedded.removeIf(tower -> !timeline.isEmbedded(tower, phase.from()));
      int batch = batch(timeline, wired.get(Budget.class), phase);
      // Edges' weights and learning rates take no memory.
      if (seen.add(List.of(phase.composition().towers(), phase.trained(), embedded, batch))) {
        TrainingStep step = wired.get(Phases.class).at(phase.from());
        Model view = model.in(phase.composition(), phase::isTrained);
        HostScript host = wired.get(HostScript.class);
        new MemoryProbe(view, step, host, embedded, batch, loader.prefetch(), memory)
            .measure()
            .map(estimate -> estimate.with(beside(wired, parts, phase)))
            .ifPresent(estimate -> measured.add(new Measured(phase.from(), batch, estimate)));
      }
    }
    return measured;
  }

  /** The largest of a phase. */
  private static int batch(Timeline timeline, Budget budget, Phase phase) {
    Long next = timeline.phases().changes().higherKey(phase.from());
    int most = Math.toIntExact(budget.batch(phase.from()));
    for (int batch :
        budget
            .batches()
            .changes()
            .tailMap(phase.from())
            .headMap(next == null ? Long.MAX_VALUE : next)
            .values()) {
      most = Math.max(most, batch);
    }
    return most;
  }

  /**
   * What lies in the host's memory: the copy of a checkpoint, embeddings of frozen towers, and the
   * heap, which loading fills to the size that the JVM begins with before it is cleaned.
   */
  private static long beside(Wired wired, ExperimentParts parts, Phase phase) {
    if (parts.device().isGpu()) {
      return 0;
    }
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    long bytes = wired.get(RunArrays.class).bytes() + Math.max(0, heap.getInit() - heap.getUsed());
    for (TowerNode tower : phase.composition().towers().values()) {
      if (parts.timeline().isEmbedded(tower.name(), phase.from()) && !tower.cached()) {
        bytes += parts.datasets().train().size() * tower.tower().width() * Float.BYTES;
      }
    }
    return bytes;
  }

  private static Map<String, String> facts(List<Measured> phases, OptionalLong most) {
    Map<String, String> facts = new LinkedHashMap<>();
    Measured largest = Collections.max(phases, comparingLong(each -> each.peak(each.batch())));
    long peak = largest.peak(largest.batch());
    StringBuilder shares =
        new StringBuilder(
            "about %s with a batch of %d%s: %s that any batch needs"
                .formatted(
                    bytes(peak),
                    largest.batch(),
                    phases.size() == 1
                        ? ""
                        : String.format(Locale.ROOT, " after step %,d", largest.from()),
                    bytes(largest.estimate().fixed())));
    largest
        .estimate()
        .towers()
        .forEach(
            (name, tower) ->
                shares.append(
                    ", %s for each example in %s%s"
                        .formatted(
                            bytes(Math.round(tower.perExample())),
                            name,
                            tower.course() == Course.APART ? " (not in the step)" : "")));
    facts.put("peak memory", shares.toString());
    if (most.isPresent() && peak > most.getAsLong()) {
      facts.put("too much", advice(phases, most.getAsLong()));
    }
    return facts;
  }

  private static String advice(List<Measured> phases, long most) {
    int micro = Integer.MAX_VALUE;
    for (Measured phase : phases) {
      micro = Math.min(micro, phase.estimate().microBatch(phase.batch(), most).orElse(0));
    }
    int proposed = Math.max(1, micro);
    long peak = phases.stream().mapToLong(phase -> phase.peak(proposed)).max().getAsLong();
    return "%s are allowed; %s 'micro-batch: %d' in every tower it takes about %s"
        .formatted(bytes(most), micro == 0 ? "even with" : "with", proposed, bytes(peak));
  }

  private static String bytes(long count) {
    return count < 1e9
        ? String.format(Locale.ROOT, "%.1f MB", count / 1e6)
        : String.format(Locale.ROOT, "%.2f GB", count / 1e9);
  }
}
