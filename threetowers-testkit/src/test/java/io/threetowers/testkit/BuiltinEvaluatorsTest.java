package io.threetowers.testkit;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Evaluator;
import io.threetowers.core.builtin.FewShot;
import io.threetowers.core.builtin.Retrieval;
import io.threetowers.core.builtin.ZeroShot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/** The evaluators of core.builtin: their contract is here since core cannot use the testkit. */
class BuiltinEvaluatorsTest {
  private static final Map<String, String> EMBEDDINGS =
      Map.of("img", "image", "txt", "text", "other", "image");

  @Nested
  class ByCaption extends EvaluatorContract {
    @Override
    protected Evaluator create(BuildContext context) {
      return new Retrieval().create(new Retrieval.Config("img", "txt", List.of(1, 5, 10)), context);
    }

    @Override
    protected Map<String, String> embeddings() {
      return EMBEDDINGS;
    }
  }

  @Nested
  class ByProbe extends EvaluatorContract {
    @Override
    protected Evaluator create(BuildContext context) {
      return new FewShot()
          .create(
              new FewShot.Config("img", "label", Optional.empty(), List.of(1, 2), 3, 1024, false),
              context);
    }

    @Override
    protected Map<String, String> embeddings() {
      return EMBEDDINGS;
    }
  }

  @Nested
  class ByClass extends EvaluatorContract {
    @Override
    protected Evaluator create(BuildContext context) {
      return new ZeroShot()
          .create(
              new ZeroShot.Config(
                  "img",
                  "txt",
                  "label",
                  List.of(),
                  Map.of("fox", "red fox"),
                  List.of("{}", "a photo of a {}."),
                  true,
                  true),
              context);
    }

    @Override
    protected Map<String, String> embeddings() {
      return EMBEDDINGS;
    }
  }
}
