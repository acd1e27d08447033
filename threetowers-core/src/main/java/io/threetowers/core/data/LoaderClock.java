package io.threetowers.core.data;

import java.util.concurrent.atomic.LongAdder;

/** Counts the time of a loader's threads. */
final class LoaderClock {
  final LongAdder read = new LongAdder();
  final LongAdder decode = new LongAdder();
  final LongAdder augment = new LongAdder();
  final LongAdder transform = new LongAdder();
  final LongAdder collate = new LongAdder();

  LoaderTimes times() {
    return new LoaderTimes(read.sum(), decode.sum(), augment.sum(), transform.sum(), collate.sum());
  }
}
