package io.threetowers.core.data;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Everything in a batch, copied. */
record Snapshot(List<String> keys, List<ByteBuffer> rows, List<Long> labels, DataPosition after) {

  static List<Snapshot> of(ListSource source, LoaderOptions options, DataPosition from, int batches)
      throws Exception {
    List<Snapshot> all = new ArrayList<>();
    try (TrainingLoader loader =
        new TrainingLoader(source, TestData.lanes(), TestData.labels(source), options, from)) {
      for (int i = 0; i < batches; i++) {
        try (Batch batch = loader.next()) {
          List<ByteBuffer> rows = new ArrayList<>();
          for (Lane lane : TestData.lanes()) {
            ByteBuffer row = batch.rows(lane.name());
            rows.add(ByteBuffer.allocate(row.remaining()).put(row).flip());
          }
          List<Long> labels = Arrays.stream(batch.labels("concept")).boxed().toList();
          all.add(new Snapshot(batch.keys(), rows, labels, batch.after()));
        }
      }
    }
    return all;
  }
}
