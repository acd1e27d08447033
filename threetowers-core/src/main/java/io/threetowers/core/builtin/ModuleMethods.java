package io.threetowers.core.builtin;

import io.threetowers.api.InvalidInputException;
import io.threetowers.api.ScriptModule;
import io.threetowers.api.ScriptModule.Method;
import io.threetowers.api.config.Suggestions;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a network has the method that an experiment names, and takes and gives what is said. */
record ModuleMethods(TorchScriptConfig config, ScriptModule module) {
  private static final Set<String> ARRAYS = Set.of("Tensor", "Optional[Tensor]");

  /**
   * The method.
   *
   * @throws InvalidInputException if there is none of that name, or it is of another form
   */
  Method require() {
    List<String> names = module.methods().stream().map(Method::name).toList();
    Method method =
        module.methods().stream()
            .filter(one -> one.name().equals(config.method()))
            .findFirst()
            .orElseThrow(
                () ->
                    wrong(
                        "has no method '%s'%s"
                            .formatted(config.method(), Suggestions.hint(config.method(), names))));
    requireArguments(method);
    return method;
  }

  private void requireArguments(Method method) {
    int given = config.text().map(text -> text.arguments().size()).orElse(1);
    long needed = method.arguments().stream().filter(argument -> !argument.optional()).count();
    boolean takes =
        needed <= given
            && given <= method.arguments().size()
            && method.arguments().stream()
                .limit(given)
                .allMatch(argument -> ARRAYS.contains(argument.type()));
    if (!takes) {
      throw wrong(
          "has the method %s, which gets %s here%s"
              .formatted(
                  method,
                  config
                      .text()
                      .map(
                          text ->
                              text.arguments().stream()
                                  .map(argument -> argument.name().toLowerCase(Locale.ROOT))
                                  .collect(Collectors.joining(", ")))
                      .orElse("one array of images"),
                  config.text().isPresent()
                      ? "; say which it takes: 'arguments: [ids, mask]'"
                      : ""));
    }
  }

  private InvalidInputException wrong(String what) {
    return new InvalidInputException("'%s' %s".formatted(config.module(), what));
  }
}
