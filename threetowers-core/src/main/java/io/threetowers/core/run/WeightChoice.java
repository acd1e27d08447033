package io.threetowers.core.run;

/** Which of a checkpoint's weights are meant. */
public enum WeightChoice {
  /** As they were trained. */
  RAW,
  /** Their exponential moving average. */
  EMA
}
