package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChildRunTest {
  private final StringWriter err = new StringWriter();
  private final ChildRun child = new ChildRun(new PrintWriter(err));

  @Test
  void passesErrorsThroughAndRemembersTheLastThatSaysSomething() throws Exception {
    List<Long> pids = new ArrayList<>();
    Optional<ChildRun.End> end =
        child.run(
            List.of(
                "sh", "-c", "printf 'one\\ntrain failed: two\\n\\tat x.Y\\n(more)\\n' >&2; exit 3"),
            process -> pids.add(process.pid()));
    assertThat(end).contains(new ChildRun.End(3, "train failed: two"));
    assertThat(err.toString()).isEqualTo("one\ntrain failed: two\n\tat x.Y\n(more)\n");
    assertThat(pids).hasSize(1);
  }

  @Test
  void saysHowAProcessEndedThatSaidNothing() throws Exception {
    assertThat(child.run(List.of("sh", "-c", "kill -9 $$"), process -> {}).orElseThrow().why())
        .isEqualTo("it ended with exit code 137");
  }

  /** What a terminal is told in one line that renews itself is many lines to us. */
  @Test
  void forgetsProgressThatALineReplaces() {
    ChildRun.LastLine last = new ChildRun.LastLine();
    last.add("fetching 1 %\rfetching");
    last.add(" 2 %\r\u001b[Kit is there");
    assertThat(last.text()).contains("it is there");
  }

  @Test
  void endsTheProcessAndStartsNoOther() throws Exception {
    Optional<ChildRun.End> end =
        child.run(List.of("sleep", "100"), process -> new Thread(child::stop).start());
    assertThat(end.orElseThrow().exitCode()).isEqualTo(143);
    assertThat(child.run(List.of("true"), process -> {})).isEmpty();
    assertThat(child.isStopped()).isTrue();
  }

  @Test
  void startsJavaAsThisProcessWasStarted() {
    String java = JavaCommand.prefix().get(0);
    String main = "io.threetowers.launcher.Main";
    assertThat(java).endsWith("java");
    assertThat(
            JavaCommand.prefix(
                List.of("-Da=b c", "-cp", "lib/*", main, "sweep", main), "other", Map.of()))
        .containsExactly(java, "-Da=b c", "-cp", "lib/*", main);
    assertThat(JavaCommand.prefix(List.of("-jar", "x"), "lib/*", Map.of("threetowers.home", "/h")))
        .containsExactly(java, "-Dthreetowers.home=/h", "-cp", "lib/*", main);
  }
}
