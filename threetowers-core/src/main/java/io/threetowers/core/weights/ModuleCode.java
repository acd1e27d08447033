package io.threetowers.core.weights;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.threetowers.api.ScriptModule.Argument;
import io.threetowers.api.ScriptModule.Method;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The code of a module, as torch/csrc/jit/serialization/python_print.cpp writes it: classes with
 * their attributes and methods, functions.
 *
 * @param files texts by their names in the archive, {@code code/__torch__.py}
 * @param classes lines of the classes by their full names
 */
record ModuleCode(SortedMap<String, String> files, Map<String, List<String>> classes) {
  private static final String FOLDER = "code/";
  private static final String PARAMETERS = "  __parameters__ = [";
  private static final long LONGEST = 32 << 20;
  private static final Pattern CLASS = Pattern.compile("class (\\w+)\\(\\w+\\):");
  private static final Pattern METHOD = Pattern.compile("  def (\\w+)\\(\\w+: .*");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"");
  private static final String ARROW = ") -> ";

  /**
   * Reads and checks it.
   *
   * @throws IllegalArgumentException if there is none, or it asks for what a tower must not do; the
   *     message goes on from the file's name
   */
  static ModuleCode read(ZipContents archive, String root) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    Map<String, List<String>> classes = new HashMap<>();
    long read = 0;
    for (String name : archive.names()) {
      if (name.startsWith(root + "/" + FOLDER) && name.endsWith(".py")) {
        Bytes bytes = archive.bytes(name);
        read += bytes.size();
        if (read > LONGEST) {
          throw new IllegalArgumentException("its code has more than " + LONGEST + " bytes");
        }
        bytes.verify();
        String path = name.substring(root.length() + 1);
        String text = bytes.text(0, (int) bytes.size(), UTF_8);
        ModuleTrust.check(path, text);
        files.put(path, text);
        addClasses(path, text, classes);
      }
    }
    return new ModuleCode(files, classes);
  }

  private static void addClasses(String path, String text, Map<String, List<String>> classes) {
    String module = path.substring(FOLDER.length(), path.length() - ".py".length());
    List<String> lines = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      Matcher start = CLASS.matcher(line);
      if (start.matches()) {
        lines = new ArrayList<>();
        classes.put(module.replace('/', '.') + "." + start.group(1), lines);
      } else if (line.startsWith("def ")) {
        lines = new ArrayList<>();
      } else {
        lines.add(line);
      }
    }
  }

  private List<String> lines(PickleClass type) {
    String name = type.module() + "." + type.name();
    List<String> lines = classes.get(name);
    if (lines == null) {
      throw new IllegalArgumentException("it has no code of the class " + Quoted.name(name));
    }
    return lines;
  }

  /** The attributes of a class that PyTorch calls parameters, whether trained or not. */
  List<String> parameters(PickleClass type) {
    return lines(type).stream()
        .filter(line -> line.startsWith(PARAMETERS))
        .flatMap(line -> WORD.matcher(line).results())
        .map(word -> word.group(1))
        .toList();
  }

  /** The methods of a class that are meant to be called. */
  List<Method> methods(PickleClass type) {
    List<Method> methods = new ArrayList<>();
    StringBuilder header = new StringBuilder();
    for (String line : lines(type)) {
      if (METHOD.matcher(line).matches()) {
        header.setLength(0);
      }
      if (METHOD.matcher(line).matches() || !header.isEmpty()) {
        header.append(line).append('\n');
        if (line.endsWith(":")) {
          methods.add(method(header.toString()));
          header.setLength(0);
        }
      }
    }
    return methods.stream().filter(method -> !method.name().startsWith("_")).toList();
  }

  /** {@code def name(self: Type,⏎ x: Tensor, …) -> Tensor:}, an argument on each line. */
  private static Method method(String header) {
    int open = header.indexOf('(');
    int close = header.lastIndexOf(ARROW);
    if (close < open) {
      throw new IllegalArgumentException(
          "a method of its code is written in an unknown way: " + Quoted.name(header.strip()));
    }
    List<Argument> arguments = new ArrayList<>();
    for (String argument : header.substring(open + 1, close).split(",\n", -1)) {
      String[] parts = argument.strip().split(": ", 2);
      String[] type = (parts.length == 2 ? parts[1] : "").split("=", 2);
      arguments.add(new Argument(parts[0], type[0].strip(), type.length == 2));
    }
    String result = header.substring(close + ARROW.length()).strip();
    return new Method(
        header.substring(0, open).strip().replaceFirst("def ", ""),
        List.copyOf(arguments.subList(1, arguments.size())),
        result.substring(0, result.length() - 1));
  }
}
