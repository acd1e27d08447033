package io.threetowers.launcher;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Commands in processes of their own, one after the other, whose output passes through; a signal
 * ends the one at work and lets none follow.
 */
final class ChildRun {
  /** What is done with a process that has begun. */
  interface Started {
    void process(ProcessHandle process) throws IOException;
  }

  /**
   * How a command ended.
   *
   * @param why the last line that it said of it
   */
  record End(int exitCode, String why) {}

  private final PrintWriter err;
  private @Nullable Process process;
  private boolean stopped;

  /**
   * None at work yet.
   *
   * @param err gets what the commands write to standard error; standard output is inherited
   */
  ChildRun(PrintWriter err) {
    this.err = err;
  }

  /** Runs a command to its end; empty if it was not started, for all has been stopped. */
  Optional<End> run(List<String> command, Started started)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .redirectInput(ProcessBuilder.Redirect.INHERIT)
        .redirectOutput(ProcessBuilder.Redirect.INHERIT);
    Process child;
    synchronized (this) {
      if (stopped) {
        return Optional.empty();
      }
      child = builder.start();
      process = child;
    }
    LastLine last = new LastLine();
    Thread pump = new Thread(() -> passThrough(child, last), "errors of a run");
    pump.start();
    started.process(child.toHandle());
    int code = child.waitFor();
    pump.join();
    return Optional.of(new End(code, last.text().orElse("it ended with exit code " + code)));
  }

  private void passThrough(Process child, LastLine last) {
    // As the child writes it, and not line by line: a line may be one that renews itself.
    try (Reader reader = new InputStreamReader(child.getErrorStream(), Charset.defaultCharset())) {
      char[] some = new char[4096];
      for (int n = reader.read(some); n >= 0; n = reader.read(some)) {
        err.write(some, 0, n);
        err.flush();
        last.add(new String(some, 0, n));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ctrl-C reaches the process by itself, SIGTERM does not; a second signal changes nothing. */
  synchronized void stop() {
    stopped = true;
    if (process != null) {
      process.destroy();
    }
  }

  synchronized boolean isStopped() {
    return stopped;
  }

  /** The last line that says something: neither in parentheses nor of a stack trace. */
  static final class LastLine {
    private final StringBuilder open = new StringBuilder();
    private final List<String> said = new ArrayList<>();

    void add(String text) {
      open.append(text);
      for (int end = end(); end >= 0; end = end()) {
        String line = open.substring(0, end).replaceAll("\u001b\\[[0-9;]*[A-Za-z]", "").strip();
        open.delete(0, end + 1);
        if (!line.isEmpty() && !line.matches("\\(.*\\)|at .*|Caused by: .*|\\.\\.\\. \\d+ more")) {
          said.clear();
          said.add(line);
        }
      }
    }

    private int end() {
      int i = 0;
      while (i < open.length() && open.charAt(i) != '\n' && open.charAt(i) != '\r') {
        i++;
      }
      return i < open.length() ? i : -1;
    }

    Optional<String> text() {
      add("\n");
      return said.stream().findFirst();
    }
  }
}
