package io.threetowers.core.failure;

import ai.djl.engine.EngineException;
import io.threetowers.api.Component;
import io.threetowers.core.plugin.Plugin;
import io.threetowers.core.script.EngineMessage;
import io.threetowers.core.script.ScriptException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Tells in one line what failed: where in the experiment, whose component it was, from which file,
 * and why.
 */
public final class Failures {
  private static final int LONGEST = 800;

  private final List<Plugin> plugins;

  /** Tells of failures in a process with these plugins. */
  public Failures(List<Plugin> plugins) {
    this.plugins = List.copyOf(plugins);
  }

  /** One line, without a stack trace. */
  public String tell(Throwable failure) {
    Optional<ComponentException> component = innermost(failure);
    String path = component.map(e -> e.place().path()).orElse("");
    String line =
        Shortage.told(Causes.text(failure), path)
            .map(sentence -> path.isEmpty() ? sentence : path + ": " + sentence)
            .or(() -> HostMessage.ofFiles(failure))
            .or(() -> component.map(this::ofComponent))
            .or(() -> thrower(failure).map(plugin -> plugin.title() + ": " + why(failure, plugin)))
            .orElseGet(() -> HostMessage.of(failure));
    String one = line.replaceAll("\\s*\\R\\s*", " ").strip();
    return one.length() <= LONGEST ? one : one.substring(0, LONGEST) + " …";
  }

  private static Optional<ComponentException> innermost(Throwable failure) {
    return Causes.of(failure).stream()
        .filter(ComponentException.class::isInstance)
        .map(ComponentException.class::cast)
        .reduce((outer, inner) -> inner);
  }

  private String ofComponent(ComponentException failure) {
    Optional<Plugin> owner = owner(failure.place().part().component());
    Optional<Plugin> thrower = thrower(failure);
    StringBuilder line = new StringBuilder(failure.moment());
    line.append(failure.place().path()).append(": ").append(Place.label(failure.place().part()));
    owner.ifPresent(plugin -> line.append(" of ").append(plugin.title()));
    line.append(' ').append(failure.what());
    thrower
        .filter(plugin -> !owner.equals(Optional.of(plugin)))
        .ifPresent(plugin -> line.append(", in code of ").append(plugin.title()));
    Throwable cause = failure.getCause();
    if (cause != null) {
      line.append(": ");
      line.append(thrower.or(() -> owner).map(plugin -> why(cause, plugin)).orElse(text(cause)));
    }
    return line.toString();
  }

  /** What was thrown, with the cause below it; an exception that only wraps another is left out. */
  private static String why(Throwable thrown, Plugin plugin) {
    for (Throwable cause : Causes.of(thrown)) {
      if (cause instanceof LinkageError linkage) {
        return plugin.explain(linkage);
      }
    }
    Throwable shown = thrown;
    while (shown.getCause() != null && shown.getCause().toString().equals(shown.getMessage())) {
      shown = shown.getCause();
    }
    return shown.getCause() == null || shown instanceof ScriptException
        ? text(shown)
        : text(shown) + " (caused by " + text(shown.getCause()) + ")";
  }

  private static String text(Throwable thrown) {
    if (thrown instanceof ScriptException) {
      return thrown.getMessage();
    }
    return thrown instanceof EngineException && thrown.getMessage() != null
        ? EngineMessage.essence(thrown.getMessage())
        : thrown.toString();
  }

  /** The plugin that offers a component. */
  private Optional<Plugin> owner(Component<?, ?> component) {
    return plugins.stream()
        .filter(plugin -> plugin.components().stream().anyMatch(own -> own == component))
        .findFirst();
  }

  /**
   * The plugin of the innermost frame that a plugin's class loader has named; the innermost cause
   * is asked first, as it is nearest to the fault. None if the engine failed.
   */
  private Optional<Plugin> thrower(Throwable failure) {
    List<Throwable> innermostFirst = new ArrayList<>(Causes.of(failure));
    Collections.reverse(innermostFirst);
    return innermostFirst.stream()
        .flatMap(each -> List.of(each.getStackTrace()).stream())
        .flatMap(frame -> Optional.ofNullable(frame.getClassLoaderName()).stream())
        .flatMap(loader -> plugins.stream().filter(plugin -> plugin.isLoadedBy(loader)))
        .findFirst();
  }
}
