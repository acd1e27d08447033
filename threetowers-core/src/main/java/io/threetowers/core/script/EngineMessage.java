package io.threetowers.core.script;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The line that matters in a message of the engine, which is pages long.
 *
 * <p>TorchScript prints each caller with the lines around it, marks the operation by {@code <---
 * HERE}, and gives the reason last, behind {@code RuntimeError:} (torch/csrc/jit/runtime/
 * interpreter.cpp and frontend/source_range.cpp, 2.7.1). What does not compile comes with the
 * reason first.
 */
public final class EngineMessage {
  private static final Pattern REASON =
      Pattern.compile("(?m)^(?:\\w+\\.)*\\w*(?:Error|Exception): (.+)$");

  /** The last is the innermost method. */
  private static final Pattern PLACE =
      Pattern.compile("File \"code/__torch__\\.py\", line (\\d+)[^\\n]*\\n(?s:.*?)~+ <--- HERE");

  /** torch/aten/src/ATen/core/function_schema_inl.h, 2.7.1: a method is called with too little. */
  private static final Pattern TOO_FEW =
      Pattern.compile("(\\w+)\\(\\) is missing value for argument '(\\w+)'");

  /** The same: with too much; "self" is counted. */
  private static final Pattern TOO_MANY =
      Pattern.compile(
          "Expected at most (\\d+) argument\\(s\\) for operator '(\\w+)', but received (\\d+)");

  /** Lines that stand before the script in the archive. */
  private static final int HEADER = 4;

  private EngineMessage() {}

  /** The reason, and where in the script. */
  public static String essence(String message) {
    Matcher few = TOO_FEW.matcher(message);
    if (few.find()) {
      return "%s() gets nothing for its argument '%s': a block's inputs come first, then the list of its parameters, if it has any (a block without parameters gets no 'p': leave it out of %s)"
          .formatted(few.group(1), few.group(2), few.group(1));
    }
    Matcher many = TOO_MANY.matcher(message);
    if (many.find()) {
      return "%s() takes %d and gets %d arguments: a block's inputs come first, then the list of its parameters, if it has any (p: List[Tensor])"
          .formatted(
              many.group(2),
              Integer.parseInt(many.group(1)) - 1,
              Integer.parseInt(many.group(3)) - 1);
    }
    Optional<MatchResult> reason = last(REASON.matcher(message));
    String essence =
        reason.isPresent()
            ? reason.get().group(1)
            : firstLine(message).replaceFirst("( here:|\\.)$", "");
    Optional<MatchResult> place = last(PLACE.matcher(message));
    return place.isEmpty() ? essence : essence + ", at " + line(place.get());
  }

  private static String line(MatchResult place) {
    List<String> lines = place.group().lines().toList();
    return "line %d of its script: %s"
        .formatted(Integer.parseInt(place.group(1)) - HEADER, lines.get(lines.size() - 2).strip());
  }

  private static String firstLine(String message) {
    return message.strip().lines().findFirst().orElse("the engine gives no reason");
  }

  private static Optional<MatchResult> last(Matcher matcher) {
    Optional<MatchResult> last = Optional.empty();
    while (matcher.find()) {
      last = Optional.of(matcher.toMatchResult());
    }
    return last;
  }
}
