package io.threetowers.api.weights;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the values of a parameter are made of the tensors of a file: the right side of a line of a
 * {@link WeightMapping}. The host computes it; a plugin only writes it.
 *
 * <p><em>Rows</em> are what the first dimension counts. Of a tensor of three dimensions whose first
 * is 1, such as position embeddings (1, N, D), they are the N.
 */
public sealed interface WeightExpression {

  /** {@return itself, and every expression in it} */
  Stream<WeightExpression> all();

  /** {@return the names of the tensors that it reads, in its order} */
  default Stream<String> tensors() {
    return all().filter(Tensor.class::isInstance).map(tensor -> ((Tensor) tensor).name());
  }

  /**
   * The same expression over other names.
   *
   * @param names what becomes of the name of a tensor
   * @param indexes what becomes of the index of a {@link Layer}
   * @return with every name and index changed
   */
  WeightExpression map(UnaryOperator<String> names, UnaryOperator<String> indexes);

  /**
   * A tensor of the file.
   *
   * @param name in the file; in a table it may hold variables such as <code>{i}</code>
   */
  record Tensor(String name) implements WeightExpression {
    @Override
    public Stream<WeightExpression> all() {
      return Stream.of(this);
    }

    @Override
    public WeightExpression map(UnaryOperator<String> names, UnaryOperator<String> indexes) {
      return new Tensor(names.apply(name));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * Element by element, of equal shapes but for dimensions of 1.
   *
   * @param terms two or more
   */
  record Sum(List<WeightExpression> terms) implements WeightExpression {
    /**
     * Keeps a copy of the list.
     *
     * @param terms two or more
     */
    public Sum {
      terms = List.copyOf(terms);
    }

    @Override
    public Stream<WeightExpression> all() {
      return with(this, terms);
    }

    @Override
    public WeightExpression map(UnaryOperator<String> names, UnaryOperator<String> indexes) {
      return new Sum(terms.stream().map(term -> term.map(names, indexes)).toList());
    }

    @Override
    public String toString() {
      return joined(terms, " + ");
    }
  }

  /**
   * Below each other, along the first dimension: what braces with commas become.
   *
   * @param parts two or more
   */
  record Concatenation(List<WeightExpression> parts) implements WeightExpression {
    /**
     * Keeps a copy of the list.
     *
     * @param parts two or more
     */
    public Concatenation {
      parts = List.copyOf(parts);
    }

    @Override
    public Stream<WeightExpression> all() {
      return with(this, parts);
    }

    @Override
    public WeightExpression map(UnaryOperator<String> names, UnaryOperator<String> indexes) {
      return new Concatenation(parts.stream().map(part -> part.map(names, indexes)).toList());
    }

    @Override
    public String toString() {
      return "{" + joined(parts, ", ") + "}";
    }
  }

  /**
   * Some of the rows: <code>[1:]</code>, <code>[:1/3]</code>.
   *
   * @param of whose rows
   * @param from the first
   * @param to the first that is left out
   */
  record Rows(WeightExpression of, RowBound from, RowBound to) implements WeightExpression {
    @Override
    public Stream<WeightExpression> all() {
      return with(this, List.of(of));
    }

    @Override
    public WeightExpression map(UnaryOperator<String> names, UnaryOperator<String> indexes) {
      return new Rows(of.map(names, indexes), from, to);
    }

    @Override
    public String toString() {
      return of + "[" + from + ":" + to + "]";
    }
  }

  /**
   * One row, without the dimension that counted them: <code>[0]</code>.
   *
   * @param of whose row
   * @param index from 0
   */
  record Row(WeightExpression of, int index) implements WeightExpression {
    @Override
    public Stream<WeightExpression> all() {
      return with(this, List.of(of));
    }

    @Override
    public WeightExpression map(UnaryOperator<String> names, UnaryOperator<String> indexes) {
      return new Row(of.map(names, indexes), index);
    }

    @Override
    public String toString() {
      return of + "[" + index + "]";
    }
  }

  /**
   * One layer of a tensor whose first dimension counts them, as Flax's scan stacks them: <code>
   * stacked(name, {i})</code>. The tower has as many layers as the tensor.
   *
   * @param of all layers, (depth, …)
   * @param index a variable in a table, a number in what becomes of it
   */
  record Layer(WeightExpression of, String index) implements WeightExpression {
    @Override
    public Stream<WeightExpression> all() {
      return with(this, List.of(of));
    }

    @Override
    public WeightExpression map(UnaryOperator<String> names, UnaryOperator<String> indexes) {
      return new Layer(of.map(names, indexes), indexes.apply(index));
    }

    @Override
    public String toString() {
      return "stacked(" + of + ", " + index + ")";
    }
  }

  /**
   * A function of one tensor.
   *
   * @param function which
   * @param of what it is applied to
   */
  record Call(Function function, WeightExpression of) implements WeightExpression {
    @Override
    public Stream<WeightExpression> all() {
      return with(this, List.of(of));
    }

    @Override
    public WeightExpression map(UnaryOperator<String> names, UnaryOperator<String> indexes) {
      return new Call(function, of.map(names, indexes));
    }

    @Override
    public String toString() {
      return function.word() + "(" + of + ")";
    }
  }

  /** What a table can do with a tensor. */
  enum Function {
    /** (a, b) to (b, a). */
    TRANSPOSE,
    /**
     * A kernel of Flax, inputs before outputs, each of one or more dimensions, to (out, in): (D, H,
     * d) to (H·d, D). The parameter's shape says where the inputs end.
     */
    DENSE,
    /** A kernel of a convolution in Flax, (height, width, in, out), to (out, in, height, width). */
    CONV,
    /** (H, d) to (H·d). */
    FLATTEN,
    /**
     * Position embeddings (n², D) of a square grid, resampled to the parameter's grid where that is
     * another: bilinearly with aligned corners, as big_vision does.
     */
    BILINEAR,
    /** As {@link #BILINEAR}, but bicubically with antialiasing, as timm and open_clip do. */
    BICUBIC,
    /**
     * Bicubically without antialiasing, as Hugging Face's Dinov2Model does; even where the grid
     * grows, torch's two kernels differ.
     */
    BICUBIC_ALIASED,
    /**
     * As {@link #BICUBIC_ALIASED}, but stretched as if the new grid were wider by 0.1, as DINO and
     * DINOv2 without registers do (facebookresearch/dinov2, interpolate_offset).
     */
    BICUBIC_DINO,
    /** As many of the first rows as the parameter has. */
    FIRST;

    /** {@return whether it resamples position embeddings} */
    public boolean resamples() {
      return switch (this) {
        case BILINEAR, BICUBIC, BICUBIC_ALIASED, BICUBIC_DINO -> true;
        case TRANSPOSE, DENSE, CONV, FLATTEN, FIRST -> false;
      };
    }

    /** {@return how it is written in a table} */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static Stream<WeightExpression> with(
      WeightExpression whole, List<WeightExpression> parts) {
    return Stream.concat(Stream.of(whole), parts.stream().flatMap(WeightExpression::all));
  }

  private static String joined(List<WeightExpression> parts, String between) {
    return parts.stream().map(WeightExpression::toString).collect(Collectors.joining(between));
  }
}
