package io.threetowers.core.builtin;

import io.threetowers.api.BuildContext;
import io.threetowers.api.DataSource;
import io.threetowers.api.Evaluator;
import io.threetowers.api.EvaluatorFactory;
import io.threetowers.api.Part;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Classifies with a linear probe that is fitted to a few examples of each class (big_vision,
 * evaluators/fewshot_lsr.py).
 *
 * <p>{@code 10shot-top1} is the share of the data that a probe of ten examples a class gets right,
 * the mean over the seeds. A class with fewer examples gives those that it has. The examples are
 * drawn by a generator of our own, so that single draws are other than numpy's.
 */
public final class FewShot implements EvaluatorFactory<FewShot.Config> {

  @Doc("accuracy of a linear probe, in closed form, on a few examples of each class")
  public record Config(
      @Doc("the embedding of the images; a tower's name takes what comes before its heads")
          String image,
      @Doc("the data's field that holds the class") @Default("label") String label,
      @Doc(
              "where the few examples are drawn from; without it from the evaluated data, whose other examples are classified")
          Optional<Part<DataSource>> train,
      @Doc("how many examples of each class") @Default("[1, 5, 10, 25]") @Range(min = 1)
          List<Integer> shots,
      @Doc("how often examples are drawn; metrics are means over the draws")
          @Default("3")
          @Range(min = 1, max = 1000)
          int seeds,
      @Doc("strength of the ridge") @Default("1024") @Range(min = 1e-9, max = 1e12) double l2,
      @Doc("whether rows are made of length 1 before they are whitened") @Default("false")
          boolean normalized) {
    public Config {
      shots = List.copyOf(shots);
      if (shots.isEmpty()) {
        throw new IllegalArgumentException("shots needs at least one number, such as [1, 5, 10]");
      }
      if (new TreeSet<>(shots).size() < shots.size()) {
        throw new IllegalArgumentException("shots names a number twice");
      }
    }

    int mostShots() {
      return new TreeSet<>(shots).last();
    }
  }

  @Override
  public String type() {
    return "few-shot";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Evaluator create(Config config, BuildContext context) {
    return new FewShotEvaluator(
        config,
        context.name(),
        config.train().map(context::create),
        new LinearProbe(context),
        new Ranking(context));
  }
}
