package ${package};

import io.threetowers.api.BuildContext;
import io.threetowers.api.DataSource;
import io.threetowers.api.DataSourceFactory;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder of pictures, each with a text file of its name beside it: a caption a line. */
public final class ${Type} implements DataSourceFactory<${Type}.Config> {

  /** The settings: each becomes a key of the experiment file, in kebab-case. */
  @Doc("a folder, and those in it, of pictures with captions: fox.png, fox.txt")
  public record Config(
      @Doc("where the pictures lie") Path folder,
      @Doc("endings of pictures") @Default("[jpg, jpeg, png]") List<String> images,
      @Doc("ending of the text files") @Default("txt") String captions) {
    public Config {
      images = List.copyOf(images);
    }
  }

  @Override
  public String type() {
    return "${type}";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  /** Finds the files; workers read them. */
  @Override
  public DataSource create(Config config, BuildContext context) {
    if (!Files.isDirectory(config.folder())) {
      throw new InvalidInputException(
          "data '%s': there is no folder '%s'".formatted(context.name(), config.folder()));
    }
    // In the order of their paths: that in which a file system lists them is anybody's guess.
    try (Stream<Path> files = Files.walk(config.folder())) {
      List<Path> pictures = files.filter(file -> isCaptioned(file, config)).sorted().toList();
      if (pictures.isEmpty()) {
        throw new InvalidInputException(
            "data '%s': no picture in '%s' (%s) has a .%s file of its name beside it"
                .formatted(
                    context.name(),
                    config.folder(),
                    String.join(", ", config.images()),
                    config.captions()));
      }
      return new CaptionedPictures(config.folder(), pictures, config.captions());
    } catch (IOException e) {
      throw new InvalidInputException(
          "data '%s': '%s' cannot be read (%s)".formatted(context.name(), config.folder(), e), e);
    }
  }

  private static boolean isCaptioned(Path file, Config config) {
    String name = file.getFileName().toString();
    String ending = name.substring(name.lastIndexOf('.') + 1);
    return config.images().contains(ending)
        && Files.isReadable(CaptionedPictures.captions(file, config.captions()));
  }
}
