package io.threetowers.api;

/**
 * A component of kind {@code tower}. A whole one, but for the {@linkplain
 * io.threetowers.api.data.InputTransform transform} that makes thumbnails of images:
 *
 * <pre>{@code
 * public final class MeanColor implements TowerFactory<MeanColor.Config> {
 *
 *   @Doc("the mean color of an image, mapped linearly")
 *   public record Config(
 *       @Doc("D, the width of the embedding") @Range(min = 1) int width,
 *       @Doc("side of the square that images are resized to, in pixels")
 *           @Default("32")
 *           @Range(min = 1)
 *           int imageSize,
 *       @Doc("how images are resized") @Default("bicubic") Pixels.Filter filter) {}
 *
 *   @Override
 *   public String type() {
 *     return "mean-color";
 *   }
 *
 *   @Override
 *   public Class<Config> config() {
 *     return Config.class;
 *   }
 *
 *   @Override
 *   public Tower create(Config config, BuildContext context) {
 *     return Tower.of(
 *         block(config.width(), context),
 *         Modality.IMAGE,
 *         new Thumbnail(config.imageSize(), config.filter()),
 *         config.width());
 *   }
 *
 *   private static Block block(int width, BuildContext context) {
 *     Script script =
 *         context.script(
 *             """
 *             def forward(self, x: Tensor, p: List[Tensor]) -> Tensor:
 *               color = torch.mean(torch.to(x, 6), [1, 2])
 *               return torch.linear(torch.div(color, 255.), p[0], p[1])
 *             """);
 *     return ScriptBlock.builder(
 *             script, "forward", inputs -> new Shape[] {new Shape(inputs[0].get(0), width)})
 *         .parameter("color.weight", new Shape(width, 3), Initializers.lecunNormal(3))
 *         .parameter("color.bias", new Shape(width), Initializers.zeros())
 *         .build();
 *   }
 * }
 * }</pre>
 *
 * @param <C> its settings
 */
public non-sealed interface TowerFactory<C extends Record> extends Component<C, Tower> {

  /**
   * Describes a tower: allocates no array and opens no weight file.
   *
   * @param config the settings, checked
   * @param context of the tower's block
   * @return the tower, its parameters not yet drawn
   * @throws InvalidInputException if a file that it must read, such as a vocabulary, is wrong
   */
  Tower create(C config, BuildContext context);
}
