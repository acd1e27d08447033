package io.threetowers.core.weights;

import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The initialisers of an ONNX model (onnx/onnx.proto): its constant tensors, under the names that
 * they had before the export.
 */
final class Onnx {
  private static final int GRAPH = 7;
  private static final int NODE = 1;
  private static final int INITIALIZER = 5;
  private static final int MAX_TENSORS = 100_000;

  /** Bytes of tensors whose numbers stand one by one. */
  private static final long MAX_IN_MEMORY = 16 << 20;

  private final OnnxTensor.Beside beside;
  private final OnnxGraph graph = new OnnxGraph();
  private final SortedMap<String, Stored> tensors = new TreeMap<>();
  private long inMemory;

  private Onnx(OnnxTensor.Beside beside) {
    this.beside = beside;
  }

  /**
   * Finds the tensors.
   *
   * @param beside opens a file that lies beside the model and holds values of it
   * @throws IllegalArgumentException if the model is damaged; the message goes on from its name
   */
  static StoredTensors.Contents read(Bytes file, OnnxTensor.Beside beside) throws IOException {
    return new Onnx(beside).read(ProtoMessage.of(file));
  }

  private StoredTensors.Contents read(ProtoMessage model) throws IOException {
    for (int field = model.next(); field != 0; field = model.next()) {
      if (field == GRAPH) {
        graph(model.message());
      } else {
        model.skip();
      }
    }
    if (tensors.isEmpty()) {
      throw new IllegalArgumentException("it holds no tensors");
    }
    for (Map.Entry<String, String> name : graph.names(tensors.keySet()).entrySet()) {
      Stored matrix = tensors.get(name.getKey());
      if (matrix != null && matrix.shape().dimension() == 2) {
        tensors.remove(name.getKey());
        tensors.put(name.getValue(), matrix.transposed());
      }
    }
    return StoredTensors.Contents.of("ONNX", tensors);
  }

  private void graph(ProtoMessage message) throws IOException {
    for (int field = message.next(); field != 0; field = message.next()) {
      switch (field) {
        case NODE -> graph.add(message.message());
        case INITIALIZER -> add(OnnxTensor.read(message.message()));
        default -> message.skip();
      }
    }
  }

  private void add(OnnxTensor tensor) throws IOException {
    String name = tensor.name();
    Stored stored;
    try {
      stored = tensor.stored(beside);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "its tensor " + Quoted.name(name) + ": " + e.getMessage(), e);
    }
    if (stored.bytes() instanceof HeapBytes values) {
      inMemory += values.size();
    }
    if (inMemory > MAX_IN_MEMORY) {
      throw new IllegalArgumentException("it holds too many numbers one by one");
    }
    if (tensors.put(name, stored) != null || tensors.size() > MAX_TENSORS) {
      throw new IllegalArgumentException(
          "it holds %s twice, or more than %d tensors".formatted(Quoted.name(name), MAX_TENSORS));
    }
  }
}
