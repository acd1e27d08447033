package io.threetowers.core.data;

import io.threetowers.api.DataSource;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Value;
import io.threetowers.core.failure.ComponentException;
import io.threetowers.core.seed.Seeds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the rows and label numbers of an example; the same ones in whatever thread. */
final class ExamplePreparer {
  private final List<Lane> lanes;
  private final List<FieldType> types = new ArrayList<>();
  private final List<LabelLane> labels;
  private final List<Map<String, Integer>> numbers = new ArrayList<>();
  private final LoaderOptions options;
  private final LoaderClock clock;

  ExamplePreparer(
      DataSource source,
      List<Lane> lanes,
      List<LabelLane> labels,
      LoaderOptions options,
      LoaderClock clock) {
    this.lanes = List.copyOf(lanes);
    this.labels = List.copyOf(labels);
    this.options = options;
    this.clock = clock;
    for (Lane lane : lanes) {
      types.add(Examples.type(source, lane.field(), "lane '" + lane.name() + "'"));
    }
    for (LabelLane label : labels) {
      Examples.type(source, label.field(), "a loss", FieldType.LABEL);
      Map<String, Integer> number = new HashMap<>();
      label.classes().forEach(name -> number.put(name, number.size()));
      numbers.add(number);
    }
  }

  /**
   * Everything that the batch needs of one example.
   *
   * @throws IOException if it cannot be read
   */
  Prepared prepare(Example example, long epoch) throws IOException {
    Views views = new Views(example, epoch, options, clock);
    List<byte[]> rows = new ArrayList<>(lanes.size());
    for (int i = 0; i < lanes.size(); i++) {
      rows.add(row(example.key(), epoch, lanes.get(i), views.of(lanes.get(i), types.get(i))));
    }
    List<Integer> classes = new ArrayList<>(labels.size());
    for (int i = 0; i < labels.size(); i++) {
      classes.add(number(example, labels.get(i), numbers.get(i)));
    }
    return new Prepared(rows, classes);
  }

  private byte[] row(String key, long epoch, Lane lane, Value value) {
    long before = System.nanoTime();
    try {
      return new RowWriter(lane.transform(), lane.rowBytes())
          .write(value, () -> Seeds.random(options.seed(), epoch, key, "transform", lane.name()));
    } catch (InvalidInputException e) {
      throw new InvalidInputException(failed(key, lane, e.getMessage()), e);
    } catch (ComponentException e) {
      throw e.on("example '" + key + "'");
    } catch (RuntimeException e) {
      throw new IllegalStateException(failed(key, lane, e.toString()), e);
    } finally {
      clock.transform.add(System.nanoTime() - before);
    }
  }

  private static String failed(String key, Lane lane, String reason) {
    return "example '%s', lane '%s': %s".formatted(key, lane.name(), reason);
  }

  private static int number(Example example, LabelLane lane, Map<String, Integer> numbers) {
    Value value = Examples.value(example, lane.field());
    Integer number = value instanceof Value.Label label ? numbers.get(label.name()) : null;
    if (number == null) {
      throw new InvalidInputException(
          "example '%s': '%s' of field '%s' is none of its %d classes"
              .formatted(
                  example.key(),
                  value instanceof Value.Label label ? label.name() : value,
                  lane.field(),
                  numbers.size()));
    }
    return number;
  }
}
