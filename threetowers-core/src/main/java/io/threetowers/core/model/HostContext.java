package io.threetowers.core.model;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Component;
import io.threetowers.api.DataSourceFactory;
import io.threetowers.api.EvaluatorFactory;
import io.threetowers.api.HeadFactory;
import io.threetowers.api.LossFactory;
import io.threetowers.api.OptimizerFactory;
import io.threetowers.api.Part;
import io.threetowers.api.Script;
import io.threetowers.api.ScriptModule;
import io.threetowers.api.TokenizerFactory;
import io.threetowers.api.TowerFactory;
import io.threetowers.api.TrackerFactory;
import io.threetowers.core.failure.Place;
import io.threetowers.core.script.TorchScript;
import io.threetowers.core.weights.ModuleFile;
import java.nio.file.Path;

/**
 * The build context of one block of the experiment file.
 *
 * @param name the block's name
 */
public record HostContext(String name) implements BuildContext {

  /**
   * Builds the component of a block, neither head nor tracker.
   *
   * @throws io.threetowers.api.InvalidInputException for what a person got wrong
   * @throws io.threetowers.core.failure.ComponentException if the component fails, now or later
   */
  public static <T> T build(Class<T> product, String path, Part<T> part) {
    Place place = new Place(path, part);
    return place.create(product, () -> new HostContext(place.name()).create(part));
  }

  @Override
  public Script script(String source) {
    return new TorchScript(source);
  }

  @Override
  public ScriptModule module(Path file) {
    return ModuleFile.open(file);
  }

  @Override
  public <T> T create(Part<T> part) {
    return create(part.component(), part.config());
  }

  /** The config is an instance of the component's record: {@link Part} has checked it. */
  @SuppressWarnings("unchecked")
  private <C extends Record, T> T create(Component<C, T> component, Record config) {
    C typed = (C) config;
    if (component instanceof TowerFactory<?> factory) {
      return (T) ((TowerFactory<C>) factory).create(typed, this);
    } else if (component instanceof LossFactory<?> factory) {
      return (T) ((LossFactory<C>) factory).create(typed, this);
    } else if (component instanceof DataSourceFactory<?> factory) {
      return (T) ((DataSourceFactory<C>) factory).create(typed, this);
    } else if (component instanceof TokenizerFactory<?> factory) {
      return (T) ((TokenizerFactory<C>) factory).create(typed, this);
    } else if (component instanceof OptimizerFactory<?> factory) {
      return (T) ((OptimizerFactory<C>) factory).create(typed, this);
    } else if (component instanceof EvaluatorFactory<?> factory) {
      return (T) ((EvaluatorFactory<C>) factory).create(typed, this);
    } else if (component instanceof HeadFactory<?> || component instanceof TrackerFactory<?>) {
      throw new IllegalArgumentException(
          "a head needs an input width and a tracker a run; neither can be a nested part");
    }
    throw new AssertionError("a component of no kind: " + component.getClass());
  }
}
