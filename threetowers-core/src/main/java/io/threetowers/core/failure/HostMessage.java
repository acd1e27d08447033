package io.threetowers.core.failure;

import ai.djl.engine.EngineException;
import io.threetowers.core.script.EngineMessage;
import io.threetowers.core.script.ScriptException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is told of a failure in which no plugin had a part. */
final class HostMessage {
  private static final Pattern DISK =
      Pattern.compile(
          "No space left on device|Disk quota exceeded|There is not enough space on the disk");
  private static final Pattern FILE_SIZE = Pattern.compile("File too large");

  private HostMessage() {}

  /** What is told of a disk that is full, by the sentence of whoever wrote to it. */
  static Optional<String> ofFiles(Throwable failure) {
    String text = Causes.text(failure);
    String remedy =
        DISK.matcher(text).find()
            ? "make room"
            : FILE_SIZE.matcher(text).find() ? "allow larger files (ulimit -f)" : "";
    return remedy.isEmpty()
        ? Optional.empty()
        : Causes.of(failure).stream()
            .filter(each -> each instanceof IOException || each instanceof UncheckedIOException)
            .findFirst()
            .map(told -> of(told) + "; " + remedy + " and try again; a run goes on with --resume");
  }

  /** The message alone where it is a sentence; with the class where it would be a riddle. */
  static String of(Throwable failure) {
    String message = failure.getMessage();
    if (message == null) {
      return failure.toString();
    } else if (failure instanceof UncheckedIOException
        && message.equals(failure.getCause().toString())) {
      return of(failure.getCause());
    } else if (failure instanceof NoSuchFileException missing) {
      return "there is no file '" + missing.getFile() + "'";
    } else if (failure instanceof AccessDeniedException denied) {
      return "'" + denied.getFile() + "' may not be used: permission denied";
    } else if (failure instanceof FileSystemException system) {
      return "'" + system.getFile() + "' cannot be used: " + system.getReason();
    } else if (failure instanceof ScriptException) {
      return message;
    } else if (failure instanceof EngineException) {
      return EngineMessage.essence(message);
    }
    boolean sentence =
        failure.getClass().getName().startsWith("io.threetowers.")
            || failure.getClass() == IOException.class
            || failure.getClass() == UncheckedIOException.class;
    return sentence ? message : failure.toString();
  }
}
