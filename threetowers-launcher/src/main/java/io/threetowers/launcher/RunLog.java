package io.threetowers.launcher;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.status.ErrorStatus;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** A run's out.log: every log line of the process goes there too, after what stands there. */
final class RunLog {
  /**
   * What the launcher writes to the console itself, and through this logger to out.log alone (see
   * logback.xml).
   */
  static final String RUN = "threetowers.run";

  static final String APPENDER = "out.log";

  private final Path file;
  private final Logger run;

  private RunLog(Path file, Logger run) {
    this.file = file;
    this.run = run;
  }

  static RunLog open(Path file) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%d{yyyy-MM-dd HH:mm:ss} | %level | %msg%n%ex{full}");
    encoder.start();
    FileAppender<ILoggingEvent> appender = new FileAppender<>();
    appender.setName(APPENDER);
    appender.setContext(context);
    appender.setFile(file.toString());
    appender.setAppend(true);
    appender.setEncoder(encoder);
    appender.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    Logger run = context.getLogger(RUN);
    run.addAppender(appender);
    return new RunLog(file, run);
  }

  Path file() {
    return file;
  }

  /**
   * Writes how a run ended, with the whole trace.
   *
   * @return whether it stands in the file; a full disk, of all things, keeps it out
   */
  boolean failed(String line, Throwable failure) {
    run.error(line, failure);
    return run.getLoggerContext().getStatusManager().getCopyOfStatusList().stream()
        .noneMatch(ErrorStatus.class::isInstance);
  }
}
