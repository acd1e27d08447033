package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.api.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class NextCommandsTest {

  @Test
  void areThoseOfThePageInItsOrder() throws IOException {
    List<String> page =
        Page.read(Path.of("../docs/writing-a-plugin.md")).blocks().stream()
            .filter(block -> block.language().equals("sh"))
            .flatMap(block -> block.text().lines())
            .toList();
    List<String> commands =
        new NextCommands(Kind.LOSS, "my-loss", Path.of("../my-loss"), Path.of("")).lines();

    assertThat(page.get(0))
        .isEqualTo("./threetowers new-plugin ../my-loss --kind loss --type my-loss");
    assertThat(page.subList(1, 1 + commands.size())).isEqualTo(commands);
  }
}
