package io.threetowers.towers.text;

import io.threetowers.api.Tokenizer;
import io.threetowers.core.model.HostContext;
import io.threetowers.testkit.TokenizerContract;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

class TokenizerContractTest {

  @Nested
  class Bytes extends TokenizerContract {
    @Override
    protected Tokenizer create() {
      return new BytesFactory().create(new BytesConfig(), new HostContext("tokenizer"));
    }
  }

  @Nested
  class HuggingFace extends TokenizerContract {
    @Override
    protected Tokenizer create() {
      HuggingFaceConfig config =
          new HuggingFaceConfig(
              Path.of("../data/emoji/tokenizer.json"),
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
      return new HuggingFaceFactory().create(config, new HostContext("tokenizer"));
    }
  }

  @Nested
  class SentencePiece extends TokenizerContract {
    @Override
    protected Tokenizer create() {
      return new SentencePieceFactory()
          .create(
              SentencePieceFactoryTest.config("sentencepiece-llama", Clean.CANONICALIZE),
              new HostContext("tokenizer"));
    }
  }

  @Nested
  class SentencePieceWithoutBytes extends TokenizerContract {
    @Override
    protected Tokenizer create() {
      return new SentencePieceFactory()
          .create(
              SentencePieceFactoryTest.config("sentencepiece-t5", Clean.NONE),
              new HostContext("tokenizer"));
    }
  }
}
