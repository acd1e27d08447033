package io.threetowers.core.config;

import io.threetowers.core.config.ConfigTree.Entry;
import io.threetowers.core.config.ConfigTree.Mapping;
import io.threetowers.core.config.ConfigTree.Scalar;
import io.threetowers.core.config.PresetTable.Preset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lays the settings of the preset that a block names under its own. */
record PresetBinder(List<Problem> problems) {

  /** The block with both; as it is if it names no preset, or none that there is. */
  Mapping under(RecordSchema schema, Mapping block, Slot slot) {
    Optional<Preset> preset = preset(schema, block, slot);
    if (preset.isEmpty()) {
      return block;
    }
    List<String> known = schema.names();
    preset.get().settings().keys().stream()
        .filter(key -> !known.contains(key))
        .forEach(
            key ->
                problems.add(
                    new Problem(
                        preset.get().settings().source(), "unknown setting '" + key + "'")));
    Mapping merged = Overlay.merge(preset.get().settings(), block);
    return new Mapping(block.source(), merged.entries());
  }

  private Optional<Preset> preset(RecordSchema schema, Mapping block, Slot slot) {
    Entry line = block.entries().get(PresetTable.KEY);
    if (schema.presets().isEmpty() || line == null || line.value().isNull()) {
      return Optional.empty();
    }
    Slot own = slot.child(PresetTable.KEY);
    if (!(line.value() instanceof Scalar name)) {
      problems.add(
          new Problem(line.value().source(), own + " must be text, not " + line.value().noun()));
      return Optional.empty();
    }
    Optional<Preset> found = schema.presets().find(name.text());
    if (found.isEmpty()) {
      problems.add(new Problem(name.source(), own + ": " + schema.presets().unknown(name.text())));
    }
    return found;
  }

  /** What is wrong inside a preset is its author's mistake, and told where the preset is named. */
  void blameAuthor(int before, Mapping block, Slot slot) {
    Entry line = block.entries().get(PresetTable.KEY);
    List<Problem> told = new ArrayList<>(problems.subList(before, problems.size()));
    problems.subList(before, problems.size()).clear();
    for (Problem problem : told) {
      problems.add(
          line != null && problem.source().isPreset()
              ? new Problem(
                  line.value().source(),
                  "the preset of %s is wrong: %s; its plugin must mend it"
                      .formatted(slot, problem.message()))
              : problem);
    }
  }
}
