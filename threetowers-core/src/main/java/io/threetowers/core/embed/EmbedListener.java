package io.threetowers.core.embed;

/** Hears how embedding goes. */
public interface EmbedListener {

  /**
   * How far it is.
   *
   * @param embedding at work
   * @param done examples so far, also those of an earlier call
   * @param total examples of the data
   * @param perSecond examples, through all embeddings, since this call began
   */
  record Progress(String embedding, long done, long total, double perSecond) {

    /** Seconds to the end at this pace. */
    public double secondsLeft() {
      return Math.max(0, total - done) / perSecond;
    }
  }

  /** Something that takes one line. */
  void note(String line);

  /** Called after each batch. */
  void progress(Progress progress);
}
