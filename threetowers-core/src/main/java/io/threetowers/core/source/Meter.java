package io.threetowers.core.source;

import io.threetowers.core.source.FetchProgress.Transfer;
import java.util.Locale;
import java.util.OptionalLong;

/** Counts the bytes of one file and tells of them now and then. */
final class Meter {
  private static final long PAUSE = 200_000_000;

  /** Weight of the newest rate: what a person reads should neither jump nor lag. */
  private static final double NEWEST = 0.2;

  private final FetchProgress progress;
  private final String name;
  private final OptionalLong size;
  private long bytes;
  private long toldBytes;
  private long told;
  private double rate;

  /**
   * Begins.
   *
   * @param bytes that are here already
   */
  Meter(FetchProgress progress, String name, long bytes, OptionalLong size) {
    this.progress = progress;
    this.name = name;
    this.bytes = bytes;
    this.toldBytes = bytes;
    this.size = size;
    this.told = System.nanoTime();
  }

  void add(int count) {
    bytes += count;
    long now = System.nanoTime();
    if (now - told >= PAUSE) {
      double newest = (bytes - toldBytes) * 1e9 / (now - told);
      rate = rate == 0 ? newest : NEWEST * newest + (1 - NEWEST) * rate;
      told = now;
      toldBytes = bytes;
      progress.transferred(new Transfer(name, bytes, size, rate));
    }
  }

  long bytes() {
    return bytes;
  }

  /** {@code 1.2 GB}, in powers of ten as the hub's pages have it. */
  static String words(long bytes) {
    if (bytes < 1_000_000) {
      return bytes < 1000 ? bytes + " bytes" : Math.round(bytes / 1e3) + " kB";
    }
    return bytes < 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
  }
}
