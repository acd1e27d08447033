package io.threetowers.core.watch;

import java.util.Optional;

/** A verdict that does not flap: it changes only when several logs in a row agree. */
public final class SteadyVerdict {
  private static final int AGREEING = 3;

  private Optional<Verdict> shown = Optional.empty();
  private String candidate = "";
  private int agreeing;

  /** The verdict to show after one more log. */
  public Optional<Verdict> after(Pulse pulse) {
    Optional<Verdict> now = VerdictRule.of(pulse);
    String rule = now.map(Verdict::rule).orElse("");
    agreeing = rule.equals(candidate) ? agreeing + 1 : 1;
    candidate = rule;
    if (agreeing >= AGREEING) {
      shown = now;
    }
    return shown;
  }
}
