package io.threetowers.api;

import ai.djl.nn.Block;
import java.util.List;

/** A loss over two normalised embeddings that logs further scalars. */
record MeasuredLoss(Block block, List<String> metrics) implements Loss {
  MeasuredLoss {
    metrics = List.copyOf(metrics);
  }
}
