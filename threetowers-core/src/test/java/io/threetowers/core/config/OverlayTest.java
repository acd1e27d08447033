package io.threetowers.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.core.config.ConfigTree.Entry;
import io.threetowers.core.config.ConfigTree.Mapping;
import io.threetowers.core.config.ConfigTree.Scalar;
import io.threetowers.core.config.ConfigTree.Sequence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class OverlayTest {
  private static final Source HERE = new Source("a.yaml", 1, 1);
  private static final Mapping NOTHING = new Mapping(HERE, Map.of());

  /**
   * Without null and {@code type}, and with {@code block} always a block: what is removed depends
   * on what is below.
   */
  @Provide
  Arbitrary<Mapping> blocks() {
    Arbitrary<ConfigTree> scalars = Arbitraries.integers().between(0, 9).map(i -> scalar("" + i));
    Arbitrary<ConfigTree> lists =
        scalars.list().ofMaxSize(2).map(items -> new Sequence(HERE, items));
    Arbitrary<ConfigTree> leaves = Arbitraries.oneOf(scalars, lists);
    Arbitrary<Mapping> empty = Arbitraries.just(NOTHING);
    return block(leaves, block(leaves, block(leaves, empty)));
  }

  private static Arbitrary<Mapping> block(Arbitrary<ConfigTree> leaves, Arbitrary<Mapping> inner) {
    Arbitrary<Map<String, ConfigTree>> entries =
        Arbitraries.maps(Arbitraries.of("a", "b", "c"), leaves).ofMaxSize(3);
    return Combinators.combine(entries, inner.optional())
        .as(
            (leaf, block) -> {
              Map<String, Entry> all = new LinkedHashMap<>();
              leaf.forEach((key, value) -> all.put(key, new Entry(HERE, value)));
              block.ifPresent(value -> all.put("block", new Entry(HERE, value)));
              return new Mapping(HERE, all);
            });
  }

  private static Scalar scalar(String text) {
    return new Scalar(HERE, text, true, Path.of(""));
  }

  private static Mapping yaml(String text) {
    return (Mapping) YamlReader.at(HERE, Path.of(""), new ArrayList<>()).read(text);
  }

  @Property(tries = 300)
  void isAssociative(
      @ForAll("blocks") Mapping a, @ForAll("blocks") Mapping b, @ForAll("blocks") Mapping c) {
    assertThat(Overlay.merge(Overlay.merge(a, b), c))
        .isEqualTo(Overlay.merge(a, Overlay.merge(b, c)));
  }

  @Property(tries = 300)
  void changesNothingByAnEmptyBlock(@ForAll("blocks") Mapping a) {
    assertThat(Overlay.merge(a, NOTHING)).isEqualTo(a);
    assertThat(Overlay.merge(NOTHING, a)).isEqualTo(a);
    assertThat(Overlay.merge(a, a)).isEqualTo(a);
  }

  @Property(tries = 300)
  void keepsEveryKeyInOrderOfAppearance(@ForAll("blocks") Mapping a, @ForAll("blocks") Mapping b) {
    List<String> keys = new ArrayList<>(a.keys());
    b.keys().stream().filter(key -> !a.keys().contains(key)).forEach(keys::add);

    assertThat(Overlay.merge(a, b).keys()).containsExactlyElementsOf(keys);
  }

  @Property(tries = 300)
  void removesWhatIsUnderNull(@ForAll("blocks") Mapping a, @ForAll("blocks") Mapping b) {
    Map<String, Entry> nulls = new LinkedHashMap<>();
    b.keys().forEach(key -> nulls.put(key, new Entry(HERE, scalar("null"))));
    Mapping merged = Overlay.merge(a, new Mapping(HERE, nulls));

    for (String key : a.keys()) {
      assertThat(merged.get(key)).isEqualTo(b.keys().contains(key) ? Optional.empty() : a.get(key));
    }
  }

  @Property(tries = 300)
  void letsTheLastOverrideWin(@ForAll("blocks") Mapping a, @ForAll("blocks") Mapping b) {
    Mapping merged = Overlay.merge(a, b);
    for (String override : List.of("block.b=1", "c=3", "block.b=2")) {
      merged = Assignment.parse(override).over(merged);
    }

    Mapping inner = (Mapping) merged.get("block").orElseThrow();
    assertThat(((Scalar) inner.get("b").orElseThrow()).text()).isEqualTo("2");
    assertThat(((Scalar) merged.get("c").orElseThrow()).text()).isEqualTo("3");
  }

  @Example
  void replacesABlockWhoseTypeChanges() {
    Mapping vit = yaml("{tower: {type: vit, width: 3, pool: {a: 1}}}");

    assertThat(Overlay.merge(vit, yaml("{tower: {type: bert, depth: 2}}")))
        .isEqualTo(yaml("{tower: {type: bert, depth: 2}}"));
    assertThat(Overlay.merge(vit, yaml("{tower: {type: vit, depth: 2}}")))
        .isEqualTo(yaml("{tower: {type: vit, width: 3, pool: {a: 1}, depth: 2}}"));
    assertThat(Overlay.merge(vit, yaml("{tower: {depth: 2}}")))
        .isEqualTo(yaml("{tower: {type: vit, width: 3, pool: {a: 1}, depth: 2}}"));
  }

  @Example
  void replacesListsAndScalarsWhole() {
    assertThat(
            Overlay.merge(yaml("{a: [1, 2], b: 3, c: {d: 1}}"), yaml("{a: [3], b: {d: 1}, c: x}")))
        .isEqualTo(yaml("{a: [3], b: {d: 1}, c: x}"));
  }

  @Example
  void leavesBlocksWhereTheFileHasThem() {
    Mapping merged = Assignment.parse("a.b=2").over(yaml("{a: {b: 1}}"));

    assertThat(merged.source()).isEqualTo(HERE);
    assertThat(merged.get("a").orElseThrow().source()).isEqualTo(HERE);
    assertThat(((Mapping) merged.get("a").orElseThrow()).get("b").orElseThrow().source())
        .hasToString("override a.b=2");
  }
}
