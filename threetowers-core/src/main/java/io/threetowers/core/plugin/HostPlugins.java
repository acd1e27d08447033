package io.threetowers.core.plugin;

import io.threetowers.api.ApiVersion;
import io.threetowers.api.Component;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * What the host's own class path offers: the components of core.builtin, or a plugin under test.
 */
final class HostPlugins {
  private final ClassLoader host;
  private final SharedPackages shared;
  private final Problems problems;

  HostPlugins(ClassLoader host, SharedPackages shared, Problems problems) {
    this.host = host;
    this.shared = shared;
    this.problems = problems;
  }

  /** One plugin per jar or folder of the class path that has a services file. */
  List<Plugin> load() {
    try {
      List<Plugin> plugins = new ArrayList<>();
      for (URL services : Collections.list(host.getResources(PluginJar.SERVICES))) {
        plugins.add(load(services));
      }
      plugins.sort(Comparator.comparing(Plugin::name));
      return plugins;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Plugin load(URL services) throws IOException {
    List<String> classNames;
    try (InputStream in = services.openStream()) {
      classNames = PluginJar.parse(in);
    }
    Path place = place(services);
    String version =
        Files.isDirectory(place)
            ? Plugin.UNVERSIONED
            : PluginJar.read(place, shared).version().orElse(Plugin.UNVERSIONED);
    String api = ApiVersion.CURRENT.toString();
    LinkageTrouble trouble = new LinkageTrouble(place, version, api, host, shared);
    List<Component<?, ?>> components =
        new Providers(host, trouble, Plugin.display(place), problems).load(classNames);
    return new Plugin(Plugin.nameOf(place, version), version, api, place, components);
  }

  /** The jar or folder that a services file lies in. */
  private static Path place(URL services) throws IOException {
    URLConnection connection = services.openConnection();
    URI address;
    try {
      address =
          connection instanceof JarURLConnection jar
              ? jar.getJarFileURL().toURI()
              : services.toURI().resolve("../..");
    } catch (URISyntaxException e) {
      throw new IOException("no place of " + services, e);
    }
    return Path.of(address);
  }
}
