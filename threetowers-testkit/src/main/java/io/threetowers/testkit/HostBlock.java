package io.threetowers.testkit;

import io.threetowers.api.DataSource;
import io.threetowers.api.Kind;
import io.threetowers.api.Loss;
import io.threetowers.api.Part;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.Tracker;
import io.threetowers.core.experiment.EvaluatorSpec;
import io.threetowers.core.experiment.HeadSpec;
import io.threetowers.core.experiment.OptimizerSpec;
import io.threetowers.core.experiment.TowerSpec;

/** The block of an experiment file in which a component of each kind stands, beside the host's. */
sealed interface HostBlock {

  record OfTower(TowerSpec block) implements HostBlock {}

  record OfHead(HeadSpec block) implements HostBlock {}

  record OfLoss(Part<Loss> block) implements HostBlock {}

  record OfDataSource(Part<DataSource> block) implements HostBlock {}

  record OfTokenizer(Part<Tokenizer> block) implements HostBlock {}

  record OfOptimizer(OptimizerSpec block) implements HostBlock {}

  record OfEvaluator(EvaluatorSpec block) implements HostBlock {}

  record OfTracker(Part<Tracker> block) implements HostBlock {}

  /** The record that reads {@code block: {type: …, …}}. */
  static Class<? extends Record> of(Kind kind) {
    return switch (kind) {
      case TOWER -> OfTower.class;
      case HEAD -> OfHead.class;
      case LOSS -> OfLoss.class;
      case DATA_SOURCE -> OfDataSource.class;
      case TOKENIZER -> OfTokenizer.class;
      case OPTIMIZER -> OfOptimizer.class;
      case EVALUATOR -> OfEvaluator.class;
      case TRACKER -> OfTracker.class;
    };
  }
}
