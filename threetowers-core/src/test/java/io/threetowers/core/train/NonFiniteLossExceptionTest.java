package io.threetowers.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NonFiniteLossExceptionTest {

  @Test
  void namesALossOfOnesOwnAsACauseOfAGradientThatIsNoNumber() {
    NonFiniteOrigin origin =
        new NonFiniteOrigin("because that of heads.img.bias is not finite", List.of("a", "b"));
    assertThat(NonFiniteLossException.gradient(3, Double.NaN, origin))
        .hasMessage(
            "step 3: the norm of the gradient is NaN, because that of heads.img.bias is not finite;"
                + " the parameters are those before this step."
                + " Lower the learning rate, look for an infinity in a loss of your own (-inf"
                + " before logsumexp, a root of 0), or look at the examples a, b");
  }
}
