package io.threetowers.testkit;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Head;
import io.threetowers.api.nn.Activation;
import io.threetowers.core.builtin.IdentityHead;
import io.threetowers.core.builtin.LinearHead;
import io.threetowers.core.builtin.LinearHead.Init;
import io.threetowers.core.builtin.MlpHead;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/** The heads of core.builtin: their contract is here since core cannot use the testkit. */
class BuiltinHeadsTest {

  @Nested
  class Linear extends HeadContract {
    @Override
    protected Head create(int inputWidth, BuildContext context) {
      return new LinearHead()
          .create(new LinearHead.Config(4, true, Init.LECUN_NORMAL, false), inputWidth, context);
    }
  }

  @Nested
  class LinearWithoutBias extends HeadContract {
    @Override
    protected Head create(int inputWidth, BuildContext context) {
      return new LinearHead()
          .create(new LinearHead.Config(4, false, Init.NORMAL, false), inputWidth, context);
    }
  }

  @Nested
  class LinearFromZero extends HeadContract {
    @Override
    protected Head create(int inputWidth, BuildContext context) {
      return new LinearHead()
          .create(new LinearHead.Config(4, true, Init.ZEROS, false), inputWidth, context);
    }
  }

  @Nested
  class Standardized extends HeadContract {
    @Override
    protected Head create(int inputWidth, BuildContext context) {
      return new LinearHead()
          .create(new LinearHead.Config(4, true, Init.LECUN_NORMAL, true), inputWidth, context);
    }
  }

  @Nested
  class StandardizedWithoutBias extends HeadContract {
    @Override
    protected Head create(int inputWidth, BuildContext context) {
      return new LinearHead()
          .create(new LinearHead.Config(4, false, Init.LECUN_NORMAL, true), inputWidth, context);
    }
  }

  @Nested
  class Mlp extends HeadContract {
    @Override
    protected Head create(int inputWidth, BuildContext context) {
      return new MlpHead()
          .create(
              new MlpHead.Config(4, Optional.of(10), Activation.GELU_TANH, true),
              inputWidth,
              context);
    }
  }

  @Nested
  class MlpWithoutBias extends HeadContract {
    @Override
    protected Head create(int inputWidth, BuildContext context) {
      return new MlpHead()
          .create(
              new MlpHead.Config(4, Optional.empty(), Activation.QUICK_GELU, false),
              inputWidth,
              context);
    }
  }

  @Nested
  class Identity extends HeadContract {
    @Override
    protected Head create(int inputWidth, BuildContext context) {
      return new IdentityHead().create(new IdentityHead.Config(), inputWidth, context);
    }
  }
}
