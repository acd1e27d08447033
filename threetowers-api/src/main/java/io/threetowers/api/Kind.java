package io.threetowers.api;

/** The eight kinds of component. */
public enum Kind {
  TOWER("tower", Tower.class, TowerFactory.class),
  HEAD("head", Head.class, HeadFactory.class),
  LOSS("loss", Loss.class, LossFactory.class),
  DATA_SOURCE("data-source", DataSource.class, DataSourceFactory.class),
  TOKENIZER("tokenizer", Tokenizer.class, TokenizerFactory.class),
  OPTIMIZER("optimizer", Optimizer.class, OptimizerFactory.class),
  EVALUATOR("evaluator", Evaluator.class, EvaluatorFactory.class),
  TRACKER("tracker", Tracker.class, TrackerFactory.class);

  private final String label;
  private final Class<?> product;
  private final Class<?> factory;

  Kind(String label, Class<?> product, Class<?> factory) {
    this.label = label;
    this.product = product;
    this.factory = factory;
  }

  /** The kind as people write it: {@code data-source}. */
  public String label() {
    return label;
  }

  /** What components of this kind build, such as {@link Tower}. */
  public Class<?> product() {
    return product;
  }

  /** The kind of {@code component}. */
  public static Kind of(Component<?, ?> component) {
    for (Kind kind : values()) {
      if (kind.factory.isInstance(component)) {
        return kind;
      }
    }
    throw new AssertionError(component.getClass() + " is of no kind, though Component is sealed");
  }

  /** The kind whose components build {@code product}, the type argument of a {@link Part}. */
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
