package io.threetowers.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares docs/spi-contract.md with the contracts. */
class ContractPageTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern WORD = Pattern.compile("`(\\w+)`");

  /**
   * A rule of the page: its section's contract, whether it is a MUST, and the words of its test.
   */
  private record Rule(String contract, boolean must, String text, String cell) {

    List<String> words() {
      return WORD.matcher(cell).results().map(result -> result.group(1)).toList();
    }

    List<String> contracts() {
      List<String> named = words().stream().filter(word -> word.endsWith("Contract")).toList();
      return named.isEmpty() ? List.of(contract) : named;
    }

    Stream<String> checks() {
      return words().stream()
          .filter(word -> !word.endsWith("Contract") && !word.endsWith("Test"))
          .flatMap(check -> contracts().stream().map(contract -> contract + "." + check));
    }
  }

  private static List<Rule> rules() throws IOException {
    List<Rule> rules = new ArrayList<>();
    String contract = "";
    for (String line : Files.readAllLines(ROOT.resolve("docs/spi-contract.md"))) {
      if (line.startsWith("## ")) {
        contract = WORD.matcher(line).results().map(r -> r.group(1)).findFirst().orElseThrow();
      } else if (line.startsWith("| MUST") || line.startsWith("| SHOULD")) {
        String[] cells = line.split("\\s*\\|\\s*", -1);
        rules.add(new Rule(contract, cells[1].equals("MUST"), cells[2], cells[3]));
      }
    }
    assertThat(rules).hasSizeGreaterThan(70);
    return rules;
  }

  /** The contracts of the testkit, by name. */
  private static Map<String, Class<?>> contracts()
      throws IOException, ReflectiveOperationException {
    Map<String, Class<?>> contracts = new TreeMap<>();
    Path sources = Path.of("src/main/java/io/threetowers/testkit");
    try (Stream<Path> files = Files.list(sources)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        if (name.endsWith("Contract")) {
          contracts.put(name, Class.forName("io.threetowers.testkit." + name));
        }
      }
    }
    assertThat(contracts).hasSize(9);
    return contracts;
  }

  @Test
  void thePageNamesEveryCheckAndNoOther() throws Exception {
    Set<String> checks = new TreeSet<>();
    contracts()
        .forEach(
            (name, contract) ->
                PlantedDefects.checks(contract).forEach(check -> checks.add(name + "." + check)));
    Set<String> named = new TreeSet<>(rules().stream().flatMap(Rule::checks).toList());
    assertThat(named).isEqualTo(checks);
  }

  @Test
  void everyClassOfTestsThatThePageNamesExists() throws IOException {
    Set<String> files;
    try (Stream<Path> all =
        Files.find(ROOT, 12, (path, a) -> path.toString().endsWith("Test.java"))) {
      files = all.map(path -> path.getFileName().toString()).collect(Collectors.toSet());
    }
    for (Rule rule : rules()) {
      for (String word : rule.words()) {
        if (word.endsWith("Test")) {
          assertThat(files).as(rule.text()).contains(word + ".java");
        }
      }
    }
  }

  /** What cannot be tested is little, and known. */
  @Test
  void everyMustHasATest() throws IOException {
    assertThat(rules().stream().filter(Rule::must).filter(rule -> rule.words().isEmpty()))
        .extracting(Rule::text)
        .containsExactly("leave the context class loader as it is");
  }
}
