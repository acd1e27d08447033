package io.threetowers.core.weights;

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

  /** The type of the numbers in a storage of this class; empty if it is none that we know. */
  Optional<TensorType> storage() {
    if (!module.equals("torch")) {
      return Optional.empty();
    }
    return switch (name) {
      case "FloatStorage" -> Optional.of(TensorType.F32);
      case "HalfStorage" -> Optional.of(TensorType.F16);
      case "BFloat16Storage" -> Optional.of(TensorType.BF16);
      case "DoubleStorage" -> Optional.of(TensorType.F64);
      case "LongStorage" -> Optional.of(TensorType.I64);
      case "IntStorage" -> Optional.of(TensorType.I32);
      case "ShortStorage" -> Optional.of(TensorType.I16);
      case "CharStorage" -> Optional.of(TensorType.I8);
      case "ByteStorage" -> Optional.of(TensorType.U8);
      case "BoolStorage" -> Optional.of(TensorType.BOOL);
      default -> Optional.empty();
    };
  }
}
