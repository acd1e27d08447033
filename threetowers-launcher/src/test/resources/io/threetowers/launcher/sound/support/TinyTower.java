package support;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.threetowers.api.BuildContext;
import io.threetowers.api.Modality;
import io.threetowers.api.Tower;
import io.threetowers.api.TowerFactory;
import io.threetowers.api.WeightSink;
import io.threetowers.api.config.Default;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Value;
import io.threetowers.api.nn.Initializers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** A sound text tower: four letters times a matrix. The faulty ones replace a method. */
public class TinyTower implements TowerFactory<TinyTower.Config> {
  public record Config(@Default("6") int width) {}

  @Override
  public String type() {
    return "tiny";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  /** (B, 4) and (4, width) to (B, width). */
  protected NDList forward(NDArray rows, NDArray weight, BuildContext context) {
    return new NDList(rows.toType(DataType.FLOAT32, false).div(128).matMul(weight));
  }

  protected void write(String text, ByteBuffer row) {
    for (int i = 0; i < 4; i++) {
      row.put((byte) (i < text.length() ? text.charAt(i) : 0));
    }
  }

  protected void load(WeightSink weights) throws IOException {}

  @Override
  public Tower create(Config config, BuildContext context) {
    Block block = new Product(config.width(), context);
    return new Tower() {
      @Override
      public Block block() {
        return block;
      }

      @Override
      public Modality modality() {
        return Modality.TEXT;
      }

      @Override
      public InputTransform input() {
        return new FirstLetters();
      }

      @Override
      public int width() {
        return config.width();
      }

      @Override
      public void load(WeightSink weights) throws IOException {
        TinyTower.this.load(weights);
      }
    };
  }

  private final class Product extends AbstractBlock {
    private final Parameter weight;
    private final BuildContext context;

    Product(int width, BuildContext context) {
      this.context = context;
      weight =
          addParameter(
              Parameter.builder()
                  .setName("product.weight")
                  .setType(Parameter.Type.OTHER)
                  .optShape(new Shape(4, width))
                  .optInitializer(Initializers.normal(1))
                  .build());
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray rows = inputs.head();
      return TinyTower.this.forward(rows, store.getValue(weight, rows.getDevice(), training), context);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      return new Shape[] {new Shape(inputs[0].get(0), weight.getShape().get(1))};
    }
  }

  private final class FirstLetters implements InputTransform {
    @Override
    public Shape shape() {
      return new Shape(4);
    }

    @Override
    public DataType type() {
      return DataType.UINT8;
    }

    @Override
    public void write(Value value, RandomGenerator random, ByteBuffer row) {
      TinyTower.this.write(((Value.Text) value).texts().get(0), row);
    }
  }
}
