package io.threetowers.core.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration with mistakes: told all at once, without a stack trace, exit code 2. */
public final class InvalidConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int TOLD = 50;

  private final transient List<Problem> problems;

  /**
   * The message has one line per problem, up to 50 of them, and the count on top if there are
   * several.
   *
   * @param problems at least one, in the order in which they are told
   */
  public InvalidConfigException(List<Problem> problems) {
    super(message(problems));
    this.problems = List.copyOf(problems);
  }

  /** A configuration with one mistake. */
  public InvalidConfigException(Source source, String message) {
    this(List.of(new Problem(source, message)));
  }

  /** At least one, in file order. */
  public List<Problem> problems() {
    return problems;
  }

  private static String message(List<Problem> problems) {
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("a configuration without problems is valid");
    }
    String lines =
        problems.stream().limit(TOLD).map(Problem::toString).collect(Collectors.joining("\n"));
    String more = problems.size() > TOLD ? "\nand %d more".formatted(problems.size() - TOLD) : "";
    return problems.size() == 1 ? lines : problems.size() + " problems:\n" + lines + more;
  }
}
