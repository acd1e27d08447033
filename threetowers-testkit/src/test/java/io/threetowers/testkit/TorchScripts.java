package io.threetowers.testkit;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Part;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.TokenizerFactory;
import io.threetowers.api.Tower;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.nn.Fit;
import io.threetowers.core.builtin.TorchScriptConfig;
import io.threetowers.core.builtin.TorchScriptConfig.Argument;
import io.threetowers.core.builtin.TorchScriptConfig.Pool;
import io.threetowers.core.builtin.TorchScriptTower;
import io.threetowers.core.model.HostContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Towers of the files that tools/goldens/torchscript.py writes. */
final class TorchScripts {
  static final Path FOLDER = Path.of("src/test/resources/io/threetowers/testkit/torchscript");
  private static final List<Double> MEAN = List.of(0.485, 0.456, 0.406);
  private static final List<Double> STD = List.of(0.229, 0.224, 0.225);
  private static final int START = 38;
  private static final int END = 39;

  private TorchScripts() {}

  static Path file(String name) {
    return FOLDER.resolve(name);
  }

  static Tower image(Path file, Optional<String> output, Optional<Pool> pool) {
    return image(file, 12, "forward", output, pool);
  }

  static Tower image(
      Path file, int width, String method, Optional<String> output, Optional<Pool> pool) {
    TorchScriptConfig.Image image =
        new TorchScriptConfig.Image(
            16, Fit.CROP, Optional.empty(), Pixels.Filter.BILINEAR, MEAN, STD);
    return tower(
        new TorchScriptConfig(
            file, width, Optional.of(image), Optional.empty(), method, output, pool));
  }

  static Tower text(
      String method, List<Argument> arguments, Optional<String> output, Optional<Pool> pool) {
    Part<Tokenizer> tokenizer = new Part<>(new Letters(), new Letters.Config());
    TorchScriptConfig.Text text = new TorchScriptConfig.Text(tokenizer, 8, true, arguments);
    return tower(
        new TorchScriptConfig(
            file("text.pt"), 12, Optional.empty(), Optional.of(text), method, output, pool));
  }

  private static Tower tower(TorchScriptConfig config) {
    return new TorchScriptTower().create(config, new HostContext("tower"));
  }

  /** An id for each letter, of the 40 that the golden network knows. */
  static final class Letters implements TokenizerFactory<Letters.Config> {
    record Config() {}

    @Override
    public String type() {
      return "letters";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public Tokenizer create(Config config, BuildContext context) {
      return new Tokenizer() {
        @Override
        public int vocabulary() {
          return END + 1;
        }

        @Override
        public int pad() {
          return 0;
        }

        @Override
        public int end() {
          return END;
        }

        @Override
        public OptionalInt start() {
          return OptionalInt.of(START);
        }

        @Override
        public int[] encode(String text) {
          return text.chars().map(letter -> 1 + letter % (START - 1)).toArray();
        }
      };
    }
  }
}
