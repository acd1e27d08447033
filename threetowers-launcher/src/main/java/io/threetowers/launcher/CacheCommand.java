package io.threetowers.launcher;

import io.threetowers.api.InvalidInputException;
import io.threetowers.api.config.Suggestions;
import io.threetowers.core.cache.CacheStore;
import io.threetowers.core.cache.TowerCaches;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "cache",
    description = "List, verify and remove the embeddings that frozen towers keep on the disk.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {CacheCommand.Listing.class, CacheCommand.Verify.class, CacheCommand.Prune.class},
    mixinStandardHelpOptions = true)
final class CacheCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    throw new InvalidInputException("cache needs a command: list, verify or prune");
  }

  private static CacheStore store() {
    return new CacheStore(TowerCaches.folder());
  }

  /** The caches of these names, or all. */
  private static List<CacheStore.Entry> entries(List<String> names) throws IOException {
    List<CacheStore.Entry> all = store().entries();
    List<String> known = all.stream().map(CacheStore.Entry::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new InvalidInputException(
            "there is no cache '%s' in '%s'%s"
                .formatted(name, store().root(), Suggestions.hint(name, known)));
      }
    }
    return all.stream().filter(entry -> names.isEmpty() || names.contains(entry.name())).toList();
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
  }

  @Command(
      name = "list",
      description = "List the caches: tower, weights, examples, size, when one was used last.",
      mixinStandardHelpOptions = true)
  static final class Listing implements Callable<Integer> {
    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int DIGITS = 12;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      PrintWriter out = spec.commandLine().getOut();
      List<CacheStore.Entry> entries = entries(List.of());
      TextTable table =
          new TextTable(
              List.of(
                  "cache", "tower", "weights", "examples", "views", "size", "last used (UTC)", ""));
      long bytes = 0;
      for (CacheStore.Entry entry : entries) {
        bytes += entry.bytes();
        table.add(
            List.of(
                entry.name(),
                entry.tower(),
                entry.weights().substring(0, Math.min(DIGITS, entry.weights().length())),
                String.format(Locale.ROOT, "%,d", entry.examples()),
                Integer.toString(entry.views()),
                megabytes(entry.bytes()),
                TIME.format(entry.used()),
                entry.complete() ? "" : "partial"));
      }
      if (!entries.isEmpty()) {
        out.println(table.text());
      }
      out.printf(
          "%d cache%s, %s, in %s%n",
          entries.size(), entries.size() == 1 ? "" : "s", megabytes(bytes), store().root());
      return 0;
    }
  }

  @Command(
      name = "verify",
      description =
          "Read all checksums and name what is damaged; exit code 1 if anything is. The next run embeds it again.",
      mixinStandardHelpOptions = true)
  static final class Verify implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "CACHE", description = "As listed; default: all.")
    private List<String> names = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
      PrintWriter out = spec.commandLine().getOut();
      int code = 0;
      for (CacheStore.Entry entry : entries(names)) {
        CacheStore.Verification found = store().verify(entry);
        boolean whole = found.damaged().isEmpty();
        out.printf(
            "%s: %d chunk(s), %s%n",
            entry.name(),
            found.chunks(),
            whole ? "all whole" : "damaged: " + String.join(", ", found.damaged()));
        code = whole ? code : Main.FAILED;
      }
      return code;
    }
  }

  @Command(
      name = "prune",
      description = "Remove caches that are not in use, and name them.",
      mixinStandardHelpOptions = true)
  static final class Prune implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
        names = "--older-than",
        paramLabel = "TIME",
        description = "Those that were last used longer ago, such as 30d or 12h.")
    private @Nullable String olderThan;

    @Option(names = "--partial", description = "Those that were cut off and not completed.")
    private boolean partial;

    @Option(names = "--all", description = "All.")
    private boolean all;

    @Option(names = "--dry-run", description = "Remove nothing; name what would be removed.")
    private boolean dryRun;

    @Override
    public Integer call() throws Exception {
      Predicate<CacheStore.Entry> chosen = chosen();
      PrintWriter out = spec.commandLine().getOut();
      long bytes = 0;
      for (CacheStore.Entry entry : entries(List.of())) {
        if (!chosen.test(entry)) {
          continue;
        }
        boolean gone = dryRun || store().remove(entry);
        bytes += gone ? entry.bytes() : 0;
        out.printf(
            "%s %s (%s)%n",
            !gone ? "in use, stays:" : dryRun ? "would remove" : "removed",
            entry.folder(),
            megabytes(entry.bytes()));
      }
      out.printf("%s %s%n", megabytes(bytes), dryRun ? "would be free" : "freed");
      return 0;
    }

    private Predicate<CacheStore.Entry> chosen() {
      if (!all && !partial && olderThan == null) {
        throw new InvalidInputException(
            "prune needs to know what to remove: --older-than 30d, --partial or --all");
      }
      Instant limit = olderThan == null ? Instant.MIN : Instant.now().minus(age(olderThan));
      return entry -> all || (partial && !entry.complete()) || entry.used().isBefore(limit);
    }

    private static Duration age(String text) {
      if (!text.matches("\\d{1,6}[dh]")) {
        throw new InvalidInputException(
            "--older-than takes days or hours, such as 30d or 12h, not '%s'".formatted(text));
      }
      long count = Long.parseLong(text.substring(0, text.length() - 1));
      return text.endsWith("d") ? Duration.ofDays(count) : Duration.ofHours(count);
    }
  }
}
