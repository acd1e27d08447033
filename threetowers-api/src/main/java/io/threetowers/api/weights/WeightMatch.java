package io.threetowers.api.weights;

import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a {@link WeightMapping} makes of the names in a file, shapes not yet looked at.
 *
 * @param family the mapping's name
 * @param prefix what stands before the names that are meant; may be empty
 * @param sources of what each parameter is made; tensors by their whole names in the file
 * @param missing the parameters that have no source, each with the tensors that the file lacks for
 *     it; none of them where no line is about the parameter
 * @param unexpected tensors of the file that are neither used nor ignored
 */
public record WeightMatch(
    String family,
    String prefix,
    SortedMap<String, WeightExpression> sources,
    SortedMap<String, SortedSet<String>> missing,
    SortedSet<String> unexpected) {

  /**
   * Keeps copies.
   *
   * @param family the mapping's name
   * @param prefix what stands before the names that are meant
   * @param sources of what each parameter is made
   * @param missing the parameters that have no source
   * @param unexpected tensors that are neither used nor ignored
   */
  public WeightMatch {
    sources = Collections.unmodifiableSortedMap(new TreeMap<>(sources));
    missing = Collections.unmodifiableSortedMap(new TreeMap<>(missing));
    unexpected = Collections.unmodifiableSortedSet(new TreeSet<>(unexpected));
  }

  /**
   * The match of a file whose tensors bear the names of the parameters.
   *
   * @param parameters names of the tower's
   * @param tensors names in the file
   * @return without a family's name
   */
  public static WeightMatch ofSameNames(Set<String> parameters, Set<String> tensors) {
    TreeMap<String, WeightExpression> sources = new TreeMap<>();
    TreeMap<String, SortedSet<String>> missing = new TreeMap<>();
    for (String parameter : parameters) {
      if (tensors.contains(parameter)) {
        sources.put(parameter, new WeightExpression.Tensor(parameter));
      } else {
        missing.put(parameter, new TreeSet<>(Set.of(parameter)));
      }
    }
    TreeSet<String> unexpected = new TreeSet<>(tensors);
    unexpected.removeAll(parameters);
    return new WeightMatch("", "", sources, missing, unexpected);
  }

  /** {@return whether every parameter has a source and every tensor a use} */
  public boolean isComplete() {
    return missing.isEmpty() && unexpected.isEmpty();
  }
}
