package io.threetowers.core.source;

import java.util.OptionalLong;

/** Hears how fetching goes. */
public interface FetchProgress {

  /**
   * How far one file is.
   *
   * @param name as the person wrote it
   * @param bytes that are here
   * @param size of the whole, where the server has said it
   * @param bytesPerSecond of late
   */
  record Transfer(String name, long bytes, OptionalLong size, double bytesPerSecond) {}

  /** Something happened that takes one line: a file begins, is complete, has to be tried again. */
  void note(String line);

  /** Bytes have arrived; called several times a second. */
  void transferred(Transfer transfer);
}
