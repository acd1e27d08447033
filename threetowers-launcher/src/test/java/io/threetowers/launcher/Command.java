package io.threetowers.launcher;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Runs a command in this process, which is much quicker than through the start script. */
final class Command {

  /** What a command did. */
  record Outcome(int exitCode, String out, String err) {}

  private Command() {}

  static Outcome run(List<String> arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine(new Host());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    try {
      int code = Main.run(line, arguments.toArray(String[]::new));
      return new Outcome(code, out.toString(), err.toString());
    } finally {
      System.clearProperty(Host.DEBUG);
      closeLogs();
    }
  }

  /** A process writes to one run's out.log until it ends; this one goes on to the next run. */
  private static void closeLogs() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    for (String name : List.of(Logger.ROOT_LOGGER_NAME, RunLog.RUN)) {
      Logger logger = context.getLogger(name);
      Appender<ILoggingEvent> appender = logger.getAppender(RunLog.APPENDER);
      if (appender != null) {
        logger.detachAppender(appender);
        appender.stop();
      }
    }
  }
}
