package io.threetowers.core.watch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** What is ill in a model that trains, each rule with its limit and its patience in logs. */
final class HealthRules {
  private static final int LOSS_PATIENCE = 20;

  /** A loss above this share of a guess's has learned nothing worth the name. */
  private static final double GUESSING = 0.98;

  private static final int PATIENCE = 10;
  private static final double SAME_DIRECTION = 0.99;
  private static final double ONE_LINE = 1.5;

  /** So narrow an embedding spreads over a dimension or two in health. */
  private static final long NARROW = 8;

  /** Relative to the limit; the host clamps to it exactly, a float32 rounds. */
  private static final double AT_LIMIT = 1e-6;

  private static final double FALSE_NEGATIVES = 0.1;

  /** The weight of the newest loss in its mean: one batch is luckier than another. */
  private static final double NEWEST = 0.1;

  private final Map<String, Double> losses = new HashMap<>();
  private final DeadParameters dead = new DeadParameters(PATIENCE);

  /** In the order in which they are told. */
  private final List<Function<Vitals, List<Finding>>> table =
      List.of(
          this::guessing,
          HealthRules::collapsed,
          HealthRules::atTheirLimit,
          dead::findings,
          HealthRules::duplicates);

  List<Finding> findings(Vitals vitals) {
    return table.stream().flatMap(rule -> rule.apply(vitals).stream()).toList();
  }

  /** A softmax over B pairs that says nothing has the loss ln B; the loss itself knows its own. */
  private List<Finding> guessing(Vitals vitals) {
    List<Finding> found = new ArrayList<>();
    for (Vitals.EdgeLoss edge : vitals.edges()) {
      double loss =
          losses.merge(edge.name(), edge.loss(), (mean, newest) -> mean + NEWEST * (newest - mean));
      if (!vitals.warmingUp() && loss >= GUESSING * edge.guess()) {
        found.add(
            new Finding(
                "guessing " + edge.name(),
                LOSS_PATIENCE,
                text(
                    "the loss of edge %s stays at %.3f, no better than a guess in a batch of %d (%.3f): see whether its two sides belong together in the data, then change optimizer.lr or lengthen schedule.warmup",
                    edge.name(), loss, vitals.batch(), edge.guess())));
      }
    }
    return found;
  }

  private static List<Finding> collapsed(Vitals vitals) {
    List<Finding> found = new ArrayList<>();
    for (Map.Entry<String, Vitals.Spread> embedding : vitals.spreads().entrySet()) {
      Vitals.Spread spread = embedding.getValue();
      String how = "";
      if (spread.cosine() > SAME_DIRECTION) {
        how =
            text(
                "in one direction: two examples have a cosine of %.4f on average", spread.cosine());
      } else if (spread.rank() < ONE_LINE && spread.width() >= NARROW) {
        how =
            text(
                "onto a line: they spread over %.1f of their %d dimensions",
                spread.rank(), spread.width());
      }
      if (!how.isEmpty()) {
        found.add(
            new Finding(
                "collapsed " + embedding.getKey(),
                PATIENCE,
                text(
                    "the embeddings '%s' have collapsed %s; lower optimizer.lr, lengthen schedule.warmup or set train.clip-norm",
                    embedding.getKey(), how)));
      }
    }
    return found;
  }

  private static List<Finding> atTheirLimit(Vitals vitals) {
    List<Finding> found = new ArrayList<>();
    for (Vitals.Limit limit : vitals.limits()) {
      double min = limit.bounds().min();
      double max = limit.bounds().max();
      boolean upper = limit.least() >= max - AT_LIMIT * Math.max(1, Math.abs(max));
      boolean lower = limit.greatest() <= min + AT_LIMIT * Math.max(1, Math.abs(min));
      if (upper || lower) {
        found.add(
            new Finding(
                "limit " + limit.parameter(),
                PATIENCE,
                text(
                    "%s stays at its %s limit of %.4g and learns no more: %s the limit in the settings of the loss, or lower optimizer.lr",
                    limit.parameter(),
                    upper ? "upper" : "lower",
                    upper ? max : min,
                    upper ? "raise" : "lower")));
      }
    }
    return found;
  }

  private static List<Finding> duplicates(Vitals vitals) {
    List<Finding> found = new ArrayList<>();
    vitals
        .duplicates()
        .forEach(
            (tower, share) -> {
              if (share > FALSE_NEGATIVES) {
                String remedy =
                    vitals
                        .distinct()
                        .map(field -> "loader.distinct: " + field + " does not keep them apart")
                        .orElse(
                            "set loader.distinct to the field of the captions or of what they name");
                found.add(
                    new Finding(
                        "duplicates " + tower,
                        PATIENCE,
                        text(
                            "%.0f %% of the rows that tower '%s' reads in a batch equal another's, and the loss takes them for negatives: %s",
                            100 * share, tower, remedy)));
              }
            });
    return found;
  }

  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
