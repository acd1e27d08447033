package io.threetowers.core.wiring;

import com.google.inject.AbstractModule;

/** Every binding is written down, and nothing is found by magic. Child injectors inherit it. */
final class StrictModule extends AbstractModule {
  @Override
  protected void configure() {
    binder().requireExplicitBindings();
    binder().requireAtInjectOnConstructors();
    binder().requireExactBindingAnnotations();
    binder().disableCircularProxies();
  }
}
