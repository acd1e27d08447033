package io.threetowers.core.builtin;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Which examples of each class are the few. */
final class Shots {

  /** By seed, then class: examples in the order in which they are taken. */
  private final List<List<int[]>> drawn = new ArrayList<>();

  /**
   * Draws.
   *
   * @param labels the class of each example, from 0
   * @param most examples of a class
   * @param seeds how often
   */
  Shots(int[] labels, int most, int seeds) {
    List<int[]> classes = byClass(labels);
    for (int seed = 0; seed < seeds; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      drawn.add(classes.stream().map(own -> draw(own.clone(), most, random.split())).toList());
    }
  }

  private static List<int[]> byClass(int[] labels) {
    List<IntStream.Builder> classes = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      while (classes.size() <= labels[i]) {
        classes.add(IntStream.builder());
      }
      classes.get(labels[i]).add(i);
    }
    return classes.stream().map(own -> own.build().toArray()).toList();
  }

  /** The first steps of a Fisher-Yates shuffle. */
  private static int[] draw(int[] examples, int most, SplittableRandom random) {
    int count = Math.min(most, examples.length);
    for (int i = 0; i < count; i++) {
      int other = random.nextInt(i, examples.length);
      int swapped = examples[i];
      examples[i] = examples[other];
      examples[other] = swapped;
    }
    return IntStream.range(0, count).map(i -> examples[i]).toArray();
  }

  /** The examples of one seed, up to {@code shots} of each class, ascending. */
  int[] of(int seed, int shots) {
    return drawn.get(seed).stream()
        .flatMapToInt(own -> IntStream.of(own).limit(shots))
        .sorted()
        .toArray();
  }

  /** The examples of any seed, ascending. */
  int[] all() {
    return drawn.stream()
        .flatMap(List::stream)
        .flatMapToInt(IntStream::of)
        .sorted()
        .distinct()
        .toArray();
  }
}
