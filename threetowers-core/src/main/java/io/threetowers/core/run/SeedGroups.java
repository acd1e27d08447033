package io.threetowers.core.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs whose settings differ in nothing but the seed, and what they are called together. */
final class SeedGroups {
  /** Settings that do not change what is computed but for chance. */
  private static final List<String> INDIFFERENT = List.of("seed", "name");

  /** As a sweep names its runs, also at the end of a path. */
  private static final Pattern SEED = Pattern.compile("(^|[,/\\\\])seed=[^,/\\\\]*");

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
   * The name of a group of one is the run's. Of a sweep's runs it is what remains without the seed,
   * {@code lr=0.001}, or the sweep's folder; else what the names begin with in common, without what
   * a seed leaves at the end: {@code lit} for lit-s1 and lit-s2.
   */
  static String name(List<RecordedRun> group) {
    if (group.size() == 1) {
      return group.get(0).name();
    }
    Set<String> rest =
        group.stream().map(run -> withoutSeed(run.name())).collect(Collectors.toSet());
    if (rest.size() == 1) {
      String shared = rest.iterator().next();
      Path sweep = group.get(0).folder().toAbsolutePath().normalize().getParent();
      return !shared.isEmpty() || sweep == null ? shared : String.valueOf(sweep.getFileName());
    }
    return stem(group);
  }

  private static String withoutSeed(String name) {
    return SEED.matcher(name).replaceFirst("$1").replaceFirst("^,|[/\\\\,]$", "");
  }

  private static String stem(List<RecordedRun> group) {
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
