package io.threetowers.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How this process was started, so that another can be started like it. */
final class JavaCommand {
  private static final String MAIN = Main.class.getName();

  private JavaCommand() {}

  /**
   * The same Java with the same flags and class path, up to the main class. What stands in {@code
   * JDK_JAVA_OPTIONS} is not among the flags: a child inherits the variable.
   */
  static List<String> prefix() {
    String[] arguments = ProcessHandle.current().info().arguments().orElse(new String[0]);
    return prefix(List.of(arguments), System.getProperty("java.class.path"), properties());
  }

  /**
   * As {@link #prefix()}.
   *
   * @param arguments of this process; without the main class where the system does not tell them,
   *     as Windows does not, and where another class started it
   * @param classPath for that case
   * @param properties our own, for that case
   */
  static List<String> prefix(
      List<String> arguments, String classPath, Map<String, String> properties) {
    List<String> prefix = new ArrayList<>();
    prefix.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    int main = arguments.indexOf(MAIN);
    if (main >= 0) {
      prefix.addAll(arguments.subList(0, main));
    } else {
      properties.forEach((name, value) -> prefix.add("-D" + name + "=" + value));
      prefix.add("-cp");
      prefix.add(classPath);
    }
    prefix.add(MAIN);
    return prefix;
  }

  private static Map<String, String> properties() {
    Map<String, String> ours = new TreeMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith("threetowers.") || name.equals("java.awt.headless")) {
        ours.put(name, System.getProperty(name));
      }
    }
    return ours;
  }
}
