package io.threetowers.core.weights;

import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Script;
import io.threetowers.api.ScriptModule;
import io.threetowers.core.script.TorchScript;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A file of {@code torch.jit.save}. It is never given to the engine as it is: its code is checked,
 * and written anew with what else it needs, but without the parameters, which come from the host at
 * each call.
 */
public final class ModuleFile implements ScriptModule {
  private final Path file;
  private final List<Parameter> parameters;
  private final List<Method> methods;

  private ModuleFile(Path file, ModuleContents contents) {
    this.file = file;
    this.parameters = contents.slots().parameters();
    this.methods = contents.methods();
  }

  /**
   * Reads all but the values.
   *
   * @throws InvalidInputException if the file is missing, damaged, no TorchScript, or asks for what
   *     a tower must not do
   */
  public static ModuleFile open(Path file) {
    try (ModuleContents contents = ModuleContents.open(file)) {
      return new ModuleFile(file, contents);
    } catch (IOException e) {
      throw new InvalidInputException("'" + file + "' cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  @Override
  public List<Method> methods() {
    return methods;
  }

  @Override
  public Script script(String source) {
    return new ModuleScript(
        new TorchScript(
            (out, device) -> {
              try (ModuleContents contents = ModuleContents.open(file)) {
                new ModuleWriter(contents, device).write(out, source);
              }
            }),
        !parameters.isEmpty());
  }
}
