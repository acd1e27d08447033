package io.threetowers.core.train;

/** Watches a run from outside: progress lines, log files. */
public interface Observer {

  /** A step that is logged. */
  void logged(StepLog log);

  /** A line worth reading now, such as a checkpoint or an evaluation under way. */
  void note(String line);
}
