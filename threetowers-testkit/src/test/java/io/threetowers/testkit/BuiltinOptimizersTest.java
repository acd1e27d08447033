package io.threetowers.testkit;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Optimizer;
import io.threetowers.core.builtin.Adafactor;
import io.threetowers.core.builtin.Adafactor.MomentumDtype;
import io.threetowers.core.builtin.AdamW;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/** The optimizers of core.builtin: their contract is here since core cannot use the testkit. */
class BuiltinOptimizersTest {

  @Nested
  class Adam extends OptimizerContract {
    @Override
    protected Optimizer create(BuildContext context) {
      return new AdamW().create(new AdamW.Config(0.9, 0.999, 1e-8), context);
    }
  }

  @Nested
  class Factored extends OptimizerContract {
    @Override
    protected Optimizer create(BuildContext context) {
      return new Adafactor()
          .create(
              new Adafactor.Config(
                  0.9, MomentumDtype.BF16, 0.8, 0.999, 32, 1e-30, Optional.empty()),
              context);
    }
  }

  @Nested
  class FactoredAndClipped extends OptimizerContract {
    @Override
    protected Optimizer create(BuildContext context) {
      return new Adafactor()
          .create(
              new Adafactor.Config(0.9, MomentumDtype.FP32, 0.8, 0.99, 32, 1e-30, Optional.of(1.0)),
              context);
    }
  }
}
