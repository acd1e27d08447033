package io.threetowers.core.failure;

import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Kind;
import io.threetowers.api.Part;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A block of the experiment file and the component that it chose: whom to name when that fails.
 *
 * <p>The place is added where the host calls the component, since a failure inside the engine has
 * no frame of the plugin in its trace.
 *
 * @param path such as {@code towers.image}
 */
public record Place(String path, Part<?> part) {

  /** The block's own name: {@code image}. */
  public String name() {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /**
   * Runs a factory.
   *
   * @param product the interface of what it makes
   * @return the product, of which each method that fails throws a {@link ComponentException}
   * @throws InvalidInputException for what a person got wrong, which a factory may also say by an
   *     {@code IllegalArgumentException} with a message
   * @throws ComponentException for anything else
   */
  public <T> T create(Class<T> product, Callable<T> factory) {
    T made =
        call(
            "create",
            () -> {
              try {
                return factory.call();
              } catch (IllegalArgumentException e) {
                if (e.getMessage() == null) {
                  throw e;
                }
                throw new InvalidInputException(e.getMessage(), e);
              }
            });
    return Guard.around(product, made, this);
  }

  /** The place of something that {@link #create} made, or that this handed out. */
  public static Optional<Place> of(Object product) {
    return Guard.place(product);
  }

  /**
   * Calls the component.
   *
   * @param method what is called, as the author of the component knows it: {@code forward}
   * @throws InvalidInputException as it comes
   * @throws ComponentException for anything else that is thrown, errors included, and for null
   */
  public <T> T call(String method, Callable<? extends @Nullable T> work) {
    T result;
    try {
      result = work.call();
    } catch (Throwable e) {
      throw failed(method, e);
    }
    if (result == null) {
      throw fault("returns null from " + method);
    }
    return result;
  }

  /** What is thrown on: a failure of a component further inside keeps its own place. */
  RuntimeException failed(String method, Throwable cause) {
    if (cause instanceof InvalidInputException wrong) {
      return wrong;
    } else if (cause instanceof ComponentException inner) {
      return inner;
    }
    return new ComponentException(this, "fails in " + method, cause);
  }

  /** For what the component did wrong without throwing, in words that follow its name. */
  public ComponentException fault(String what) {
    return new ComponentException(this, what, null);
  }

  /** {@code tower 'vit'}. */
  static String label(Part<?> part) {
    return Kind.of(part.component()).label() + " '" + part.component().type() + "'";
  }
}
