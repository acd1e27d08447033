package io.threetowers.api;

/** The eight kinds of component. */
public enum Kind {
  /** An encoder of one modality: {@link Tower}. */
  TOWER("tower", Tower.class, TowerFactory.class),
  /** A map of an embedding into a space: {@link Head}. */
  HEAD("head", Head.class, HeadFactory.class),
  /** What joins two embeddings: {@link Loss}. */
  LOSS("loss", Loss.class, LossFactory.class),
  /** Where examples come from: {@link DataSource}. */
  DATA_SOURCE("data-source", DataSource.class, DataSourceFactory.class),
  /** Text to ids, a part of text towers: {@link Tokenizer}. */
  TOKENIZER("tokenizer", Tokenizer.class, TokenizerFactory.class),
  /** What updates the parameters: {@link Optimizer}. */
  OPTIMIZER("optimizer", Optimizer.class, OptimizerFactory.class),
  /** What measures the model: {@link Evaluator}. */
  EVALUATOR("evaluator", Evaluator.class, EvaluatorFactory.class),
  /** Where the numbers of a run go: {@link Tracker}. */
  TRACKER("tracker", Tracker.class, TrackerFactory.class);

  private final String label;
  private final Class<?> product;
  private final Class<?> factory;

  Kind(String label, Class<?> product, Class<?> factory) {
    this.label = label;
    this.product = product;
    this.factory = factory;
  }

  /** {@return the kind as people write it: {@code data-source}} */
  public String label() {
    return label;
  }

  /** {@return what components of this kind build, such as {@link Tower}} */
  public Class<?> product() {
    return product;
  }

  /**
   * The kind of a component.
   *
   * @param component of any kind
   * @return the one whose factory it implements
   */
  public static Kind of(Component<?, ?> component) {
    for (Kind kind : values()) {
      if (kind.factory.isInstance(component)) {
        return kind;
      }
    }
    throw new AssertionError(component.getClass() + " is of no kind, though Component is sealed");
  }

  /**
   * The kind of a nested part.
   *
   * @param product the type argument of a {@link Part}, such as {@link Tokenizer}
   * @return the kind whose components build it
   * @throws IllegalArgumentException if no kind does
   */
  public static Kind building(Class<?> product) {
    for (Kind kind : values()) {
      if (kind.product == product) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "no kind of component builds "
            + product.getName()
            + "; Part<…> names the product, such as Part<Tokenizer>");
  }
}
