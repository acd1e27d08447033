package ${package};

import io.threetowers.api.Component;
import io.threetowers.testkit.ConfigContract;
import java.util.List;

/** What every component's settings must do. */
class ${Type}ConfigTest extends ConfigContract {

  @Override
  protected Component<?, ?> component() {
    return new ${Type}();
  }

  /** What the block below names besides. */
  @Override
  protected List<Component<?, ?>> parts() {
    return List.of(new Letters());
  }

  /** Each setting, with a value that is not its default. */
  @Override
  protected String everySetting() {
    return """
    tokenizer: {type: letters}
    length: 5
    width: 24
    hidden: 7
    weights: pretrained.safetensors
    """;
  }
}
