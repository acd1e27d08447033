package io.threetowers.core.experiment;

import io.threetowers.api.Part;
import io.threetowers.api.Tower;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import io.threetowers.core.config.Inline;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A tower and what the host does with it. */
public record TowerSpec(
    @Doc("the component") @Inline Part<Tower> tower,
    @Doc("whether its weights stay as they are: no gradient, no update, no weight decay")
        @Default("false")
        boolean frozen,
    @Doc("patterns of the names of parameters that stay as they are, such as blocks\\.[0-5]\\..*")
        @Default("[]")
        List<NamePattern> frozenParameters,
    @Doc(
            "patterns of the names of parameters that keep their initial values although the tower starts from weights, such as pool\\..*")
        @Default("[]")
        List<NamePattern> keepInitial,
    @Doc(
            "patterns of the names of tensors in the file of weights that are not used, such as head\\..*")
        @Default("[]")
        List<NamePattern> leaveOut,
    @Doc("the data field that it reads; default: that of its modality, such as image")
        Optional<String> field,
    @Doc("augmented or clean images; default: clean if frozen, else augmented") Optional<View> view,
    @Doc("examples per pass through the tower; less memory, a second forward pass; default: all")
        @Range(min = 1)
        Optional<Integer> microBatch,
    @Doc(
            "whether only what each stage of the tower reads is kept for the way back, and the stage run again there; less memory, a second forward pass")
        @Default("false")
        boolean activationCheckpointing,
    @Doc("whether its embeddings are kept on the disk for other runs; of a frozen tower")
        @Default("false")
        boolean cache,
    @Doc("augmented views of each example in the cache; epoch e uses number e mod views")
        @Default("1")
        @Range(min = 1, max = 1000)
        int views) {

  private static final Pattern INDIFFERENT =
      Pattern.compile(
          "(weights|frozen|frozen-parameters|keep-initial|leave-out|view|views|cache|micro-batch|activation-checkpointing)([.\\[].*)?");

  public TowerSpec {
    boolean augmentedViews = view.map(v -> v == View.AUGMENTED).orElse(!frozen);
    if (views > 1 && !(cache && augmentedViews)) {
      throw new IllegalArgumentException(
          "views is '%d', but %s; leave it out, or say 'cache: true' and 'view: augmented'"
              .formatted(
                  views,
                  cache
                      ? "a tower on the clean view has one view of each example"
                      : "without 'cache: true' no views are kept"));
    }
  }

  /**
   * Whether a setting changes no embedding of the same view of an example by the same weights: it
   * says where the weights come from, how they are trained, or what becomes of the embeddings.
   *
   * @param setting its path below the tower's, such as {@code micro-batch}
   */
  public static boolean isIndifferent(String setting) {
    return INDIFFERENT.matcher(setting).matches();
  }

  /** Which rendering of an example a tower sees. */
  public enum View {
    AUGMENTED,
    CLEAN
  }

  /** Whether the tower sees augmented examples. */
  public boolean augmented() {
    return view.map(v -> v == View.AUGMENTED).orElse(!frozen);
  }
}
