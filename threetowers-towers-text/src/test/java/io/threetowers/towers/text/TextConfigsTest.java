package io.threetowers.towers.text;

import io.threetowers.api.Component;
import io.threetowers.testkit.ConfigContract;
import java.util.Set;
import org.junit.jupiter.api.Nested;

class TextConfigsTest {

  @Nested
  class TextTransformer extends ConfigContract {
    @Override
    protected Component<?, ?> component() {
      return new TextTransformerFactory();
    }

    @Override
    protected String everySetting() {
      return """
          tokenizer: {type: huggingface, file: tokenizer.json}
          vocabulary: 50000
          length: 12
          start: true
          size: S
          width: 96
          depth: 2
          heads: 3
          mlp: 100
          causal: true
          pool: eot
          mask-padding: true
          activation: gelu
          epsilon: 1e-5
          norm: post
          segments: true
          embedding-norm: true
          pre-logits: 80
          projection: 64
          projection-bias: true
          dropout: 0.1
          weights: text.safetensors
          """;
    }

    /** Or width, depth and heads. */
    @Override
    protected Set<String> alsoRequired() {
      return Set.of("size");
    }
  }

  @Nested
  class HuggingFace extends ConfigContract {
    @Override
    protected Component<?, ?> component() {
      return new HuggingFaceFactory();
    }

    @Override
    protected String everySetting() {
      return """
          file: tokenizer.json
          start-token: <s>
          pad-token: <pad>
          end-token: </s>
          """;
    }
  }

  @Nested
  class SentencePiece extends ConfigContract {
    @Override
    protected Component<?, ?> component() {
      return new SentencePieceFactory();
    }

    @Override
    protected String everySetting() {
      return """
          file: spiece.model
          clean: canonicalize
          end-token: </s>
          pad-token: <pad>
          """;
    }
  }

  @Nested
  class Bytes extends ConfigContract {
    @Override
    protected Component<?, ?> component() {
      return new BytesFactory();
    }
  }
}
