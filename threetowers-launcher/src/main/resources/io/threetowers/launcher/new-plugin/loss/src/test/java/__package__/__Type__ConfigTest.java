package ${package};

import io.threetowers.api.Component;
import io.threetowers.testkit.ConfigContract;

/** What every component's settings must do. */
class ${Type}ConfigTest extends ConfigContract {

  @Override
  protected Component<?, ?> component() {
    return new ${Type}();
  }

  /** Each setting, a line each, with a value that is not its default. */
  @Override
  protected String everySetting() {
    return "margin: 0.5";
  }
}
