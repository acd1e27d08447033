package io.threetowers.core.weights;

import io.threetowers.core.weights.PickleObjects.Attributes;
import io.threetowers.core.weights.PickleObjects.Dictionary;
import io.threetowers.core.weights.PickleObjects.Storage;
import io.threetowers.core.weights.PickleObjects.Tagged;
import io.threetowers.core.weights.PickleObjects.View;
import io.threetowers.core.weights.Unpickler.Storages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What the calls mean that a pickle of tensors asks for (torch/_utils.py); none is made. */
final class PickleCalls {
  /** Each call may name the same long list again. */
  private static final int MAX_PAIRS = 1_000_000;

  private static final int MAX_DIMENSIONS = 64;

  private final Storages storages;
  private int pairs;

  PickleCalls(Storages storages) {
    this.storages = storages;
  }

  /** A storage of numbers, named by {@code ("storage", class, key, device, count …)}. */
  Storage storage(List<?> id) throws IOException {
    if (!"storage".equals(id.get(0))) {
      throw new ClassCastException("an object of this archive that is no storage");
    }
    return storages.find(id);
  }

  /** An object of a class of TorchScript, still without attributes. */
  Object object(PickleClass type) {
    if (!type.isTorchScript()) {
      throw new ClassCastException("no class");
    }
    return new Attributes(type);
  }

  /** What Python would get. */
  Object call(PickleClass function, Object argument) {
    if (function.isTorchScript()) {
      return new Tagged(function, List.of(argument)); // the value of an enum
    }
    List<?> arguments = (List<?>) argument;
    return switch (function.name()) {
      case "OrderedDict" -> ordered(arguments);
      case "_rebuild_tensor", "_rebuild_tensor_v2" ->
          new View(
              (Storage) arguments.get(0),
              (Long) arguments.get(1),
              numbers(arguments.get(2)),
              numbers(arguments.get(3)),
              arguments.size() > 4 && Boolean.TRUE.equals(arguments.get(4)));
      case "_rebuild_parameter" -> (View) arguments.get(0);
      case "Size",
          "device",
          "restore_type_tag",
          "build_intlist",
          "build_doublelist",
          "build_boollist",
          "build_tensorlist" ->
          new Tagged(function, arguments);
      default -> throw new ClassCastException("not called by any file of tensors");
    };
  }

  private Dictionary ordered(List<?> arguments) {
    Dictionary dictionary = new Dictionary();
    if (!arguments.isEmpty()) {
      for (Object pair : (List<?>) arguments.get(0)) {
        pairs++;
        if (pairs > MAX_PAIRS) {
          throw new IllegalArgumentException("its pickle fills dictionaries without end");
        }
        dictionary.put(((List<?>) pair).get(0), ((List<?>) pair).get(1));
      }
    }
    return dictionary;
  }

  private static List<Long> numbers(Object list) {
    if (((List<?>) list).size() > MAX_DIMENSIONS) {
      throw new IllegalArgumentException(
          "it holds a tensor of %d dimensions".formatted(((List<?>) list).size()));
    }
    List<Long> numbers = new ArrayList<>();
    for (Object number : (List<?>) list) {
      numbers.add((Long) number);
    }
    return numbers;
  }
}
