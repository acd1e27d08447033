package io.threetowers.api;

/**
 * A component of kind {@code tower}.
 *
 * @param <C> its settings
 */
public non-sealed interface TowerFactory<C extends Record> extends Component<C, Tower> {

  /** Describes a tower: allocates no array and opens no weight file. */
  Tower create(C config, BuildContext context);
}
