package io.threetowers.core.failure;

import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.InputTransform;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of what a component made and names its place when a method fails.
 *
 * <p>A proxy and not eight decorators: one of those would hide each {@code default} method that a
 * later api adds until somebody remembers to pass it on. A call costs less than a microsecond, and
 * none is made per element of an array.
 */
final class Guard implements InvocationHandler {
  /** What products hand out to be called later. */
  private static final Set<Class<?>> HANDED_OUT = Set.of(Cursor.class, InputTransform.class);

  private final Object product;
  private final Place place;

  private Guard(Object product, Place place) {
    this.product = product;
    this.place = place;
  }

  /**
   * A guarded product.
   *
   * @param type the interface through which it is used
   */
  static <T> T around(Class<T> type, T product, Place place) {
    return type.cast(
        Proxy.newProxyInstance(
            Guard.class.getClassLoader(), new Class<?>[] {type}, new Guard(product, place)));
  }

  /** The place of what stands behind a guard; nothing for what has none. */
  static Optional<Place> place(Object guarded) {
    return Proxy.isProxyClass(guarded.getClass())
            && Proxy.getInvocationHandler(guarded) instanceof Guard guard
        ? Optional.of(guard.place)
        : Optional.empty();
  }

  @Override
  public @Nullable Object invoke(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
    if (method.getDeclaringClass() == Object.class) {
      return ofObject(proxy, method, arguments);
    }
    Object result;
    try {
      result = method.invoke(product, arguments);
    } catch (InvocationTargetException e) {
      throw place.failed(method.getName(), e.getCause());
    } catch (IllegalAccessException e) {
      throw new AssertionError("the interfaces of the api are public", e);
    }
    Class<?> type = method.getReturnType();
    if (result == null) {
      if (type != void.class
          && !method.getAnnotatedReturnType().isAnnotationPresent(Nullable.class)) {
        throw place.fault("returns null from " + method.getName());
      }
      return null;
    }
    return HANDED_OUT.contains(type) ? guarded(type, result) : result;
  }

  private <T> T guarded(Class<T> type, Object product) {
    return around(type, type.cast(product), place);
  }

  /** Equality, hash code and name. */
  private Object ofObject(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
    return switch (method.getName()) {
      case "equals" -> arguments != null && proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> place.path();
    };
  }
}
