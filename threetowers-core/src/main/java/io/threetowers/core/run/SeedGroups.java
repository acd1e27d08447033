package io.threetowers.core.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs whose settings differ in nothing but the seed, and what they are called together. */
final class SeedGroups {
  /** Settings that do not change what is computed but for chance. */
  private static final List<String> INDIFFERENT = List.of("seed", "name");

  private SeedGroups() {}

  /** The runs by group, in the order of each group's first. */
  static List<List<RecordedRun>> of(List<RecordedRun> runs) {
    Map<Map<String, Object>, List<RecordedRun>> groups = new LinkedHashMap<>();
    for (RecordedRun run : runs) {
      Map<String, Object> settings = new TreeMap<>(run.settings());
      INDIFFERENT.forEach(settings::remove);
      groups.computeIfAbsent(settings, s -> new ArrayList<>()).add(run);
    }
    return List.copyOf(groups.values());
  }

  /**
   * What the names begin with in common, without what a seed leaves at the end: {@code lit} for
   * lit-s1 and lit-s2.
   */
  static String name(List<RecordedRun> group) {
    String common = group.get(0).name();
    for (RecordedRun run : group) {
      while (!run.name().startsWith(common)) {
        common = common.substring(0, common.length() - 1);
      }
    }
    String stem =
        common.replaceFirst("[-_. ](s|seed)?[-_. =]?\\d*$", "").replaceFirst("[-_. =]+$", "");
    return stem.isEmpty() ? group.get(0).name() : stem;
  }
}
