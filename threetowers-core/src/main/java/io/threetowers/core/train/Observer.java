package io.threetowers.core.train;

/** Watches a run from outside: progress lines, log files. */
public interface Observer {

  /** Tells nobody. */
  Observer SILENT =
      new Observer() {
        @Override
        public void embedding(EmbeddingLog log) {}

        @Override
        public void logged(StepLog log) {}

        @Override
        public void note(String line) {}
      };

  /**
   * A frozen tower embeds the training data, before the first step; called after each of its
   * batches.
   */
  void embedding(EmbeddingLog log);

  /** A step that is logged. */
  void logged(StepLog log);

  /** A line worth reading now, such as a checkpoint or an evaluation under way. */
  void note(String line);

  /** Something that looks ill, with what to do about it. */
  default void warn(String line) {
    note("warning: " + line);
  }
}
