package io.threetowers.core.weights;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A class or function that a pickle names. It is a word to us: nothing is ever looked up, made or
 * called by it.
 *
 * @param module where Python would look for it
 * @param name of it
 */
record PickleClass(String module, String name) {
  private static final Set<String> TENSORS =
      Set.of("_rebuild_tensor", "_rebuild_tensor_v2", "_rebuild_parameter");
  private static final Map<String, TensorType> STORAGES =
      Map.of(
          "FloatStorage", TensorType.F32,
          "HalfStorage", TensorType.F16,
          "BFloat16Storage", TensorType.BF16,
          "DoubleStorage", TensorType.F64,
          "LongStorage", TensorType.I64,
          "IntStorage", TensorType.I32,
          "ShortStorage", TensorType.I16,
          "CharStorage", TensorType.I8,
          "ByteStorage", TensorType.U8,
          "BoolStorage", TensorType.BOOL);
  private static final Set<String> LISTS =
      Set.of("build_intlist", "build_doublelist", "build_boollist", "build_tensorlist");

  /**
   * Takes a name that a file of tensors may hold.
   *
   * @throws IllegalArgumentException if it is another; the message goes on from the file's name
   */
  PickleClass {
    boolean known =
        switch (module) {
          case "collections" -> name.equals("OrderedDict");
          case "torch._utils" -> TENSORS.contains(name);
          case "torch" -> name.equals("Size") || name.equals("device") || isStorage(name);
          case "torch.jit._pickle" -> LISTS.contains(name) || name.equals("restore_type_tag");
          default -> isTorchScript(module);
        };
    if (!known) {
      throw new IllegalArgumentException(
          "it asks for %s, which is no tensor, number, text or plain container; nothing was run"
              .formatted(Quoted.name(module + "." + name)));
    }
  }

  private static boolean isStorage(String name) {
    return name.endsWith("Storage");
  }

  private static boolean isTorchScript(String module) {
    return module.equals("__torch__") || module.startsWith("__torch__.");
  }

  boolean isTorchScript() {
    return isTorchScript(module);
  }

  boolean is(String otherModule, String otherName) {
    return module.equals(otherModule) && name.equals(otherName);
  }

  /** The class of a storage of such numbers. */
  static PickleClass of(TensorType type) {
    return STORAGES.entrySet().stream()
        .filter(storage -> storage.getValue() == type)
        .map(storage -> new PickleClass("torch", storage.getKey()))
        .findFirst()
        .orElseThrow();
  }

  /** The type of the numbers in a storage of this class; empty if it is none that we know. */
  Optional<TensorType> storage() {
    return module.equals("torch") ? Optional.ofNullable(STORAGES.get(name)) : Optional.empty();
  }
}
