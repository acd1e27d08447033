package io.threetowers.api;

/**
 * A named part of an experiment that a plugin contributes: what stands after {@code type:} in an
 * experiment file.
 *
 * <p>Implement one of the eight factory interfaces, never this one. Providers are found by {@link
 * java.util.ServiceLoader} and need a public constructor without parameters that does nothing.
 *
 * @param <C> the record that the component's block of the file becomes
 * @param <T> what the component builds
 */
public sealed interface Component<C extends Record, T>
    permits TowerFactory,
        HeadFactory,
        LossFactory,
        DataSourceFactory,
        TokenizerFactory,
        OptimizerFactory,
        EvaluatorFactory,
        TrackerFactory {

  /**
   * {@return the word after {@code type:}, in kebab-case, unique among the components of its kind}
   */
  String type();

  /**
   * {@return the record that the component's block becomes; each record component is one setting}
   * See {@link io.threetowers.api.config} for how settings are declared.
   */
  Class<C> config();
}
