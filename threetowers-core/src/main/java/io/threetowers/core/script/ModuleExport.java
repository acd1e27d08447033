package io.threetowers.core.script;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A TorchScript archive with weights: a module of blocks, each a module with a script and its
 * parameters, that {@code torch.jit.load} and DJL take.
 *
 * <p>Attributes bear our names, dots and all, so that {@code state_dict()} has the keys of a
 * checkpoint.
 */
public final class ModuleExport {
  private static final String ROOT = "model";
  private static final String MAIN = "ThreeTowers";

  /** A method of every block's class; no author of a script would call theirs so. */
  private static final String RUN = "run_block_on";

  private final Map<String, Block> blocks = new LinkedHashMap<>();
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();

  /** A block's class. */
  private record Block(String type, String source, String method, Map<String, NDArray> parameters) {
    /** The method that others call: of one tensor, the parameters being the block's own. */
    String run() {
      List<String> list = parameters.keySet().stream().map(ModuleExport::own).toList();
      String call = list.isEmpty() ? "(x)" : "(x, [" + String.join(", ", list) + "])";
      return "\ndef " + RUN + "(self, x: Tensor) -> Tensor:\n  return (self)." + method + call;
    }
  }

  /**
   * Adds a block.
   *
   * @param name dotted
   * @param source of a script that has the method
   * @param method of a tensor and, if there are any, the list of parameters
   * @param values the parameters in the method's order
   */
  public void add(String name, String source, String method, Map<String, NDArray> values) {
    String type = "Block" + blocks.size();
    blocks.put(name, new Block(type, source, method, new LinkedHashMap<>(values)));
  }

  /** Adds a parameter of the module's own. */
  public void add(String name, NDArray value) {
    parameters.put(name, value);
  }

  /** The expression that runs a block, in a method of the module. */
  public static String call(String block, String argument) {
    return "(" + own(block) + ")." + RUN + "(" + argument + ")";
  }

  /** The expression for a parameter, in a method of the module. */
  public static String own(String attribute) {
    return "getattr(self, \"" + attribute + "\")";
  }

  /**
   * Writes the archive.
   *
   * @param methods of the module, as a script's
   */
  public void write(Path file, String methods) throws IOException {
    List<NDArray> values = new ArrayList<>();
    ModulePickle pickle = new ModulePickle(values);
    pickle.begin(MAIN);
    for (Map.Entry<String, Block> entry : blocks.entrySet()) {
      pickle.name(entry.getKey()).begin(entry.getValue().type());
      entry.getValue().parameters().forEach((name, value) -> pickle.name(name).tensor(value));
      pickle.end();
    }
    parameters.forEach((name, value) -> pickle.name(name).tensor(value));
    pickle.end();
    try (OutputStream out = Files.newOutputStream(file);
        StoredZip zip = new StoredZip(out)) {
      zip.put(ROOT + "/version", "10\n");
      zip.put(ROOT + "/data.pkl", ByteBuffer.wrap(pickle.bytes()));
      zip.put(ROOT + "/constants.pkl", ByteBuffer.wrap(new byte[] {(byte) 0x80, 2, ')', '.'}));
      zip.put(ROOT + "/code/__torch__.py", code(methods));
      for (int i = 0; i < values.size(); i++) {
        zip.put(ROOT + "/data/" + i, values.get(i).toByteBuffer());
      }
    }
  }

  private String code(String methods) {
    StringBuilder code = new StringBuilder();
    blocks
        .values()
        .forEach(
            block ->
                code.append(
                    type(
                        block.type(),
                        Map.of(),
                        block.parameters(),
                        block.source().stripTrailing() + "\n" + block.run())));
    return code + type(MAIN, blocks, parameters, methods);
  }

  private static String type(
      String name, Map<String, Block> blocks, Map<String, NDArray> parameters, String methods) {
    StringBuilder type = new StringBuilder();
    type.append("class ").append(name).append("(Module):\n  __parameters__ = [");
    parameters.keySet().forEach(each -> type.append('"').append(each).append("\", "));
    type.append("]\n  __buffers__ = []\n  training : bool\n");
    blocks.forEach((each, block) -> annotate(type, each, "__torch__." + block.type()));
    parameters.keySet().forEach(each -> annotate(type, each, "Tensor"));
    return type.append(ScriptArchive.methods("__torch__." + name, methods)).toString();
  }

  private static void annotate(StringBuilder type, String attribute, String kind) {
    type.append("  __annotations__[\"").append(attribute).append("\"] = ").append(kind);
    type.append('\n');
  }
}
