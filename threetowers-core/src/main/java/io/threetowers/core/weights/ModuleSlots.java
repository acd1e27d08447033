package io.threetowers.core.weights;

import io.threetowers.api.ScriptModule.Parameter;
import io.threetowers.core.weights.PickleObjects.Attributes;
import io.threetowers.core.weights.PickleObjects.Storage;
import io.threetowers.core.weights.PickleObjects.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The places in a module where its parameters stand: attributes of its objects, and which parameter
 * each holds. Those that share a tensor are one parameter.
 */
final class ModuleSlots {
  /** The method that takes the parameters out again. */
  static final String RELEASE = "threetowers_release";

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_]\\w*");
  private static final int DEEPEST = 64;
  private static final int MAX_LOOKS = 1_000_000;

  private final ModuleCode code;
  private final List<Parameter> parameters = new ArrayList<>();
  private final List<Slot> slots = new ArrayList<>();
  private final IdentityHashMap<Attributes, Set<String>> held = new IdentityHashMap<>();
  private final Map<Tensor, Integer> indexes = new HashMap<>();
  private int looks;

  /**
   * A place.
   *
   * @param path attributes from the module to it
   * @param index of the parameter that it holds
   */
  private record Slot(List<String> path, int index) {}

  /** What makes two tensors the same one; a storage is equal to itself alone. */
  private record Tensor(Storage storage, long offset, List<Long> shape, List<Long> strides) {}

  private ModuleSlots(ModuleCode code) {
    this.code = code;
  }

  static ModuleSlots of(Attributes module, ModuleCode code) {
    ModuleSlots slots = new ModuleSlots(code);
    slots.walk(module, List.of());
    return slots;
  }

  private void walk(Attributes object, List<String> path) {
    looks++;
    if (looks > MAX_LOOKS || path.size() > DEEPEST) {
      throw new IllegalArgumentException("its objects contain each other too often");
    }
    Set<String> names = new HashSet<>(code.parameters(object.type()));
    object
        .state()
        .entries()
        .forEach(
            (key, value) -> {
              List<String> place = with(path, String.valueOf(key));
              if (value instanceof Attributes inner) {
                walk(inner, place);
              } else if (value instanceof View tensor && names.contains(key)) {
                held.computeIfAbsent(object, unused -> new HashSet<>()).add(String.valueOf(key));
                slots.add(new Slot(place, index(place, tensor)));
              }
            });
  }

  private int index(List<String> place, View view) {
    Tensor tensor = new Tensor(view.storage(), view.offset(), view.shape(), view.strides());
    Integer known = indexes.get(tensor);
    if (known != null) {
      return known;
    }
    String name = String.join(".", place);
    Stored stored;
    try {
      stored = view.stored();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(Quoted.name(name) + " " + e.getMessage(), e);
    }
    if (stored.type() != TensorType.F32) {
      throw new IllegalArgumentException(
          "its parameter %s is of type %s, and a tower computes in F32; save model.float()"
              .formatted(Quoted.name(name), stored.type()));
    }
    parameters.add(new Parameter(name, stored.shape(), view.requiresGradient()));
    indexes.put(tensor, parameters.size() - 1);
    return parameters.size() - 1;
  }

  private static List<String> with(List<String> path, String key) {
    List<String> longer = new ArrayList<>(path);
    longer.add(key);
    return List.copyOf(longer);
  }

  /**
   * All of them. A module in which none is trained was frozen in PyTorch as a whole: to freeze it
   * is for the experiment to say.
   */
  List<Parameter> parameters() {
    return parameters.stream().anyMatch(Parameter::trained)
        ? List.copyOf(parameters)
        : parameters.stream()
            .map(parameter -> new Parameter(parameter.name(), parameter.shape(), true))
            .toList();
  }

  /** Whether an attribute of an object is such a place. */
  boolean holds(Attributes object, Object attribute) {
    return held.getOrDefault(object, Set.of()).contains(String.valueOf(attribute));
  }

  /**
   * Whether a parameter is an attribute that is no word, as in a {@code ParameterList}; then such
   * attributes must be renamed, since TorchScript can read but not set them.
   */
  boolean areNumbered() {
    return slots.stream()
        .map(slot -> slot.path().get(slot.path().size() - 1))
        .anyMatch(name -> !isWord(name));
  }

  static boolean isWord(String attribute) {
    return IDENTIFIER.matcher(attribute).matches();
  }

  /**
   * Methods that put the parameters in and take them out.
   *
   * @param type of the module, in TorchScript
   * @param names what attributes are called in the code
   */
  String script(String type, ModuleNames names) {
    StringBuilder put = new StringBuilder();
    StringBuilder take = new StringBuilder();
    for (Slot slot : slots) {
      String place = names.place("m", slot.path());
      put.append("  %s = p[%d]\n".formatted(place, slot.index()));
      take.append("  %s = nothing\n".formatted(place));
    }
    return """
        def network(self, p: List[Tensor]) -> %s:
          m = self.module
        %s  return m

        def %s(self, x: Tensor) -> Tensor:
          m = self.module
          nothing = torch.empty([0])
        %s  return x
        """
        .formatted(type, put, RELEASE, take);
  }
}
