package ${package};

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.threetowers.api.DataSource;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.Pass;
import io.threetowers.api.data.Value;
import io.threetowers.core.model.HostContext;
import io.threetowers.testkit.DataSourceContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every data source must do, and what this one does. */
class ${Type}Test extends DataSourceContract {
  @TempDir private Path folder;

  @Override
  protected DataSource create() throws IOException {
    for (int i = 10; i < 30; i++) {
      write("red/" + i, "picture " + i + "\n\n  of a fox\n");
    }
    return open(folder);
  }

  private static DataSource open(Path folder) {
    ${Type}.Config config = new ${Type}.Config(folder, List.of("png"), "txt");
    return new ${Type}().create(config, new HostContext("train"));
  }

  /** The host decodes pictures, so that any bytes will do here. */
  private void write(String name, String captions) throws IOException {
    Path picture = folder.resolve(name + ".png");
    Files.createDirectories(picture.getParent());
    Files.writeString(picture, name);
    Files.writeString(folder.resolve(name + ".txt"), captions);
  }

  @Test
  void takesEachLineAsACaption() throws IOException {
    try (Cursor cursor = create().open(Pass.inOrder())) {
      Example first = cursor.next();
      assertThat(first).isNotNull();
      assertThat(first.key()).isEqualTo(Path.of("red", "10.png").toString());
      assertThat(first.fields())
          .containsEntry("text", new Value.Text(List.of("picture 10", "of a fox")));
    }
  }

  @Test
  void leavesOutPicturesWithoutCaptions() throws IOException {
    write("blue", "blue");
    Files.delete(folder.resolve("blue.txt"));
    assertThat(create().size()).isEqualTo(20);
  }

  @Test
  void countsCaptionsThatTurnOutEmpty() throws IOException {
    write("blue", " \n");
    DataSource source = create();
    assertThat(source.size()).isEqualTo(21);
    try (Cursor cursor = source.open(Pass.inOrder())) {
      while (cursor.next() != null) {
        // on to the end
      }
      assertThat(cursor.skipped()).isEqualTo(1);
    }
  }

  @Test
  void tellsOfAFolderWithoutPictures() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> open(empty))
        .withMessage(
            "data 'train': no picture in '%s' (png) has a .txt file of its name beside it", empty);
  }

  @Test
  void tellsOfAFolderThatIsNotThere() {
    Path missing = folder.resolve("missing");
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(() -> open(missing))
        .withMessage("data 'train': there is no folder '%s'", missing);
  }
}
