package io.threetowers.core.builtin;

import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Settings of {@code webdataset}.
 *
 * @param shards may hold ranges ({@code {000..003}}), alternatives ({@code {a,b}}) and globs in the
 *     file name
 * @param window shards that are mixed with each other
 */
@Doc(
    "image-text pairs in tar files, as img2dataset writes and open_clip reads them; gzipped ones are unpacked in memory")
public record WebDatasetConfig(
    @Doc(
            "tar or tar.gz files; ranges such as train-{000..003}.tar and globs such as train-*.tar are filled in")
        List<Path> shards,
    @Doc("image fields, and the extensions that hold them: the first that an example has is read")
        @Default("{image: jpg;jpeg;png;webp;gif;bmp}")
        Map<String, Member> images,
    @Doc(
            "text fields, and where they are read: an extension, or json.NAME, which may be a list of alternatives")
        @Default("{text: txt}")
        Map<String, Member> texts,
    @Doc("label fields, and where they are read: an extension such as cls, or json.NAME")
        @Default("{}")
        Map<String, Member> labels,
    @Doc(
            "how many shards are mixed; examples far apart stay apart with small numbers, gzipped shards need memory with large ones")
        @Default("8")
        @Range(min = 1)
        int window) {

  public WebDatasetConfig {
    shards = List.copyOf(shards);
    if (shards.isEmpty()) {
      throw new IllegalArgumentException("shards is empty; name at least one tar file");
    }
    Set<String> names = new HashSet<>();
    for (Map<String, Member> fields : List.of(images, texts, labels)) {
      for (String name : fields.keySet()) {
        if (!names.add(name)) {
          throw new IllegalArgumentException("the field '" + name + "' is there twice; rename one");
        }
      }
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException("there are no fields; name at least one image or text");
    }
    for (Map.Entry<String, Member> image : images.entrySet()) {
      if (!image.getValue().path().isEmpty()) {
        throw new IllegalArgumentException(
            "the image '%s' is read from '%s', but JSON holds no images; name extensions such as 'jpg;png'"
                .formatted(image.getKey(), image.getValue()));
      }
    }
  }
}
