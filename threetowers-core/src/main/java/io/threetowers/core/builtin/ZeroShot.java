package io.threetowers.core.builtin;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Evaluator;
import io.threetowers.api.EvaluatorFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Classifies images by the texts of their classes (big_vision,
 * evaluators/proj/image_text/discriminative_classifier.py).
 *
 * <p>A class is the mean of the embeddings of its name in every template, made of length 1; an
 * image is of the class with the largest inner product, the first of equals. {@code
 * zeroshot-mean-per-class} is the mean over the classes that occur of the share of their images
 * that are right.
 */
public final class ZeroShot implements EvaluatorFactory<ZeroShot.Config> {

  @Doc("accuracy of images classified by the texts of their classes, without training")
  public record Config(
      @Doc("the embedding of the images") String image,
      @Doc("the embedding of the texts") String text,
      @Doc("the data's field that holds the right class") @Default("label") String label,
      @Doc("the labels to choose from; the sorted labels of the data if there are none")
          @Default("[]")
          List<String> classes,
      @Doc("what a class is called in a text, where that is not its label") @Default("{}")
          Map<String, String> classNames,
      @Doc("texts around a name, which takes the place of {}") @Default("['{}']")
          List<String> templates,
      @Doc("lower case, no punctuation, single spaces, in names and templates, as big_vision")
          @Default("true")
          boolean canonicalize,
      @Doc("of several names, such as 'tench, Tinca tinca', only the one before the comma")
          @Default("true")
          boolean firstNameOnly) {
    public Config {
      classes = List.copyOf(classes);
      classNames = Map.copyOf(classNames);
      templates = List.copyOf(templates);
      if (templates.isEmpty()) {
        throw new IllegalArgumentException("templates needs at least one text, such as '{}'");
      }
      for (String template : templates) {
        if (!template.contains("{}")) {
          throw new IllegalArgumentException(
              "template '" + template + "' lacks {}, where the name of the class goes");
        }
      }
      if (new TreeSet<>(classes).size() < classes.size()) {
        throw new IllegalArgumentException("classes names a label twice");
      }
      for (String named : new TreeSet<>(classNames.keySet())) {
        if (!classes.isEmpty() && !classes.contains(named)) {
          throw new IllegalArgumentException(
              "class-names has '" + named + "', which is not among classes");
        }
      }
    }
  }

  @Override
  public String type() {
    return "zero-shot";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Evaluator create(Config config, BuildContext context) {
    return new ZeroShotEvaluator(config, context.name(), new Ranking(context));
  }
}
