package io.threetowers.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;

class SuggestionsTest {

  @Example
  void findsTheNearestWord() {
    assertThat(Suggestions.nearest("dpeth", Set.of("width", "depth"))).contains("depth");
    assertThat(Suggestions.nearest("drpout", Set.of("dropout", "group"))).contains("dropout");
    assertThat(Suggestions.nearest("patchSize", Set.of("patch-size"))).contains("patch-size");
    assertThat(Suggestions.nearest("img", Set.of("image", "imp"))).contains("imp");
  }

  @Example
  void suggestsNothingThatIsFarAway() {
    assertThat(Suggestions.nearest("max", Set.of("token", "gap"))).isEmpty();
    assertThat(Suggestions.nearest("x", Set.of())).isEmpty();
  }

  @Example
  void listsWhatExistsWhereNothingIsNear() {
    assertThat(Suggestions.hint("vitt", List.of("vit", "bert"))).isEqualTo("; did you mean 'vit'?");
    assertThat(Suggestions.hint("resnet", List.of("vit", "bert")))
        .isEqualTo("; there are: bert, vit");
    assertThat(Suggestions.hint("vit", List.of())).isEqualTo("; there are none");
  }

  @Property
  void measuresTheSameFromBothSides(
      @ForAll @AlphaChars @StringLength(max = 12) String a,
      @ForAll @AlphaChars @StringLength(max = 12) String b) {
    int distance = Suggestions.distance(a, b);

    assertThat(distance).isEqualTo(Suggestions.distance(b, a));
    assertThat(distance)
        .isBetween(Math.abs(a.length() - b.length()), Math.max(a.length(), b.length()));
    assertThat(distance == 0).isEqualTo(a.equals(b));
  }

  @Property
  void countsOneSwapAsOneEdit(@ForAll @AlphaChars @StringLength(min = 2, max = 12) String word) {
    String swapped = "" + word.charAt(1) + word.charAt(0) + word.substring(2);

    assertThat(Suggestions.distance(word, swapped)).isLessThanOrEqualTo(1);
  }
}
