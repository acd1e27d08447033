package io.threetowers.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * Runs commands as the start script does, but in this process, one after the other: the plugins are
 * loaded once, and a command takes milliseconds.
 */
final class Terminal {
  private static final Logger ROOT = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

  private final Host host = new Host();

  Terminal() {
    // What it would show is part of the outcome.
    ROOT.detachAppender("console");
  }

  /** Runs {@code threetowers} with {@code arguments}. */
  Distribution.Outcome run(String... arguments) {
    return run(Main.commandLine(host), arguments);
  }

  /** Runs one of the commands of {@code line}. */
  Distribution.Outcome run(CommandLine line, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    ROOT.addAppender(log);
    int code;
    try {
      code = Main.run(line, arguments);
    } finally {
      ROOT.detachAppender(log);
    }
    // As logback.xml shows them.
    StringBuilder warnings = new StringBuilder();
    for (ILoggingEvent event : log.list) {
      if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
        warnings.append(event.getLevel()).append(": ").append(event.getFormattedMessage());
        warnings.append('\n');
      }
    }
    return new Distribution.Outcome(code, out.toString(), warnings + err.toString());
  }

  /** The plugins of the distribution, for commands that a test adds. */
  Host host() {
    return host;
  }
}
