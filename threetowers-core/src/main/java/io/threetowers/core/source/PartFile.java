package io.threetowers.core.source;

import io.threetowers.api.InvalidInputException;
import io.threetowers.core.digest.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file that is not whole yet: {@code NAME.part}, and in {@code NAME.part.of} with what the server
 * recognises the content that it is a part of.
 */
final class PartFile {
  private final Path target;
  private final Path part;
  private final Path of;

  PartFile(Path target) {
    this.target = target;
    this.part = target.resolveSibling(target.getFileName() + ".part");
    this.of = target.resolveSibling(target.getFileName() + ".part.of");
  }

  /** Bytes that are here. */
  long length() throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }

  /** Of what it is a part; empty if it cannot go on. */
  Optional<String> validator() throws IOException {
    return length() > 0 && Files.exists(of) ? Optional.of(Files.readString(of)) : Optional.empty();
  }

  /** Forgets what is here. */
  void discard() throws IOException {
    Files.deleteIfExists(part);
    Files.deleteIfExists(of);
  }

  /** Begins with content that the server will recognise by {@code validator}, or never again. */
  void begin(Optional<String> validator) throws IOException {
    writing(
        () -> {
          Files.createDirectories(target.getParent());
          discard();
          if (validator.isPresent()) {
            Files.writeString(of, validator.get());
          }
          Files.createFile(part);
        });
  }

  /** Adds a body; what arrived before a failure stays. */
  void append(InputStream body, Meter meter) throws IOException {
    byte[] buffer = new byte[1 << 16];
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.APPEND)) {
      for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
        writing(
            () -> {
              while (bytes.hasRemaining()) {
                channel.write(bytes);
              }
            });
        meter.add(count);
      }
      writing(() -> channel.force(true));
    }
  }

  /** Takes a file over that is whole and lies elsewhere; as a second name of it where that goes. */
  void copy(Path whole, Origin origin) throws IOException {
    writing(
        () -> {
          Files.createDirectories(target.getParent());
          discard();
          try {
            Files.createLink(part, whole);
          } catch (IOException | UnsupportedOperationException e) {
            Files.copy(whole, part);
          }
        });
    complete(origin);
  }

  /** In lower-case hexadecimal. */
  String sha256() throws IOException {
    return Sha256.of(part);
  }

  /** Says that there will not be room for all of it. */
  void requireRoom(long size) throws IOException {
    writing(() -> Files.createDirectories(target.getParent()));
    long needed = size - length();
    long room = Files.getFileStore(target.getParent()).getUsableSpace();
    if (room > 0 && needed > room) {
      throw new InvalidInputException(
          "%s more are needed in '%s' and %s are free; make room, or let THREETOWERS_CACHE name another folder"
              .formatted(Meter.words(needed), target.getParent(), Meter.words(room)));
    }
  }

  /** Now it is whole: it gets its name at once or not at all. */
  void complete(Origin origin) throws IOException {
    complete(origin, sha256());
  }

  /** As {@link #complete(Origin)}, with the hash that {@link #sha256} has just said. */
  void complete(Origin origin, String sha256) throws IOException {
    Origin whole = origin.with(sha256, length());
    writing(
        () -> {
          whole.write(target);
          Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
          Files.deleteIfExists(of);
        });
    syncFolder(target.getParent());
  }

  private static void syncFolder(Path folder) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(folder, StandardOpenOption.READ);
    } catch (IOException e) {
      // Windows opens no folders, and keeps their names by itself.
      return;
    }
    try (channel) {
      channel.force(true);
    }
  }

  interface Writing {
    void run() throws IOException;
  }

  /** What fails here is the disk's fault; to ask the server again would not help. */
  private void writing(Writing action) {
    writing(target, action);
  }

  static void writing(Path target, Writing action) {
    try {
      action.run();
    } catch (IOException e) {
      throw new InvalidInputException(
          "'%s' cannot be written (%s); THREETOWERS_CACHE may name another folder"
              .formatted(target, reason(e, target)),
          e);
    }
  }

  /** Exceptions of the file system begin with the file, or say nothing else. */
  private static String reason(IOException e, Path target) {
    String message = String.valueOf(e.getMessage()).replace(target + ".part: ", "");
    return e instanceof java.nio.file.AccessDeniedException denied
        ? "'%s' may not be changed".formatted(denied.getFile())
        : e instanceof java.nio.file.FileAlreadyExistsException taken
            ? "'%s' is no folder".formatted(taken.getFile())
            : message;
  }
}
