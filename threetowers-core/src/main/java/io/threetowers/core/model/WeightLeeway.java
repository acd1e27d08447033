package io.threetowers.core.model;

import io.threetowers.core.experiment.NamePattern;
import io.threetowers.core.experiment.TowerSpec;
import java.util.List;

/**
 * What a person allows a file of weights not to fit.
 *
 * @param keepInitial parameters that keep their initial values
 * @param leaveOut tensors of the file that are not used
 */
public record WeightLeeway(List<NamePattern> keepInitial, List<NamePattern> leaveOut) {
  /** Everything fits. */
  static final WeightLeeway NONE = new WeightLeeway(List.of(), List.of());

  static WeightLeeway of(TowerSpec spec) {
    return new WeightLeeway(spec.keepInitial(), spec.leaveOut());
  }

  boolean keeps(String parameter) {
    return keepInitial.stream().anyMatch(pattern -> pattern.matches(parameter));
  }

  boolean leavesOut(String tensor) {
    return leaveOut.stream().anyMatch(pattern -> pattern.matches(tensor));
  }
}
