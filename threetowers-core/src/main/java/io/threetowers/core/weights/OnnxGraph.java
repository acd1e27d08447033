package io.threetowers.core.weights;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names that an export to ONNX takes from the matrices of linear layers: PyTorch's exporter
 * folds their transposition into an anonymous {@code onnx::MatMul_787}, which a node multiplies by
 * and to whose result another adds {@code X.bias}. The matrix is {@code X.weight} again,
 * transposed. Where nothing is added, the node itself is named after the module.
 */
final class OnnxGraph {
  private static final int MAX_NODES = 100_000;
  private static final Pattern ANONYMOUS = Pattern.compile("onnx::\\w+|val_\\d+|\\d+");
  private static final Pattern MODULE = Pattern.compile("/(.+)/MatMul");
  private static final String BIAS = ".bias";

  /** A product or a sum of two. */
  private record Node(String operation, String name, List<String> inputs, String output) {}

  private final List<Node> products = new ArrayList<>();
  private final Map<String, List<Node>> sumsByInput = new HashMap<>();

  /** Takes one {@code NodeProto} (onnx/onnx.proto). */
  void add(ProtoMessage message) throws IOException {
    List<String> inputs = new ArrayList<>();
    String output = "";
    String name = "";
    String operation = "";
    for (int field = message.next(); field != 0; field = message.next()) {
      if (field == 1 && inputs.size() < 2) {
        inputs.add(message.text());
      } else if (field == 2 && output.isEmpty()) {
        output = message.text();
      } else if (field == 3) {
        name = message.text();
      } else if (field == 4) {
        operation = message.text();
      } else {
        message.skip();
      }
    }
    add(new Node(operation, name, inputs, output));
  }

  private void add(Node node) {
    if (node.inputs().size() != 2) {
      return;
    }
    if (node.operation().equals("MatMul")) {
      products.add(node);
    } else if (node.operation().equals("Add")) {
      node.inputs()
          .forEach(
              input -> sumsByInput.computeIfAbsent(input, unused -> new ArrayList<>(1)).add(node));
    }
    if (products.size() + sumsByInput.size() > MAX_NODES) {
      throw new IllegalArgumentException("its graph has too many nodes");
    }
  }

  /**
   * The names that anonymous matrices had.
   *
   * @param tensors the names of all tensors of the file
   */
  Map<String, String> names(Set<String> tensors) {
    Map<String, String> names = new HashMap<>();
    Map<String, Integer> uses = new HashMap<>();
    for (Node product : products) {
      String matrix = product.inputs().get(1);
      if (tensors.contains(matrix) && ANONYMOUS.matcher(matrix).matches()) {
        nameOf(product, tensors).ifPresent(name -> names.putIfAbsent(matrix, name));
      }
    }
    names.values().forEach(name -> uses.merge(name, 1, Integer::sum));
    names.values().removeIf(name -> uses.get(name) > 1 || tensors.contains(name));
    return names;
  }

  private Optional<String> nameOf(Node product, Set<String> tensors) {
    for (Node sum : sumsByInput.getOrDefault(product.output(), List.of())) {
      for (String input : sum.inputs()) {
        if (input.endsWith(BIAS) && tensors.contains(input)) {
          return Optional.of(input.substring(0, input.length() - BIAS.length()) + ".weight");
        }
      }
    }
    Matcher module = MODULE.matcher(product.name());
    return module.matches()
        ? Optional.of(module.group(1).replace('/', '.') + ".weight")
        : Optional.empty();
  }
}
