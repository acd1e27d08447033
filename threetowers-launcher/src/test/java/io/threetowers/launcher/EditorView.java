package io.threetowers.launcher;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * What an editor sees in a file: the JSON that YAML 1.2's core schema makes of it, as its
 * specification says in section 10.3.2, and where each path stands. Independent of our own reader,
 * from which it differs in that {@code 010} is ten.
 */
final class EditorView {
  private static final SchemaRegistry VALIDATOR =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);

  private final JsonElement json;
  private final Map<String, Set<String>> places = new HashMap<>();

  /** Of a text that is YAML. */
  EditorView(String yaml) {
    Node node = new Yaml().compose(new StringReader(yaml));
    json = node == null ? JsonNull.INSTANCE : json(node, "");
  }

  /** A schema to check with. */
  static Schema schema(String text) {
    return VALIDATOR.getSchema(text);
  }

  /**
   * The paths at which {@code schema} finds something wrong, such as {@code /towers/image/size}.
   */
  Set<String> mistakes(Schema schema) {
    return schema.validate(json.toString(), InputFormat.JSON).stream()
        // What fails of each alternative is told, too, with a path of its own.
        .filter(error -> !error.getKeyword().equals("anyOf"))
        .map(EditorView::path)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What begins at a place: a key, its value, or several blocks one inside the other. */
  Set<String> at(int line, int column) {
    return places.getOrDefault(line + ":" + column, Set.of());
  }

  private static String path(Error error) {
    String property = error.getProperty();
    return error.getInstanceLocation() + (property == null ? "" : "/" + property);
  }

  private JsonElement json(Node node, String path) {
    place(node, path);
    if (node instanceof MappingNode mapping) {
      JsonObject object = new JsonObject();
      for (NodeTuple entry : mapping.getValue()) {
        String key = ((ScalarNode) entry.getKeyNode()).getValue();
        place(entry.getKeyNode(), path + "/" + key);
        object.add(key, json(entry.getValueNode(), path + "/" + key));
      }
      return object;
    } else if (node instanceof SequenceNode sequence) {
      JsonArray array = new JsonArray();
      for (Node item : sequence.getValue()) {
        array.add(json(item, path + "/" + array.size()));
      }
      return array;
    }
    ScalarNode scalar = (ScalarNode) node;
    return scalar.isPlain() ? plain(scalar.getValue()) : new JsonPrimitive(scalar.getValue());
  }

  private void place(Node node, String path) {
    String place =
        (node.getStartMark().getLine() + 1) + ":" + (node.getStartMark().getColumn() + 1);
    places.computeIfAbsent(place, p -> new HashSet<>()).add(path);
  }

  private static JsonElement plain(String text) {
    if (text.matches("null|Null|NULL|~|")) {
      return JsonNull.INSTANCE;
    } else if (text.matches("true|True|TRUE|false|False|FALSE")) {
      return new JsonPrimitive(Boolean.parseBoolean(text));
    } else if (text.matches("[-+]?[0-9]+")) {
      return new JsonPrimitive(new BigInteger(text));
    } else if (text.matches("0o[0-7]+")) {
      return new JsonPrimitive(new BigInteger(text.substring(2), 8));
    } else if (text.matches("0x[0-9a-fA-F]+")) {
      return new JsonPrimitive(new BigInteger(text.substring(2), 16));
    } else if (text.matches("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?")) {
      return new JsonPrimitive(new BigDecimal(text));
    } else if (text.matches("[-+]?\\.(inf|Inf|INF)")) {
      // JSON has no infinity: a number beyond all limits that settings have.
      BigInteger beyond = BigInteger.TEN.pow(300);
      return new JsonPrimitive(text.startsWith("-") ? beyond.negate() : beyond);
    } else if (text.matches("\\.(nan|NaN|NAN)")) {
      return new JsonPrimitive(0);
    }
    return new JsonPrimitive(text);
  }
}
