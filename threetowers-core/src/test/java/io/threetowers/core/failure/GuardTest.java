package io.threetowers.core.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.threetowers.api.DataSource;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Part;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Pass;
import io.threetowers.core.builtin.JsonLines;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GuardTest {
  private final Place place =
      new Place("data.train", new Part<>(new JsonLines(), new JsonLines.Config()));

  /** Fails in as many ways as it has methods. */
  private static class Faulty implements DataSource {
    @Override
    @SuppressWarnings("NullAway")
    public Map<String, FieldType> fields() {
      return nothing();
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
      return (T) Map.of().get("nothing");
    }

    @Override
    public long size() {
      throw new InvalidInputException("there is no data");
    }

    @Override
    public Cursor open(Pass pass) {
      return new Cursor() {
        private boolean begun;

        @Override
        public @Nullable Example next() throws IOException {
          if (begun) {
            throw new IOException("torn");
          }
          begun = true;
          return null;
        }

        @Override
        public void close() {
          throw new StackOverflowError();
        }
      };
    }
  }

  @Test
  void namesThePlaceOfWhatIsThrown() {
    DataSource source = place.create(DataSource.class, Faulty::new);
    Cursor cursor = source.open(Pass.inOrder());
    assertThatThrownBy(cursor::close)
        .isInstanceOf(ComponentException.class)
        .hasMessage("data.train: tracker 'json-lines' fails in close: java.lang.StackOverflowError")
        .hasCauseInstanceOf(StackOverflowError.class);
  }

  @Test
  void guardsWhatIsHandedOutAndLetsNullPassWhereItIsAllowed() throws IOException {
    Cursor cursor = place.create(DataSource.class, Faulty::new).open(Pass.inOrder());
    assertThat(cursor.next()).isNull();
    assertThat(cursor.skipped()).isZero();
    assertThatThrownBy(cursor::next)
        .isInstanceOf(ComponentException.class)
        .hasMessageEndingWith("torn");
  }

  @Test
  void tellsOfNullWhereItIsNotAllowed() {
    DataSource source = place.create(DataSource.class, Faulty::new);
    assertThatThrownBy(source::fields)
        .isInstanceOf(ComponentException.class)
        .hasMessage("data.train: tracker 'json-lines' returns null from fields");
  }

  @Test
  void leavesThePersonsMistakesAsTheyAre() {
    DataSource source = place.create(DataSource.class, Faulty::new);
    assertThatThrownBy(source::size).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(
            () ->
                place.create(
                    DataSource.class,
                    () -> {
                      throw new IllegalArgumentException("'x' is no folder");
                    }))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("'x' is no folder");
    assertThatThrownBy(
            () ->
                place.create(
                    DataSource.class,
                    () -> {
                      throw new IllegalArgumentException();
                    }))
        .as("nothing to tell a person")
        .isInstanceOf(ComponentException.class);
  }

  @Test
  void keepsTheInnerPlaceAndNamesExampleAndStep() {
    Place outer = new Place("evaluate.ranks", place.part());
    ComponentException e =
        catchThrowableOfType(
            ComponentException.class,
            () ->
                outer.call(
                    "run",
                    () ->
                        place.call(
                            "open",
                            () -> {
                              throw new IOException("torn");
                            })));
    assertThat(e.place()).isEqualTo(place);
    assertThat(e.on("example 'a'"))
        .hasMessage(
            "data.train: tracker 'json-lines' fails in open on example 'a': java.io.IOException: torn");
    ComponentException inStep = e.on("example 'a'").in(3);
    String told =
        "step 3: data.train: tracker 'json-lines' fails in open on example 'a': java.io.IOException: torn";
    assertThat(inStep).hasMessage(told);
    assertThat(new Failures(List.of()).tell(inStep)).isEqualTo(told);
    assertThat(inStep.getStackTrace()).isEqualTo(e.getStackTrace());
  }

  @Test
  void isEqualToItselfAlone() {
    DataSource source = place.create(DataSource.class, Faulty::new);
    DataSource other = place.create(DataSource.class, Faulty::new);
    assertThat(Set.of(source, other)).contains(source, other);
    assertThat(source).isNotEqualTo(other).hasToString("data.train");
  }
}
