package io.threetowers.core.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Writes a pair as one format has it. */
interface FormatWriter {

  /**
   * Writes every file but README.md.
   *
   * @param folder that is there, and empty
   * @return how it is loaded, and what a person should know
   * @throws io.threetowers.api.InvalidInputException with a sentence if the format cannot express
   *     the pair
   */
  Written write(ExportedPair pair, Path folder) throws IOException;

  /**
   * What has been written.
   *
   * @param model what it is there, such as {@code CLIPModel}
   * @param usage a few lines of Python
   * @param notes sentences
   */
  record Written(String model, String usage, List<String> notes) {
    public Written {
      notes = List.copyOf(notes);
    }
  }
}
