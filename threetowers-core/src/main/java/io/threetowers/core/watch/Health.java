package io.threetowers.core.watch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells what is ill: once it has been so for many logs in a row, and again only after it was well
 * in between and {@value #REST} logs have passed.
 */
public final class Health {
  private static final long REST = 100;

  private final HealthRules rules = new HealthRules();
  private final Map<String, Integer> streaks = new HashMap<>();
  private final Map<String, Long> told = new HashMap<>();
  private final Set<String> untold = new HashSet<>();
  private long logs;

  /** What is to be told after one more log: a sentence each. */
  public List<String> after(Vitals vitals) {
    logs++;
    List<Finding> ill = rules.findings(vitals);
    streaks.keySet().retainAll(ill.stream().map(Finding::key).toList());
    untold.retainAll(streaks.keySet());
    List<String> sentences = new ArrayList<>();
    for (Finding finding : ill) {
      int streak = streaks.merge(finding.key(), 1, Integer::sum);
      if (streak == 1) {
        untold.add(finding.key());
      }
      boolean rested = logs - told.getOrDefault(finding.key(), -REST) >= REST;
      if (streak >= finding.patience() && rested && untold.remove(finding.key())) {
        told.put(finding.key(), logs);
        sentences.add(finding.text());
      }
    }
    return sentences;
  }
}
