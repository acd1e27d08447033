package io.threetowers.core.builtin;

import io.threetowers.api.InvalidInputException;
import io.threetowers.api.ScriptModule.Method;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.nn.ScriptSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The script around a call of a network: from rows of input to what it takes, and back to rows. */
final class ModuleGlue {
  private final TorchScriptConfig config;
  private final Method method;

  private ModuleGlue(TorchScriptConfig config, Method method) {
    this.config = config;
    this.method = method;
  }

  /**
   * The script.
   *
   * @param hasParameters whether {@code forward} gets a list of them
   * @throws InvalidInputException if the method's result is not what the file says
   */
  static String script(
      TorchScriptConfig config,
      Method method,
      Optional<Tokenizer> tokenizer,
      boolean hasParameters) {
    ModuleGlue glue = new ModuleGlue(config, method);
    String call =
        "(%s).%s(%s)"
            .formatted(
                hasParameters ? "(self).network(p)" : "self.module",
                method.name(),
                glue.arguments());
    return ScriptSource.resource(ModuleGlue.class, "torchscript-tower.script")
        .with("scale", glue.scale())
        .with("shift", glue.shift())
        .with("end", tokenizer.map(Tokenizer::end).orElse(0))
        .with("parameters", hasParameters ? ", p: List[Tensor]" : "")
        .with("call", call)
        .with("output", glue.output())
        .with("pooled", glue.pooled())
        .text();
  }

  private String arguments() {
    return config
        .text()
        .map(
            text ->
                text.arguments().stream()
                    .map(
                        argument ->
                            switch (argument) {
                              case IDS -> "x";
                              case MASK -> "torch.to((self).real(x), 4)";
                              case SEGMENTS -> "torch.zeros_like(x)";
                            })
                    .collect(Collectors.joining(", ")))
        .orElse("(self).normalize(x)");
  }

  /** (pixel / 255 - mean) / std as pixel · scale + shift. */
  private List<Double> scale() {
    return config.image().stream()
        .flatMap(image -> image.std().stream())
        .map(std -> 1 / (255 * std))
        .toList();
  }

  private List<Double> shift() {
    return config.image().stream()
        .flatMap(
            image -> IntStream.range(0, 3).mapToObj(i -> -image.mean().get(i) / image.std().get(i)))
        .toList();
  }

  private String output() {
    String result = method.result();
    if (result.equals("Tensor")) {
      if (config.output().isPresent()) {
        throw wrong("'output' is for a method that gives several", "leave it out");
      }
      return "out";
    }
    List<String> parts = parts(result);
    String output =
        config
            .output()
            .orElseThrow(
                () ->
                    wrong("one of them is needed", "say which by 'output: " + first(parts) + "'"));
    if (result.startsWith("Dict[str, ")) {
      if (output.matches(".*[\"\\\\\\p{Cc}].*")) {
        throw wrong("the key '" + output + "' holds a quote or a backslash", "name another");
      }
      return "out[\"" + output + "\"]";
    }
    if (result.startsWith("__torch__.") && output.matches("[A-Za-z]\\w*")) {
      return "(out)." + output; // a tuple with names
    }
    int index = output.matches("\\d{1,4}") ? Integer.parseInt(output) : Integer.MAX_VALUE;
    boolean isList = result.equals("List[Tensor]");
    if (!isList && (index >= parts.size() || !parts.get(index).equals("Tensor"))) {
      throw wrong("'output: " + output + "' is none of its tensors", "they count from 0");
    }
    return "out[" + (isList && index == Integer.MAX_VALUE ? 0 : index) + "]";
  }

  private static String first(List<String> parts) {
    int tensor = parts.indexOf("Tensor");
    return tensor < 0 ? "KEY" : String.valueOf(tensor);
  }

  /** Of {@code Tuple[Tensor, List[Tensor]]}, at its outer commas. */
  private static List<String> parts(String type) {
    List<String> parts = new ArrayList<>();
    if (!type.startsWith("Tuple[") || !type.endsWith("]")) {
      return parts;
    }
    int depth = 0;
    StringBuilder part = new StringBuilder();
    for (char c : type.substring("Tuple[".length(), type.length() - 1).toCharArray()) {
      depth += c == '[' ? 1 : c == ']' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(part.toString().strip());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    parts.add(part.toString().strip());
    return parts;
  }

  private String pooled() {
    if (config.pool().isEmpty()) {
      return "y";
    }
    return switch (config.pool().get()) {
      case FIRST -> "torch.select(y, 1, 0)";
      case LAST -> "torch.select(y, 1, -1)";
      case END -> "(self).first_end(y, x)";
      case MEAN -> config.text().isPresent() ? "(self).masked_mean(y, x)" : "torch.mean(y, [1])";
      case GRID -> "torch.mean(y, [2, 3])";
    };
  }

  private InvalidInputException wrong(String what, String right) {
    return new InvalidInputException(
        "'%s' gives %s from '%s': %s; %s"
            .formatted(config.module(), method.result(), method.name(), what, right));
  }
}
