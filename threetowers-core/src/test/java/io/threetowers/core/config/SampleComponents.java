package io.threetowers.core.config;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Component;
import io.threetowers.api.Evaluator;
import io.threetowers.api.EvaluatorFactory;
import io.threetowers.api.Head;
import io.threetowers.api.HeadFactory;
import io.threetowers.api.Loss;
import io.threetowers.api.LossFactory;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.TokenizerFactory;
import io.threetowers.api.Tower;
import io.threetowers.api.TowerFactory;

/** Components that can be configured; reading a configuration builds nothing. */
final class SampleComponents {

  private SampleComponents() {}

  static <C extends Record> Component<C, Tower> tower(String type, Class<C> config) {
    return new SampleTower<>(type, config);
  }

  static <C extends Record> Component<C, Head> head(String type, Class<C> config) {
    return new SampleHead<>(type, config);
  }

  static <C extends Record> Component<C, Loss> loss(String type, Class<C> config) {
    return new SampleLoss<>(type, config);
  }

  static <C extends Record> Component<C, Tokenizer> tokenizer(String type, Class<C> config) {
    return new SampleTokenizer<>(type, config);
  }

  static <C extends Record> Component<C, Evaluator> evaluator(String type, Class<C> config) {
    return new SampleEvaluator<>(type, config);
  }

  private static UnsupportedOperationException built() {
    return new UnsupportedOperationException("reading a configuration must not build anything");
  }

  private record SampleTower<C extends Record>(String type, Class<C> config)
      implements TowerFactory<C> {
    @Override
    public Tower create(C config, BuildContext context) {
      throw built();
    }
  }

  private record SampleHead<C extends Record>(String type, Class<C> config)
      implements HeadFactory<C> {
    @Override
    public Head create(C config, int inputWidth, BuildContext context) {
      throw built();
    }
  }

  private record SampleLoss<C extends Record>(String type, Class<C> config)
      implements LossFactory<C> {
    @Override
    public Loss create(C config, BuildContext context) {
      throw built();
    }
  }

  private record SampleTokenizer<C extends Record>(String type, Class<C> config)
      implements TokenizerFactory<C> {
    @Override
    public Tokenizer create(C config, BuildContext context) {
      throw built();
    }
  }

  private record SampleEvaluator<C extends Record>(String type, Class<C> config)
      implements EvaluatorFactory<C> {
    @Override
    public Evaluator create(C config, BuildContext context) {
      throw built();
    }
  }
}
