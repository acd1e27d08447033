package ${package};

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Part;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.Tower;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Value;
import io.threetowers.core.model.HostContext;
import io.threetowers.testkit.TowerContract;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every tower must do, and what this one does. */
class ${Type}Test extends TowerContract {

  @Override
  protected Tower create(BuildContext context) {
    Part<Tokenizer> letters = new Part<>(new Letters(), new Letters.Config());
    ${Type}.Config config = new ${Type}.Config(letters, 8, 16, 24, Optional.empty());
    return new ${Type}().create(config, context);
  }

  @Test
  void cutsLongTextsAndEndsShortOnes() {
    InputTransform input = create(new HostContext("tower")).input();
    assertThat(row(input, "abc")).containsExactly('a', 'b', 'c', 0, 0, 0, 0, 0);
    assertThat(row(input, "abcdefghij")).containsExactly('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
  }

  private static long[] row(InputTransform input, String text) {
    ByteBuffer row = ByteBuffer.allocate(8 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    input.write(new Value.Text(text), new Random(1), row);
    LongBuffer ids = row.flip().asLongBuffer();
    long[] values = new long[ids.remaining()];
    ids.get(values);
    return values;
  }
}
