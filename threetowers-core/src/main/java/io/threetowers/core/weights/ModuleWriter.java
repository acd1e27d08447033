package io.threetowers.core.weights;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.threetowers.core.script.ScriptArchive;
import io.threetowers.core.weights.PickleObjects.Storage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a module as an archive that libtorch loads: an object that holds it and has the methods of
 * a script, its code, its constants, but no parameters.
 *
 * @param device on which it will run; what the code makes there, or on that of the trace, it makes
 *     on this one
 */
record ModuleWriter(ModuleContents contents, String device) {
  private static final String MODULE = "__torch__.threetowers_module";
  private static final String CLASS = "Tower";
  private static final String ROOT = "module/";
  private static final int BUFFER = 1 << 16;

  void write(OutputStream out, String source) throws IOException {
    ModuleNames names = names();
    ModulePickler module = module(names);
    ModulePickler constants = constants(names);
    try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(out, BUFFER))) {
      zip.setLevel(Deflater.NO_COMPRESSION);
      put(zip, "version", contents.version() + "\n");
      put(zip, "data.pkl", module.bytes());
      put(zip, "data/", module.storages());
      put(zip, "constants.pkl", constants.bytes());
      put(zip, "constants/", constants.storages());
      for (Map.Entry<String, String> file : contents.code().files().entrySet()) {
        put(zip, file.getKey(), onDevice(names.code(file.getValue())));
      }
      put(zip, "code/" + MODULE.replace('.', '/') + ".py", wrapper(names, source));
    }
  }

  private ModuleNames names() {
    return new ModuleNames(contents.slots().areNumbered());
  }

  private ModulePickler module(ModuleNames names) {
    ModulePickler module = new ModulePickler(contents.slots(), names, device);
    module.wrapper(MODULE, CLASS, "module", contents.module());
    return module;
  }

  private ModulePickler constants(ModuleNames names) {
    ModulePickler constants = new ModulePickler(contents.slots(), names, device);
    constants.value(contents.constants());
    return constants;
  }

  /**
   * Whether it can be written: nothing of it is unknown or damaged.
   *
   * @throws IllegalArgumentException if not; the message goes on from the file's name
   */
  void require() throws IOException {
    for (ModulePickler pickler : List.of(module(names()), constants(names()))) {
      for (Storage storage : pickler.storages()) {
        storage.bytes().verify();
      }
    }
  }

  private String wrapper(ModuleNames names, String source) {
    PickleClass type = contents.module().type();
    String name = type.module() + "." + type.name();
    String methods = contents.slots().script(name, names) + "\n" + source;
    return ScriptArchive.classText(MODULE, CLASS, "  module : " + name + "\n", methods);
  }

  /** A trace names the device on which it was made. */
  private String onDevice(String code) {
    return code.replaceAll(
        "torch\\.device\\(\"(?:cpu|cuda(?::\\d+)?)\"\\)", "torch.device(\"" + device + "\")");
  }

  private static void put(ZipOutputStream zip, String name, String text) throws IOException {
    put(zip, name, text.getBytes(UTF_8));
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(ROOT + name));
    zip.write(content);
    zip.closeEntry();
  }

  private static void put(ZipOutputStream zip, String folder, List<Storage> storages)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int i = 0; i < storages.size(); i++) {
      Bytes bytes = storages.get(i).bytes();
      long size = storages.get(i).count() * storages.get(i).type().bytes();
      zip.putNextEntry(new ZipEntry(ROOT + folder + i));
      for (long done = 0; done < size; ) {
        int count = (int) Math.min(buffer.length, size - done);
        bytes.read(ByteBuffer.wrap(buffer, 0, count), done);
        zip.write(buffer, 0, count);
        done += count;
      }
      zip.closeEntry();
    }
  }
}
