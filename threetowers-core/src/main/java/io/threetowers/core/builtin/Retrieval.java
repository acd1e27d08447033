package io.threetowers.core.builtin;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Evaluator;
import io.threetowers.api.EvaluatorFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import java.util.List;

/**
 * Finds texts by images and images by texts among all of a data set (big_vision,
 * evaluators/proj/image_text/image_text_retrieval.py).
 *
 * <p>Every text of an example is a caption of its image. {@code image_to_text_R@k} is the share of
 * images for which any of their captions is among the k nearest texts, {@code text_to_image_R@k}
 * the share of captions whose image is among the k nearest images. Ranks count from 1; an image's
 * rank is that of its first caption; the median is rounded down, as open_clip does. Equal
 * similarities rank in the order of the data.
 *
 * <p>A text that captions several images counts as right for one of them in each of its copies: no
 * copy helps another.
 */
public final class Retrieval implements EvaluatorFactory<Retrieval.Config> {

  @Doc("recall of texts by images and of images by texts, with any number of captions per image")
  public record Config(
      @Doc("the embedding of the images") String image,
      @Doc("the embedding of the texts") String text,
      @Doc("how many nearest may hold the right one") @Default("[1, 5, 10]") @Range(min = 1)
          List<Integer> k) {
    public Config {
      k = List.copyOf(k);
      if (k.isEmpty()) {
        throw new IllegalArgumentException("k needs at least one number, such as [1, 5, 10]");
      }
    }
  }

  @Override
  public String type() {
    return "retrieval";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Evaluator create(Config config, BuildContext context) {
    return new RetrievalEvaluator(config, context.name(), new Ranking(context));
  }
}
