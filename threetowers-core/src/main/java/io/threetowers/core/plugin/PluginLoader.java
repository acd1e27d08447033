package io.threetowers.core.plugin;

import io.threetowers.api.Component;
import io.threetowers.api.InvalidInputException;
import io.threetowers.core.plugin.PluginFolders.Found;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Loads every plugin of a process: once, at its start.
 *
 * <p>The context class loader is never touched: DJL looks for engines with it, and a plugin that
 * makes it do so while another one is set leaves the process without an engine. The loaders are
 * never closed: classes load lazily, and a component may be used until the process ends.
 */
public final class PluginLoader {
  private final ClassLoader host;
  private final SharedPackages shared = SharedPackages.ofHost();
  private final Problems problems = new Problems();
  private final List<String> warnings = new ArrayList<>();

  private PluginLoader(ClassLoader host) {
    this.host = host;
  }

  /**
   * Loads what the host's own class path offers, and every jar and every folder of jars in {@code
   * folders}.
   *
   * @param host the loader of the host's own classes, which gives every plugin the shared packages
   * @throws InvalidInputException if anything is wrong: a line with the count, then one line per
   *     problem
   */
  public static Plugins load(List<Path> folders, ClassLoader host) {
    return new PluginLoader(host).load(folders);
  }

  private Plugins load(List<Path> folders) {
    List<Plugin> plugins = new ArrayList<>(new HostPlugins(host, shared, problems).load());
    List<Path> empty = new ArrayList<>();
    PluginFolders drops = new PluginFolders(problems);
    for (Path folder : folders.stream().map(Path::normalize).distinct().toList()) {
      List<Found> found = drops.find(folder);
      if (found.isEmpty()) {
        empty.add(folder);
      }
      found.forEach(file -> open(file).ifPresent(plugins::add));
    }
    Duplicates.report(plugins, problems);
    problems.throwIfAny();
    return new Plugins(plugins, ComponentRegistry.of(plugins, empty), warnings);
  }

  /**
   * The plugin with those of its components that are sound; nothing if it is not to be loaded at
   * all.
   */
  private Optional<Plugin> open(Found found) {
    Optional<List<PluginJar>> jars = read(found);
    if (jars.isEmpty()) {
      return Optional.empty();
    }
    String shown = Plugin.display(found.file());
    List<PluginJar> offering =
        jars.get().stream().filter(jar -> jar.providers().isPresent()).toList();
    List<String> classNames =
        offering.stream()
            .flatMap(jar -> jar.providers().stream().flatMap(List::stream))
            .distinct()
            .toList();
    if (classNames.isEmpty()) {
      List<String> brought = jars.get().stream().flatMap(jar -> jar.bundled().stream()).toList();
      if (!brought.isEmpty()) {
        problems.add(
            shown
                + " is no plugin: it holds "
                + String.join(", ", brought)
                + " classes, which the host has itself. Remove it");
        return Optional.empty();
      }
      problems.add(
          shown
              + " offers no components: "
              + (offering.isEmpty() ? "it has no " : "nothing stands in its ")
              + PluginJar.SERVICES
              + ". See docs/writing-a-plugin.md");
      return Optional.empty();
    }
    jars.get().forEach(jar -> jar.bundled().forEach(family -> warnOfCopy(jar, family)));
    if (!fits(offering)) {
      return Optional.empty();
    }
    PluginJar first = offering.get(0);
    String version = first.version().orElse(Plugin.UNVERSIONED);
    String api = first.api().orElseThrow();
    String name = Plugin.nameOf(found.file(), version);
    ClassLoader loader = new PluginClassLoader(name, urls(found.jars()), host, shared);
    LinkageTrouble trouble = new LinkageTrouble(found.file(), version, api, host, shared);
    List<Component<?, ?>> components =
        new Providers(loader, trouble, shown, problems).load(classNames);
    return Optional.of(new Plugin(name, version, api, found.file(), components));
  }

  private Optional<List<PluginJar>> read(Found found) {
    List<PluginJar> jars = new ArrayList<>();
    for (Path jar : found.jars()) {
      try {
        jars.add(PluginJar.read(jar, shared));
      } catch (IOException e) {
        problems.add(jar + " cannot be read as a jar: " + e.getMessage());
      }
    }
    return jars.size() == found.jars().size() ? Optional.of(jars) : Optional.empty();
  }

  /**
   * Whether each jar that offers components was built for a version of the API that this one
   * accepts.
   */
  private boolean fits(List<PluginJar> offering) {
    boolean fits = true;
    for (PluginJar jar : offering) {
      Optional<String> problem = ApiCheck.problem(jar);
      problem.ifPresent(problems::add);
      fits &= problem.isEmpty();
    }
    return fits;
  }

  private void warnOfCopy(PluginJar jar, String family) {
    warnings.add(
        jar.file()
            + " contains "
            + family
            + " classes; the host's are used. Mark the dependency 'provided'");
  }

  private static URL[] urls(List<Path> jars) {
    URL[] urls = new URL[jars.size()];
    try {
      for (int i = 0; i < urls.length; i++) {
        urls[i] = jars.get(i).toUri().toURL();
      }
    } catch (MalformedURLException e) {
      throw new AssertionError("the address of a file", e);
    }
    return urls;
  }
}
