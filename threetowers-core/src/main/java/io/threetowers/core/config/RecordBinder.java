package io.threetowers.core.config;

import io.threetowers.api.Component;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Kind;
import io.threetowers.api.Part;
import io.threetowers.api.config.Suggestions;
import io.threetowers.core.config.ConfigTree.Entry;
import io.threetowers.core.config.ConfigTree.Mapping;
import io.threetowers.core.config.ConfigTree.Scalar;
import io.threetowers.core.config.ConfigTree.Sequence;
import io.threetowers.core.config.ScalarBinder.Mismatch;
import io.threetowers.core.config.SettingType.Block;
import io.threetowers.core.config.SettingType.Chosen;
import io.threetowers.core.config.SettingType.Items;
import io.threetowers.core.config.SettingType.Maybe;
import io.threetowers.core.config.SettingType.Named;
import io.threetowers.core.config.SettingType.Simple;
import io.threetowers.core.plugin.ComponentRegistry;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A tree to records, by their canonical constructors.
 *
 * <p>An empty result means that the problem has been told. A block with a problem is not
 * constructed, so that no problem is told that follows from another.
 */
final class RecordBinder {
  private static final Path CURRENT = Path.of("").toAbsolutePath();

  private final PartResolver parts;
  private final PresetBinder presets;
  private final UnknownSettings unknown;
  private final List<Problem> problems;

  /** What has been found out about records by looking at their classes, which takes time. */
  private final Map<Class<? extends Record>, RecordSchema> schemas;

  /** The values of defaults, which are immutable, by the setting whose they are. */
  private final IdentityHashMap<Setting, Resolved> defaults = new IdentityHashMap<>();

  RecordBinder(ComponentRegistry registry, List<Problem> problems) {
    this(registry, problems, new HashMap<>());
  }

  /**
   * A binder that knows some records already.
   *
   * @param schemas by class; gets those that it has not
   */
  RecordBinder(
      ComponentRegistry registry,
      List<Problem> problems,
      Map<Class<? extends Record>, RecordSchema> schemas) {
    this.parts = new PartResolver(registry, problems);
    this.presets = new PresetBinder(problems);
    this.unknown = new UnknownSettings(problems);
    this.problems = problems;
    this.schemas = schemas;
  }

  /** The whole of an experiment. */
  Optional<Resolved> bind(Class<? extends Record> type, Mapping tree) {
    return block(type, tree, Slot.TOP);
  }

  private Optional<Resolved> value(SettingType type, ConfigTree tree, Slot slot, Limits limits) {
    if (type instanceof Maybe maybe) {
      return value(maybe.value(), tree, slot, limits)
          .map(found -> new Resolved(Optional.of(found.value()), found.tree()));
    } else if (tree.isNull()) {
      String hint = hasLines(type) ? "; indent the lines that belong to it" : "";
      return problem(tree.source(), slot + " is empty" + (isWritten(tree) ? "" : hint));
    } else if (type instanceof Simple simple) {
      return simple(simple, tree, slot, limits);
    } else if (type instanceof Items list) {
      return items(list.item(), tree, slot, limits);
    } else if (tree instanceof Mapping mapping) {
      return mapping(type, mapping, slot, limits);
    }
    Optional<Setting> meant =
        type instanceof Block block ? schema(block.type()).shorthand() : Optional.empty();
    if (meant.isPresent() && tree instanceof Scalar) {
      Entry entry = new Entry(tree.source(), tree);
      return mapping(
          type, new Mapping(tree.source(), Map.of(meant.get().name(), entry)), slot, limits);
    }
    return problem(
        tree.source(), slot + " must be a block, not " + tree.noun() + hint(type, tree, slot));
  }

  private Optional<Resolved> mapping(SettingType type, Mapping tree, Slot slot, Limits limits) {
    if (type instanceof Named named) {
      return named(named.value(), tree, slot, limits);
    } else if (type instanceof Chosen chosen) {
      return part(chosen.kind(), tree, slot);
    }
    return block(((Block) type).type(), tree, slot);
  }

  private Optional<Resolved> simple(Simple type, ConfigTree tree, Slot slot, Limits limits) {
    if (!(tree instanceof Scalar scalar)) {
      return problem(
          tree.source(), slot + " must be " + TypeWords.one(type) + ", not " + tree.noun());
    }
    try {
      return Optional.of(ScalarBinder.bind(type, scalar, limits));
    } catch (Mismatch e) {
      return problem(tree.source(), slot + e.getMessage());
    }
  }

  private Optional<Resolved> items(SettingType type, ConfigTree tree, Slot slot, Limits limits) {
    if (!(tree instanceof Sequence sequence)) {
      String hint = tree instanceof Scalar scalar ? "; write [" + scalar.text() + "]" : "";
      return problem(tree.source(), slot + " must be a list, not " + tree.noun() + hint);
    }
    int before = problems.size();
    List<Object> values = new ArrayList<>();
    List<ConfigTree> trees = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      value(type, sequence.items().get(i), slot.item(i), limits)
          .ifPresent(
              item -> {
                values.add(item.value());
                trees.add(item.tree());
              });
    }
    return unlessToldSince(
        before, new Resolved(List.copyOf(values), new Sequence(tree.source(), trees)));
  }

  private Optional<Resolved> named(SettingType type, Mapping tree, Slot slot, Limits limits) {
    int before = problems.size();
    Map<String, Object> values = new LinkedHashMap<>();
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (Map.Entry<String, Entry> line : tree.entries().entrySet()) {
      String name = line.getKey();
      Entry entry = line.getValue();
      int told = problems.size();
      Optional<Resolved> found = value(type, entry.value(), slot.child(name), limits);
      if (found.isPresent()) {
        values.put(name, found.get().value());
        entries.put(name, new Entry(entry.key(), found.get().tree()));
      } else {
        hintAtSibling(told, name, tree, slot);
      }
    }
    return unlessToldSince(
        before,
        new Resolved(Collections.unmodifiableMap(values), new Mapping(tree.source(), entries)));
  }

  /** An override with a misspelt name begins a new entry, which lacks everything else. */
  private void hintAtSibling(int told, String name, Mapping tree, Slot slot) {
    Set<String> siblings = new LinkedHashSet<>(tree.keys());
    siblings.remove(name);
    Optional<String> near = Suggestions.nearest(name, siblings);
    if (near.isPresent()
        && tree.get(name).orElseThrow() instanceof Mapping entry
        && entry.source().isOverride()
        && entry.get(PartResolver.TYPE).isEmpty()) {
      Problem first = problems.get(told);
      String hint = "; or did you mean '" + slot.child(near.get()) + "'?";
      problems.set(told, new Problem(first.source(), first.message() + hint));
    }
  }

  private Optional<Resolved> part(Kind kind, Mapping block, Slot slot) {
    int before = problems.size();
    return parts
        .resolve(kind, block, slot, Set.of())
        .flatMap(
            component -> {
              Set<String> meant = unknown.tell(block, keys(component), slot);
              Fields fields = new Fields();
              part(component, block, slot, meant, before, fields);
              return problems.size() > before
                  ? Optional.empty()
                  : Optional.of(
                      new Resolved(
                          fields.values.get(0), new Mapping(block.source(), fields.entries)));
            });
  }

  private Optional<Resolved> block(Class<? extends Record> type, Mapping block, Slot slot) {
    int before = problems.size();
    RecordSchema schema = schema(type);
    Optional<Component<?, ?>> component =
        schema
            .inline()
            .flatMap(
                part -> parts.resolve(((Chosen) part.type()).kind(), block, slot, schema.names()));
    Set<String> known = component.map(this::keys).orElseGet(LinkedHashSet::new);
    known.addAll(schema.keys());
    // Which settings a component of unknown type would have is unknown too.
    boolean open = schema.inline().isPresent() && component.isEmpty();
    // Another type replaces its parent's block, so with a misspelt one all that stood there is
    // gone.
    Set<String> meant = open ? known : unknown.tell(block, known, slot);
    Fields fields =
        fields(
            schema,
            block,
            slot,
            meant,
            own -> component.ifPresent(found -> part(found, block, slot, meant, before, own)));
    return problems.size() > before ? Optional.empty() : construct(schema, fields, block, slot);
  }

  /** The type and the settings of a component, out of a block that may hold more. */
  private void part(
      Component<?, ?> component,
      Mapping block,
      Slot slot,
      Set<String> meant,
      int before,
      Fields fields) {
    RecordSchema schema = schema(component.config());
    Fields own = fields(schema, block, slot, meant, none -> {});
    if (problems.size() == before) {
      construct(schema, own, block, slot)
          .ifPresent(
              config -> {
                fields.values.add(new Part<>(component, (Record) config.value()));
                fields.entries.put(PartResolver.TYPE, PartResolver.type(component, block));
                fields.entries.putAll(own.entries);
              });
    }
  }

  private Fields fields(
      RecordSchema schema, Mapping block, Slot slot, Set<String> meant, Consumer<Fields> inline) {
    Fields fields = new Fields();
    int before = problems.size();
    Mapping whole = presets.under(schema, block, slot);
    for (Setting setting : schema.settings()) {
      if (setting.inline()) {
        inline.accept(fields);
      } else {
        field(setting, whole, slot, meant, fields);
      }
    }
    presets.blameAuthor(before, block, slot);
    return fields;
  }

  private void field(Setting setting, Mapping block, Slot slot, Set<String> meant, Fields fields) {
    Slot own = slot.child(setting.name());
    Entry entry = block.entries().get(setting.name());
    if (entry != null && !entry.value().isNull()) {
      value(setting.type(), entry.value(), own, setting.limits())
          .ifPresent(found -> fields.add(setting.name(), entry.key(), found));
    } else if (setting.defaultText().isPresent()) {
      byDefault(setting, block, own)
          .ifPresent(found -> fields.add(setting.name(), Source.DEFAULT, found));
    } else if (setting.type() instanceof Maybe) {
      Scalar none = new Scalar(Source.DEFAULT, "null", true, CURRENT);
      fields.add(setting.name(), Source.DEFAULT, new Resolved(Optional.empty(), none));
    } else if (entry != null && hasLines(setting.type())) {
      problem(entry.key(), own + " is empty; indent the lines that belong to it");
    } else if (!meant.contains(setting.name())) {
      String doc = setting.doc().isEmpty() ? "" : " (" + setting.doc() + ")";
      problem(block.source(), own + " is required" + doc);
    }
  }

  /**
   * A default takes the way of a value in a file; what is wrong with it is the author's mistake.
   */
  private Optional<Resolved> byDefault(Setting setting, Mapping block, Slot slot) {
    if (defaults.containsKey(setting)) {
      return Optional.of(defaults.get(setting));
    }
    List<Problem> own = new ArrayList<>();
    Optional<Resolved> found = Optional.empty();
    try {
      ConfigTree tree =
          YamlReader.at(Source.DEFAULT, CURRENT, own).read(setting.defaultText().orElseThrow());
      found =
          new RecordBinder(parts.registry(), own, schemas)
              .value(setting.type(), tree, slot, setting.limits());
    } catch (InvalidConfigException e) {
      own.addAll(e.problems());
    }
    for (Problem wrong : own) {
      problem(block.source(), "the default of " + slot + " is wrong: " + wrong.message());
    }
    if (!own.isEmpty()) {
      return Optional.empty();
    }
    found.ifPresent(value -> defaults.put(setting, value));
    return found;
  }

  private Optional<Resolved> construct(
      RecordSchema schema, Fields fields, Mapping block, Slot slot) {
    try {
      return Optional.of(
          new Resolved(
              schema.construct(fields.values), new Mapping(block.source(), fields.entries)));
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      if (cause instanceof IllegalArgumentException || cause instanceof InvalidInputException) {
        String path = slot.path().isEmpty() ? "" : slot + ": ";
        return problem(block.source(), path + cause.getMessage());
      }
      throw new IllegalStateException(schema.type().getName() + " cannot be constructed", cause);
    }
  }

  private static boolean isWritten(ConfigTree tree) {
    return !(tree instanceof Scalar scalar && scalar.text().isEmpty());
  }

  /** Whether a setting is written as several lines below its name. */
  private static boolean hasLines(SettingType type) {
    return type instanceof Named || type instanceof Block || type instanceof Chosen;
  }

  private RecordSchema schema(Class<? extends Record> type) {
    return schemas.computeIfAbsent(type, RecordSchema::of);
  }

  private Set<String> keys(Component<?, ?> component) {
    Set<String> keys = new LinkedHashSet<>(Set.of(PartResolver.TYPE));
    keys.addAll(schema(component.config()).keys());
    return keys;
  }

  private String hint(SettingType type, ConfigTree tree, Slot slot) {
    if (!(tree instanceof Scalar scalar)) {
      return "";
    } else if (slot.key().contains(":")
        || (scalar.plain() && scalar.text().matches("[a-z][a-z0-9-]*:\\S{1,80}"))) {
      return "; a ':' needs a space after it";
    }
    boolean typed =
        type instanceof Chosen
            || (type instanceof Block block && schema(block.type()).inline().isPresent());
    if (!typed) {
      return "";
    }
    return CoreSchema.isText(scalar.text())
        ? "; write {type: " + scalar.text() + "}"
        : "; indent it if it belongs to the block above";
  }

  private Optional<Resolved> unlessToldSince(int before, Resolved resolved) {
    return problems.size() > before ? Optional.empty() : Optional.of(resolved);
  }

  private Optional<Resolved> problem(Source source, String message) {
    problems.add(new Problem(source, message));
    return Optional.empty();
  }

  /** What is gathered for a constructor, in its order, and for the resolved block. */
  private static final class Fields {
    final List<Object> values = new ArrayList<>();
    final Map<String, Entry> entries = new LinkedHashMap<>();

    void add(String name, Source key, Resolved resolved) {
      values.add(resolved.value());
      entries.put(name, new Entry(key, resolved.tree()));
    }
  }
}
