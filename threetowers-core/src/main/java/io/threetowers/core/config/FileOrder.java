package io.threetowers.core.config;

import java.util.Comparator;
import java.util.List;

/**
 * The order in which problems are told: the experiment's file, the files that it extends, then the
 * overrides; in a file from top to bottom.
 *
 * @param places names of files, then overrides
 */
record FileOrder(List<String> places) {

  List<Problem> sorted(List<Problem> problems) {
    return problems.stream()
        .distinct()
        .sorted(
            Comparator.comparingInt((Problem problem) -> place(problem.source()))
                .thenComparingInt(problem -> problem.source().line())
                .thenComparingInt(problem -> problem.source().column()))
        .toList();
  }

  private int place(Source source) {
    int place = places.indexOf(source.file());
    return place < 0 ? places.size() : place;
  }
}
