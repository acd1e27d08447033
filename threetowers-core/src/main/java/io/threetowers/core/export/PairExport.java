package io.threetowers.core.export;

import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A trained image embedding and a trained text embedding as a folder that another program loads.
 *
 * @param target what it is written as
 * @param image the image embedding; empty for the one that evaluators or edges compare
 * @param text the text embedding
 * @param out the folder, which is made
 * @param check a safetensors file for examples and their embeddings, to compare with
 */
public record PairExport(
    ExportTarget target,
    Optional<String> image,
    Optional<String> text,
    Path out,
    Optional<Path> check) {

  /**
   * Refuses a folder that is not empty, before any work.
   *
   * @throws io.threetowers.api.InvalidInputException if it is not
   */
  public void requireFree() throws IOException {
    NewFolder.requireFree(out);
  }

  /**
   * Writes the folder, whole or not at all.
   *
   * @param model with the weights that are written
   * @return lines for the console
   * @throws io.threetowers.api.InvalidInputException if no pair is meant, or the format cannot
   *     express it
   */
  public List<String> write(Experiment experiment, Model model) throws IOException {
    Composition composition = model.composition();
    ExportedPair pair = new PairChoice(experiment, composition).choose(image, text, model);
    FormatWriter.Written[] written = new FormatWriter.Written[1];
    NewFolder.write(
        out,
        folder -> {
          written[0] = target.writer().write(pair, folder);
          Files.writeString(folder.resolve("README.md"), readme(pair, written[0]));
        });
    if (check.isPresent()) {
      CheckFile.write(pair, check.get());
    }
    return Stream.of(
            Stream.of(
                "%s: %s with %s, %d wide, as %s"
                    .formatted(
                        out,
                        pair.image().embedding(),
                        pair.text().embedding(),
                        pair.image().width(),
                        written[0].model())),
            others(pair),
            written[0].notes().stream())
        .flatMap(lines -> lines)
        .toList();
  }

  private static Stream<String> others(ExportedPair pair) {
    List<String> left =
        pair.model().composition().towers().keySet().stream()
            .filter(name -> !name.equals(pair.image().tower().name()))
            .filter(name -> !name.equals(pair.text().tower().name()))
            .map(name -> "towers." + name)
            .toList();
    return left.isEmpty()
        ? Stream.empty()
        : Stream.of("Not part of it: " + String.join(", ", left) + ".");
  }

  private static String readme(ExportedPair pair, FormatWriter.Written written) {
    StringBuilder text = new StringBuilder();
    text.append("# ").append(pair.image().embedding()).append(" with ");
    text.append(pair.text().embedding()).append("\n\n");
    text.append("Written by Three Towers as ").append(written.model()).append("; embeddings are ");
    text.append(pair.image().width()).append(" wide.\n\n```python\n");
    text.append(written.usage()).append("```\n\n");
    Stream.concat(others(pair), written.notes().stream())
        .forEach(note -> text.append("- ").append(note).append('\n'));
    return text.toString();
  }
}
