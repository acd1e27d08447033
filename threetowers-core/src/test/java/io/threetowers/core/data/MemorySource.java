package io.threetowers.core.data;

import io.threetowers.api.DataSource;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Pass;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.data.Value;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Examples in memory, given in their order. */
public record MemorySource(Map<String, FieldType> fields, List<Example> examples)
    implements DataSource {

  /**
   * Images of 2 x 2 pixels with captions and a class.
   *
   * @param captions of each; one of null is that of an image that cannot be read
   */
  public static MemorySource pictures(List<@Nullable List<String>> captions) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < captions.size(); i++) {
      List<String> texts = captions.get(i);
      byte[] rgb = new byte[12];
      for (int channel = 0; channel < rgb.length; channel++) {
        rgb[channel] = (byte) (37 * i + 11 * channel);
      }
      Value image = texts == null ? Value.Raw.of(new byte[0]) : new Pixels(2, 2, rgb);
      Value text = new Value.Text(texts == null ? List.of("unreadable") : texts);
      Value label = new Value.Label(i % 2 == 0 ? "even" : "odd");
      examples.add(new Example("key" + i, Map.of("image", image, "text", text, "parity", label)));
    }
    return new MemorySource(
        Map.of("image", FieldType.IMAGE, "text", FieldType.TEXT, "parity", FieldType.LABEL),
        examples);
  }

  @Override
  public long size() {
    return examples.size();
  }

  @Override
  public Cursor open(Pass pass) {
    Iterator<Example> left = examples.iterator();
    return new Cursor() {
      @Override
      public @Nullable Example next() {
        return left.hasNext() ? left.next() : null;
      }

      @Override
      public void close() {}
    };
  }
}
