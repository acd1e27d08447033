package io.threetowers.api;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A network of somebody else's making, as PyTorch's {@code torch.jit.save} wrote it: its code, and
 * its parameters, which become those of a block. The host implements this interface.
 */
public interface ScriptModule {

  /**
   * A parameter of the network.
   *
   * @param name as PyTorch has it: {@code layer1.0.conv1.weight}; where the network uses one under
   *     several names, the first
   * @param shape as PyTorch has it
   * @param trained whether PyTorch would train it
   */
  record Parameter(String name, Shape shape, boolean trained) {}

  /**
   * A method of the network.
   *
   * @param name such as {@code forward}
   * @param arguments in their order, without {@code self}
   * @param result its type as TorchScript writes it, such as {@code Tuple[Tensor, Tensor]}
   */
  record Method(String name, List<Argument> arguments, String result) {

    @Override
    public String toString() {
      return name
          + arguments.stream().map(Argument::toString).collect(Collectors.joining(", ", "(", ")"))
          + " -> "
          + result;
    }
  }

  /**
   * What a method takes.
   *
   * @param name as the code has it
   * @param type as TorchScript writes it, such as {@code Tensor}
   * @param optional whether it has a default
   */
  record Argument(String name, String type, boolean optional) {

    @Override
    public String toString() {
      return name + ": " + type + (optional ? " = …" : "");
    }
  }

  /**
   * {@return the parameters, which a block declares in this order} Buffers, such as the running
   * statistics of batch norms, stay in the network and never change.
   */
  List<Parameter> parameters();

  /** {@return the methods that a script may call} */
  List<Method> methods();

  /**
   * TorchScript methods of one's own that use the network.
   *
   * @param source as for {@link BuildContext#script}; {@code (self).network(p)} is the network with
   *     the values of the list {@code p} as its parameters, in their order, and {@code
   *     ((self).network(p)).forward(x)} a call of it. A network without parameters is {@code
   *     self.module}
   * @return the methods; compiled at the first call, which reads the file again. One call at a
   *     time: the network holds the parameters while it lasts
   */
  Script script(String source);
}
