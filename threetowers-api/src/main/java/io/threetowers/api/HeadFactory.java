package io.threetowers.api;

/**
 * A component of kind {@code head}. The heart of a linear one:
 *
 * <pre>{@code
 * public Head create(Config config, int inputWidth, BuildContext context) {
 *   Script script =
 *       context.script(
 *           """
 *           def forward(self, x: Tensor, p: List[Tensor]) -> Tensor:
 *             return torch.linear(x, p[0])
 *           """);
 *   Shape weight = new Shape(config.width(), inputWidth);
 *   return Head.of(
 *       ScriptBlock.builder(
 *               script, "forward", in -> new Shape[] {new Shape(in[0].get(0), config.width())})
 *           .parameter("weight", weight, Initializers.lecunNormal(inputWidth))
 *           .build(),
 *       config.width());
 * }
 * }</pre>
 *
 * @param <C> its settings
 */
public non-sealed interface HeadFactory<C extends Record> extends Component<C, Head> {

  /**
   * Describes a head: allocates no array.
   *
   * @param config the settings, checked
   * @param inputWidth width of the embedding that the head reads
   * @param context of the head's block
   * @return the head, its parameters not yet drawn
   */
  Head create(C config, int inputWidth, BuildContext context);
}
