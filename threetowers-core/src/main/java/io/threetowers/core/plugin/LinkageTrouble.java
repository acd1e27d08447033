package io.threetowers.core.plugin;

import io.threetowers.api.ApiVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in a person's words why the classes of a plugin do not fit together with ours. */
final class LinkageTrouble {
  private static final String OURS = "io.threetowers.";

  /** The class that should have had a member. */
  private static final Pattern OWNER = Pattern.compile("([\\w.$]+)\\.[\\w$<>]+(?:\\(|'?$)");

  private final Path file;
  private final String version;
  private final String api;
  private final ClassLoader host;
  private final SharedPackages shared;

  LinkageTrouble(Path file, String version, String api, ClassLoader host, SharedPackages shared) {
    this.file = file;
    this.version = version;
    this.api = api;
    this.host = host;
    this.shared = shared;
  }

  /** One line about what happened when {@code className} was loaded or first called. */
  String explain(String className, LinkageError error) {
    if (error.getCause() instanceof ClassNotFoundException missing
        && missing.getMessage() != null) {
      return missing(missing.getMessage());
    } else if (error instanceof UnsupportedClassVersionError) {
      return Plugin.display(file)
          + " was built for a newer Java than this one ("
          + Runtime.version().feature()
          + "). Use a newer Java, or build it for an older one";
    } else if (error instanceof ExceptionInInitializerError) {
      return Plugin.display(file)
          + ": "
          + className
          + " fails while it is loaded: "
          + error.getCause();
    } else if (error instanceof AbstractMethodError) {
      return unfit(className + " lacks " + lackingMethod(error));
    }
    String message = error.getMessage() == null ? error.toString() : error.getMessage();
    if (error instanceof UnsatisfiedLinkError) {
      return Plugin.display(file) + " needs native code that cannot be loaded: " + message;
    } else if (message.startsWith("Could not initialize class")) {
      // The JVM tells why only once, at the first use.
      return Plugin.display(file) + ": " + message + because(error);
    } else if (error instanceof NoSuchMethodError || error instanceof NoSuchFieldError) {
      return isOfTheApi(message)
          ? unfit("there is no " + message)
          : Plugin.display(file)
              + " holds libraries that do not fit together: there is no "
              + message;
    }
    return unfit(message);
  }

  private static String because(LinkageError error) {
    return error.getCause() == null ? "" : " (" + error.getCause().getMessage() + ")";
  }

  /** The JVM says {@code 'void com.acme.Json.write(int)'}. */
  private boolean isOfTheApi(String member) {
    Matcher owner = OWNER.matcher(member);
    return owner.find() && shared.containsClass(owner.group(1));
  }

  private String missing(String name) {
    if (shared.containsClass(name)) {
      return unfit("there is no " + name);
    } else if (name.startsWith(OURS)
        && host.getResource(name.replace('.', '/') + ".class") != null) {
      return Plugin.display(file)
          + " needs "
          + name
          + ", which is internal to Three Towers and not part of the API";
    }
    String remedy =
        Files.isDirectory(file)
            ? "Put its jar into " + Plugin.display(file)
            : "Put its jar and this one into "
                + file.resolveSibling(Plugin.nameOf(file, version))
                + "/";
    return Plugin.display(file) + " needs " + name + ", which it does not contain. " + remedy;
  }

  /**
   * The JVM says "... of the resolved method 'abstract java.lang.String type()' of interface ...".
   */
  private static String lackingMethod(LinkageError error) {
    String message = String.valueOf(error.getMessage());
    return message.contains(" config()")
        ? "config()"
        : message.contains(" type()") ? "type()" : "a method: " + message;
  }

  private String unfit(String reason) {
    return Plugin.display(file)
        + " ("
        + version
        + ", API "
        + api
        + ") does not fit API "
        + ApiVersion.CURRENT
        + ": "
        + reason
        + ". Rebuild it";
  }
}
