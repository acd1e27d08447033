package io.threetowers.launcher;

import io.threetowers.core.run.SweepFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A sweep at work: run after run, each in a process of its own. */
final class Sweep {
  /** How a sweep ended. */
  enum End {
    /** All runs are done, or failed. */
    DONE,
    STOPPED
  }

  private static final int LONGEST = 160;

  private final SweepPlan plan;
  private final ChildRun child;
  private final PrintWriter out;
  private final List<List<String>> failures = new ArrayList<>();
  private int done;

  /**
   * Has not begun.
   *
   * @param out is told which run begins
   */
  Sweep(SweepPlan plan, ChildRun child, PrintWriter out) {
    this.plan = plan;
    this.child = child;
    this.out = out;
  }

  End run() throws IOException, InterruptedException {
    int number = 0;
    for (SweepPlan.Run run : plan.runs()) {
      number++;
      String title = "sweep %d/%d: %s".formatted(number, plan.runs().size(), run.point().name());
      if (run.done()) {
        out.println(title + " is done");
        done++;
      } else {
        out.println(title + (plan.hasBegun(run.point()) ? " goes on" : ""));
        out.flush();
        if (!train(run)) {
          return End.STOPPED;
        }
      }
    }
    return End.DONE;
  }

  /** Whether the sweep goes on. */
  private boolean train(SweepPlan.Run run) throws IOException, InterruptedException {
    SweepFolder folder = plan.folder();
    String name = run.point().name();
    Optional<ChildRun.End> ended =
        child.run(plan.command(run), process -> folder.started(name, process));
    if (ended.isEmpty()) {
      return false;
    }
    int code = ended.get().exitCode();
    if (code == 0) {
      folder.ended(name, SweepFolder.done());
      done++;
      return !child.isStopped();
    } else if (code == Main.INTERRUPTED || child.isStopped()) {
      folder.ended(name, Optional.empty());
      return false;
    }
    String why = ended.get().why();
    folder.ended(name, Optional.of(why));
    failures.add(List.of(name, "failed", shortened(why)));
    return true;
  }

  /** For the table; sweep.json has it whole. */
  private static String shortened(String why) {
    return why.length() <= LONGEST ? why : why.substring(0, LONGEST) + "…";
  }

  int done() {
    return done;
  }

  /** How many runs have something to compare. */
  long begun() {
    return plan.runs().stream().filter(run -> plan.hasBegun(run.point())).count();
  }

  /** A table of the runs that failed, with why; empty if none did. */
  String failures() {
    if (failures.isEmpty()) {
      return "";
    }
    TextTable table = new TextTable(List.of("run", "state", "why"));
    for (SweepPlan.Run run : plan.runs()) {
      String name = run.point().name();
      table.add(
          failures.stream()
              .filter(failure -> failure.get(0).equals(name))
              .findFirst()
              .orElse(List.of(name, "done", "")));
    }
    return "%d of %d runs failed; the same command tries them again%n%n%s%n"
        .formatted(failures.size(), plan.runs().size(), table.text());
  }
}
