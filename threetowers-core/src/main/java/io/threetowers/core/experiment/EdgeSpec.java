package io.threetowers.core.experiment;

import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import java.util.List;

/** Two sides that a loss joins. */
public record EdgeSpec(
    @Doc("two names: embeddings, or an embedding and label:FIELD") List<String> join,
    @Doc("the name of an entry of losses") String loss,
    @Doc("its share of the total, a number or a fraction such as 1/3") @Default("1")
        Weight weight) {

  public EdgeSpec {
    if (join.size() != 2) {
      throw new IllegalArgumentException(
          "join takes two names, such as [image, text], not " + join.size());
    }
  }
}
