package io.threetowers.core.wiring;

import com.google.inject.Injector;
import com.google.inject.ProvisionException;

/** The objects of one wired experiment; what goes wrong in making one is thrown as it is. */
record Wired(Injector injector) {

  /**
   * The one object of a type, made at the first call.
   *
   * <p>Guice would wrap a mistake or a failure in a report of several lines about itself.
   */
  <T> T get(Class<T> type) {
    try {
      return injector.getInstance(type);
    } catch (ProvisionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      } else if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }
}
