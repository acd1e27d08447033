package io.threetowers.core.plugin;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * The classes of one plugin: a class or resource in a shared package comes from the host only,
 * anything else from the JDK or the plugin only.
 *
 * <p>So the host's own classes and libraries are invisible, and two plugins may bring two versions
 * of a library. Isolation is for libraries, not for safety: plugins are trusted code.
 */
final class PluginClassLoader extends URLClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final ClassLoader host;
  private final SharedPackages shared;

  /** The name shows in stack traces: {@code foo//com.acme.FooFactory.create}. */
  PluginClassLoader(String name, URL[] jars, ClassLoader host, SharedPackages shared) {
    super(name, jars, ClassLoader.getPlatformClassLoader());
    this.host = host;
    this.shared = shared;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    return shared.containsClass(name) ? host.loadClass(name) : super.loadClass(name, resolve);
  }

  @Override
  public @Nullable URL getResource(String path) {
    return shared.containsResource(path) ? host.getResource(path) : super.getResource(path);
  }

  @Override
  public Enumeration<URL> getResources(String path) throws IOException {
    return shared.containsResource(path) ? host.getResources(path) : super.getResources(path);
  }
}
