package io.threetowers.api.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WeightMappingTest {
  private static final String CLIP =
      """
      # OpenAI CLIP and open_clip, image tower
      prefix - visual. module.visual.
      ignore logit_scale head.*

      # another comment
      patch.weight      = conv1.weight
      cls_token         = class_embedding + positional_embedding[0]
      pos_embed         = bicubic(positional_embedding[1:])
      blocks.{i}.weight = resblocks.{i}.in_proj_weight
      blocks.{i}.weight = layers.{i}.{q,k,v}_proj.weight
      proj.weight       = transpose(proj)
      """;

  private static final Set<String> PARAMETERS =
      Set.of("patch.weight", "cls_token", "pos_embed", "blocks.0.weight", "blocks.11.weight");

  private final WeightMapping clip = WeightMapping.parse("clip", CLIP);

  @Test
  void saysWhichFilesItIsAbout() {
    assertThat(clip.name()).isEqualTo("clip");
    assertThat(clip.description()).isEqualTo("OpenAI CLIP and open_clip, image tower");
    assertThat(clip.prefixes()).containsExactly("", "visual.", "module.visual.");
    assertThat(clip.ignored()).containsExactly("logit_scale", "head.*");
    assertThat(clip).hasToString("clip");
  }

  @Test
  void readsAResourceBesideAClass() {
    WeightMapping tiny = WeightMapping.resource(WeightMappingTest.class, "tables/tiny.weights");
    assertThat(tiny.name()).isEqualTo("tiny");
    assertThat(tiny.prefixes()).containsExactly("");
    assertThatThrownBy(() -> WeightMapping.resource(WeightMappingTest.class, "none.weights"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "there is no resource 'none.weights' beside io.threetowers.api.weights.WeightMappingTest");
  }

  @Test
  void findsTheTensorsOfEachParameter() {
    WeightMatch match =
        clip.match(
            PARAMETERS,
            Set.of(
                "visual.conv1.weight",
                "visual.class_embedding",
                "visual.positional_embedding",
                "visual.resblocks.0.in_proj_weight",
                "visual.resblocks.11.in_proj_weight",
                "visual.logit_scale",
                "visual.head.0.bias",
                "transformer.weight"));
    assertThat(match.isComplete()).isTrue();
    assertThat(match.family()).isEqualTo("clip");
    assertThat(match.prefix()).isEqualTo("visual.");
    assertThat(match.sources().toString())
        .isEqualTo(
            "{blocks.0.weight=visual.resblocks.0.in_proj_weight,"
                + " blocks.11.weight=visual.resblocks.11.in_proj_weight,"
                + " cls_token=visual.class_embedding + visual.positional_embedding[0],"
                + " patch.weight=visual.conv1.weight,"
                + " pos_embed=bicubic(visual.positional_embedding[1:])}");
  }

  @Test
  void takesTheFirstLineWhoseTensorsAreThere() {
    WeightMatch match =
        clip.match(
            Set.of("blocks.3.weight"),
            Set.of("layers.3.q_proj.weight", "layers.3.k_proj.weight", "layers.3.v_proj.weight"));
    assertThat(match.isComplete()).isTrue();
    assertThat(match.sources().get("blocks.3.weight"))
        .hasToString("{layers.3.q_proj.weight, layers.3.k_proj.weight, layers.3.v_proj.weight}");
  }

  @Test
  void tellsWhatIsMissingAndWhatIsTooMuch() {
    WeightMatch match =
        clip.match(
            PARAMETERS, Set.of("conv1.weight", "class_embedding", "proj", "resblocks.1.extra"));
    assertThat(match.isComplete()).isFalse();
    assertThat(match.prefix()).isEmpty();
    assertThat(match.sources().keySet()).containsExactly("patch.weight");
    assertThat(match.missing().toString())
        .isEqualTo(
            "{blocks.0.weight=[resblocks.0.in_proj_weight],"
                + " blocks.11.weight=[resblocks.11.in_proj_weight],"
                + " cls_token=[positional_embedding], pos_embed=[positional_embedding]}");
    // 'proj' has a line, but the tower has no such parameter.
    assertThat(match.unexpected()).containsExactly("proj", "resblocks.1.extra");
    assertThat(clip.match(Set.of("unheard.of"), Set.of()).missing())
        .containsExactlyEntriesOf(new TreeMap<>(Map.of("unheard.of", new TreeSet<>())));
  }

  @Test
  void matchesTheNamesOfTheTowerItself() {
    WeightMatch match = WeightMatch.ofSameNames(Set.of("a", "b"), Set.of("b", "c"));
    assertThat(match.sources()).hasToString("{b=b}");
    assertThat(match.missing()).hasToString("{a=[a]}");
    assertThat(match.unexpected()).containsExactly("c");
  }

  @Test
  void readsEveryFormOfExpression() {
    for (String expression :
        List.of(
            "a",
            "a/b_0:0",
            "a + b + c",
            "a[0]",
            "a[1:]",
            "a[:7]",
            "a[1/3:2/3]",
            "a[1:][0]",
            "dense(a)",
            "flatten(a[:1/3])",
            "transpose(a) + conv(b)",
            "bilinear(first(a))",
            "bicubic(a)")) {
      assertThat(source(expression)).as(expression).isEqualTo(expression);
    }
    assertThat(source(" transpose ( a ) [ 1 : ] + b ")).isEqualTo("transpose(a)[1:] + b");
    assertThat(source("dense({q,k}/kernel)")).isEqualTo("{dense(q/kernel), dense(k/kernel)}");
    assertThat(source("flatten({a,b}.{c,d})[1:]"))
        .isEqualTo("{{flatten(a.c)[1:], flatten(a.d)[1:]}, {flatten(b.c)[1:], flatten(b.d)[1:]}}");
    assertThat(source("{a,b} + c")).isEqualTo("{a, b} + c");
    assertThat(
            WeightMapping.parse("x", "# x\nb.{i}.{j} = dense(stacked({i}/{j}/k, {i}))")
                .sources("b.3.14", "p/")
                .get(0))
        .hasToString("dense(stacked(p/3/14/k, 3))");
  }

  @Test
  void keepsRowsAndFractionsApart() {
    assertThat(new RowBound(1, 3).of(9)).isEqualTo(3);
    assertThat(new RowBound(4, 0).of(9)).isEqualTo(4);
    assertThat(RowBound.END.of(9)).isEqualTo(9);
    assertThat(RowBound.START.of(9)).isZero();
    assertThatThrownBy(() -> new RowBound(1, 3).of(10))
        .hasMessage("10 rows cannot be divided into 3 equal parts");
    assertThatThrownBy(() -> new RowBound(4, 0).of(3))
        .hasMessage("there are 3 rows where at least 4 are needed");
  }

  @Test
  void tellsTheLineThatIsWrong() {
    assertThat(told("# x\n\na = tranpose(b)"))
        .isEqualTo(
            "the table of weights 'x', line 3: unknown function 'tranpose'; did you mean 'transpose'?");
    assertThat(told("# x\na = ")).endsWith("line 2: the name of a tensor is missing at the end");
    assertThat(told("# x\n = b")).endsWith("line 2: '' is no name of a parameter");
    assertThat(told("# x\na b = c")).endsWith("line 2: 'a b' is no name of a parameter");
    assertThat(told("# x\na = b c")).endsWith("line 2: 'c' is too much");
    assertThat(told("# x\na = b + ")).endsWith("the name of a tensor is missing at the end");
    assertThat(told("# x\na = dense(b")).endsWith("')' is missing before ''");
    assertThat(told("# x\na = b[x]"))
        .endsWith("'[x]' is no slice; it is written [0], [1:] or [:1/3]");
    assertThat(told("# x\na = b[1/0:]"))
        .endsWith("'1/0' is neither a number of rows nor a fraction");
    assertThat(told("# x\na = b[:3/2]")).endsWith("the fraction '3/2' is more than all");
    assertThat(told("# x\na = b{i}")).endsWith("'{i}' of the right side is not part of 'a'");
    assertThat(told("# x\na.{q,k} = b"))
        .endsWith("a number in the name of a parameter is written {i}, each once, not '{q,k}'");
    assertThat(told("# x\na = stacked(b)"))
        .endsWith("stacked is written stacked(name, {i}), not 'stacked(b)'");
    assertThat(told("# x\nprefixes a b"))
        .endsWith(
            "line 2: 'prefixes' begins no line; there are 'prefix …', 'ignore …' and 'parameter = tensor'");
    assertThat(told("# x\n"))
        .isEqualTo(
            "the table of weights 'x' lacks lines such as 'norm.weight = encoder_norm/scale'");
    assertThat(told("a = b"))
        .isEqualTo(
            "the table of weights 'x' lacks a first line '# …' that says which files it is about");
  }

  private static String source(String expression) {
    return WeightMapping.parse("x", "# x\na = " + expression).sources("a", "").stream()
        .map(Object::toString)
        .collect(Collectors.joining());
  }

  private static String told(String text) {
    try {
      return "accepted: " + WeightMapping.parse("x", text);
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }
}
