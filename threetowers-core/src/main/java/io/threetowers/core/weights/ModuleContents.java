package io.threetowers.core.weights;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.threetowers.api.InvalidInputException;
import io.threetowers.api.ScriptModule;
import io.threetowers.core.weights.PickleObjects.Attributes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipException;

/** What is in an open archive of TorchScript, checked: nothing of it has been run. */
final class ModuleContents implements Closeable {
  private final ZipContents archive;
  private final String version;
  private final ModuleCode code;
  private final Attributes module;
  private final List<?> constants;
  private final ModuleSlots slots;

  private ModuleContents(ZipContents archive, String root) throws IOException {
    this.archive = archive;
    this.version = version(archive, root);
    this.code = ModuleCode.read(archive, root);
    if (!(TorchArchive.object(archive, root) instanceof Attributes object)) {
      throw new IllegalArgumentException("its pickle holds no module");
    }
    this.module = object;
    if (!(TorchArchive.constants(archive, root) instanceof List<?> found)) {
      throw new IllegalArgumentException("its constants are no list");
    }
    this.constants = found;
    this.slots = ModuleSlots.of(module, code);
  }

  /**
   * Opens a file.
   *
   * @throws InvalidInputException if it is missing, damaged or of another kind
   */
  static ModuleContents open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          Files.isDirectory(file)
              ? "'" + file + "' is a folder; name the file in it that torch.jit.save wrote"
              : "there is no file '" + file + "'");
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return open(channel);
    } catch (IllegalArgumentException | ZipException e) {
      channel.close();
      throw new InvalidInputException(
          "'%s' is no module that can be used: %s".formatted(file, e.getMessage()), e);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static ModuleContents open(FileChannel channel) throws IOException {
    WeightFormat format = WeightFormat.of(FileBytes.of(channel));
    if (format != WeightFormat.ZIP) {
      throw new IllegalArgumentException(
          "it is a %s, and only what torch.jit.save wrote has code".formatted(format.words()));
    }
    ZipContents archive = ZipContents.open(channel);
    Optional<String> root = TorchArchive.root(archive.names());
    if (root.isEmpty() || !archive.names().contains(root.get() + "/constants.pkl")) {
      throw new IllegalArgumentException(
          "it holds weights and no code, as torch.save writes them; torch.jit.save(torch.jit.trace(model.eval(), example), FILE) writes both");
    }
    ModuleContents contents = new ModuleContents(archive, root.get());
    new ModuleWriter(contents, "cpu").require();
    return contents;
  }

  /** Of the operators that its code means. */
  private static String version(ZipContents archive, String root) throws IOException {
    String inside = root + "/.data/version";
    Bytes bytes = archive.bytes(archive.names().contains(inside) ? inside : root + "/version");
    String text = bytes.text(0, (int) Math.min(bytes.size(), 8), US_ASCII).strip();
    if (!text.matches("\\d{1,3}")) {
      throw new IllegalArgumentException("its version is " + Quoted.name(text));
    }
    return text;
  }

  String version() {
    return version;
  }

  ModuleCode code() {
    return code;
  }

  Attributes module() {
    return module;
  }

  List<?> constants() {
    return constants;
  }

  ModuleSlots slots() {
    return slots;
  }

  List<ScriptModule.Method> methods() {
    return code.methods(module.type());
  }

  @Override
  public void close() throws IOException {
    archive.close();
  }
}
