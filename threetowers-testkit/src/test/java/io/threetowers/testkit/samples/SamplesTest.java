package io.threetowers.testkit.samples;

import io.threetowers.api.BuildContext;
import io.threetowers.api.DataSource;
import io.threetowers.api.Evaluator;
import io.threetowers.api.Head;
import io.threetowers.api.Loss;
import io.threetowers.api.Optimizer;
import io.threetowers.api.Part;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.Tower;
import io.threetowers.api.data.Pixels;
import io.threetowers.core.model.HostContext;
import io.threetowers.testkit.DataSourceContract;
import io.threetowers.testkit.EvaluatorContract;
import io.threetowers.testkit.HeadContract;
import io.threetowers.testkit.LossContract;
import io.threetowers.testkit.OptimizerContract;
import io.threetowers.testkit.TokenizerContract;
import io.threetowers.testkit.TowerContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The samples keep the contracts of their kinds; {@link LossCurveTest} is one itself. */
class SamplesTest {

  @Nested
  class MeanColorKeepsTheContract extends TowerContract {
    @Override
    protected Tower create(BuildContext context) {
      return new MeanColor().create(new MeanColor.Config(8, 4, Pixels.Filter.BICUBIC), context);
    }
  }

  @Nested
  class BagOfTokensKeepsTheContract extends TowerContract {
    @Override
    protected Tower create(BuildContext context) {
      Part<Tokenizer> tokenizer = new Part<>(new CodeUnits(), new CodeUnits.Config());
      return new BagOfTokens().create(new BagOfTokens.Config(tokenizer, 16, 4), context);
    }
  }

  @Nested
  class PlacedTokensKeepsTheContract extends TowerContract {
    @Override
    protected Tower create(BuildContext context) {
      return new PlacedTokens(
          new CodeUnits().create(new CodeUnits.Config(), context), 12, 8, context);
    }
  }

  @Nested
  class ProjectionKeepsTheContract extends HeadContract {
    @Override
    protected Head create(int inputWidth, BuildContext context) {
      return new Projection().create(new Projection.Config(4), inputWidth, context);
    }
  }

  @Nested
  class AlignmentKeepsTheContract extends LossContract {
    @Override
    protected Loss create(BuildContext context) {
      return new Alignment().create(new Alignment.Config(), context);
    }
  }

  @Nested
  class LinesKeepTheContract extends DataSourceContract {
    @TempDir private Path folder;

    @Override
    protected DataSource create() throws IOException {
      Path file = folder.resolve("lines.txt");
      Files.write(file, Collections.nCopies(20, "a red fox"));
      return new Lines().create(new Lines.Config(file), new HostContext("data"));
    }
  }

  @Nested
  class CodeUnitsKeepTheContract extends TokenizerContract {
    @Override
    protected Tokenizer create() {
      return new CodeUnits().create(new CodeUnits.Config(), new HostContext("tokenizer"));
    }
  }

  @Nested
  class GradientDescentKeepsTheContract extends OptimizerContract {
    @Override
    protected Optimizer create(BuildContext context) {
      return new GradientDescent().create(new GradientDescent.Config(), context);
    }
  }

  @Nested
  class CollapseKeepsTheContract extends EvaluatorContract {
    @Override
    protected Evaluator create(BuildContext context) {
      return new Collapse().create(new Collapse.Config("img"), context);
    }

    @Override
    protected Map<String, String> embeddings() {
      return Map.of("img", "image");
    }
  }
}
