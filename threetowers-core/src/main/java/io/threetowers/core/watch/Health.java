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

  /** Steps that a log of patience takes at the least: who logs each step sees the same for long. */
  private static final long STEPS = 5;

  private final HealthRules rules = new HealthRules();
  private final Map<String, Streak> streaks = new HashMap<>();
  private final Map<String, Long> told = new HashMap<>();
  private final Set<String> untold = new HashSet<>();
  private long logs;

  /**
   * Logs in a row with the same finding.
   *
   * @param since the step of the first
   */
  private record Streak(int logs, long since) {
    Streak longer() {
      return new Streak(logs + 1, since);
    }

    boolean tries(int patience, long step) {
      return logs >= patience && step - since + 1 >= STEPS * patience;
    }
  }

  /** What is to be told after one more log: a sentence each. */
  public List<String> after(Vitals vitals) {
    logs++;
    List<Finding> ill = rules.findings(vitals);
    streaks.keySet().retainAll(ill.stream().map(Finding::key).toList());
    untold.retainAll(streaks.keySet());
    List<String> sentences = new ArrayList<>();
    for (Finding finding : ill) {
      Streak before = streaks.get(finding.key());
      Streak streak = before == null ? new Streak(1, vitals.step()) : before.longer();
      streaks.put(finding.key(), streak);
      if (before == null) {
        untold.add(finding.key());
      }
      boolean rested = logs - told.getOrDefault(finding.key(), -REST) >= REST;
      if (streak.tries(finding.patience(), vitals.step())
          && rested
          && untold.remove(finding.key())) {
        told.put(finding.key(), logs);
        sentences.add(finding.text());
      }
    }
    return sentences;
  }
}
