package io.threetowers.core.plugin;

import io.threetowers.api.Component;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Makes the components that a services file names.
 *
 * <p>The file is read by us and not by {@link java.util.ServiceLoader}, whose errors name neither
 * the jar nor, but for the wording of a sentence, the class; and which would also find what a
 * parent of the loader offers.
 */
final class Providers {
  private static final Pattern KEBAB_CASE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  private final ClassLoader loader;
  private final LinkageTrouble trouble;
  private final String plugin;
  private final Problems problems;

  Providers(ClassLoader loader, LinkageTrouble trouble, String plugin, Problems problems) {
    this.loader = loader;
    this.trouble = trouble;
    this.plugin = plugin;
    this.problems = problems;
  }

  List<Component<?, ?>> load(List<String> classNames) {
    List<Component<?, ?>> components = new ArrayList<>();
    for (String className : classNames) {
      load(className).ifPresent(components::add);
    }
    return components;
  }

  private Optional<Component<?, ?>> load(String className) {
    try {
      Optional<Component<?, ?>> component = find(className).flatMap(this::make);
      return component.filter(this::isSound);
    } catch (LinkageError e) {
      problems.add(trouble.explain(className, e));
      return Optional.empty();
    }
  }

  private Optional<Class<?>> find(String className) {
    Class<?> type;
    try {
      type = Class.forName(className, false, loader);
    } catch (ClassNotFoundException e) {
      problems.add(plugin + ": its services file names " + className + ", which is not in the jar");
      return Optional.empty();
    }
    boolean own = type.getClassLoader() == loader || !(loader instanceof PluginClassLoader);
    if (!own) {
      problems.add(
          plugin
              + ": its services file names "
              + className
              + ", which is the host's and not its own");
    } else if (!Component.class.isAssignableFrom(type)) {
      problems.add(
          plugin
              + ": its services file names "
              + className
              + ", which implements none of the factories of the API");
      own = false;
    }
    return own ? Optional.of(type) : Optional.empty();
  }

  private Optional<Component<?, ?>> make(Class<?> type) {
    try {
      return Optional.of((Component<?, ?>) type.getConstructor().newInstance());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof LinkageError linkage) {
        throw linkage;
      }
      problems.add(plugin + ": the constructor of " + type.getName() + " fails: " + e.getCause());
    } catch (NoSuchMethodException | InstantiationException | IllegalAccessException e) {
      problems.add(
          plugin
              + ": "
              + type.getName()
              + " must be a public class with a public constructor without parameters");
    }
    return Optional.empty();
  }

  /**
   * Asks for everything that is called before an experiment is built, so that trouble shows now.
   */
  private boolean isSound(Component<?, ?> component) {
    String className = component.getClass().getName();
    try {
      String type = component.type();
      if (type == null || !KEBAB_CASE.matcher(type).matches()) {
        problems.add(
            plugin
                + ": the type of "
                + className
                + " must be in kebab-case, such as 'my-tower', not '"
                + type
                + "'");
        return false;
      }
      Class<?> config = component.config();
      if (config == null || !config.isRecord()) {
        problems.add(
            plugin
                + ": the config of "
                + className
                + " must be a record, not "
                + (config == null ? "null" : config.getName()));
        return false;
      }
      return settingsAreSound(className, config);
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      problems.add(plugin + ": " + className + " cannot say its type and config: " + e);
      return false;
    }
  }

  /** Also resolves the type of every setting. */
  private boolean settingsAreSound(String className, Class<?> config) {
    for (RecordComponent setting : config.getRecordComponents()) {
      if (setting.getName().equals("type")) {
        problems.add(
            plugin
                + ": a setting of "
                + className
                + " is named 'type', which is the word that names the component");
        return false;
      }
    }
    return true;
  }
}
