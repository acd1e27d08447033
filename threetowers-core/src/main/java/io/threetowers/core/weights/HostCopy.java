package io.threetowers.core.weights;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.nn.ScriptSource;
import io.threetowers.core.script.Autograd;
import io.threetowers.core.script.TorchScript;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A copy of named arrays in the host's memory. Its memory is taken once and used again by every
 * later copy, so that it costs neither time nor room a second time.
 */
public final class HostCopy implements AutoCloseable {
  private static final TorchScript SCRIPT =
      new TorchScript(ScriptSource.resource(HostCopy.class, "weights.script").text());

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final SortedMap<String, NDArray> copies = new TreeMap<>();

  /** Bytes that a copy of these arrays would take besides what is held already. */
  public long missingBytes(Map<String, NDArray> arrays) {
    return arrays.entrySet().stream()
        .filter(entry -> !holds(entry.getKey(), entry.getValue()))
        .mapToLong(entry -> bytes(entry.getValue()))
        .sum();
  }

  /** Bytes of an array's values. */
  public static long bytes(NDArray array) {
    return array.size() * Lifted.type(array).getNumOfBytes();
  }

  private boolean holds(String name, NDArray array) {
    NDArray copy = copies.get(name);
    return copy != null
        && copy.getShape().equals(array.getShape())
        && copy.getDataType() == Lifted.type(array);
  }

  /**
   * Takes the memory for a copy, so that {@link #take} does not wait for it: a system gives out
   * pages at the first write, and for gigabytes that takes longer than to copy them.
   *
   * @param arrays whose values do not matter yet
   */
  public void reserve(Map<String, NDArray> arrays) {
    release(arrays);
    NDList fresh = new NDList();
    arrays.forEach(
        (name, array) ->
            copies.computeIfAbsent(
                name,
                key -> {
                  NDArray copy = manager.create(array.getShape(), Lifted.type(array));
                  fresh.add(copy);
                  return copy;
                }));
    if (!fresh.isEmpty()) {
      SCRIPT.call("zero", fresh).close();
    }
  }

  /**
   * Copies the values as they are now: what is written to the arrays later does not reach the copy.
   *
   * @param arrays of any device
   * @return a copy of each by its name, overwritten by the next call
   */
  public SortedMap<String, NDArray> take(Map<String, NDArray> arrays) {
    reserve(arrays);
    NDList from = new NDList(arrays.size());
    NDList to = new NDList(arrays.size());
    arrays.forEach(
        (name, array) -> {
          from.add(array);
          to.add(copies.get(name));
        });
    if (!from.isEmpty()) {
      // One call for all: the engine copies each with all its threads, and waits for a GPU.
      Autograd.notRecording(() -> SCRIPT.call("copy", to, from)).close();
    }
    return Collections.unmodifiableSortedMap(copies);
  }

  /** Gives back what belongs to arrays that are there no longer, or have another shape. */
  private void release(Map<String, NDArray> arrays) {
    copies
        .entrySet()
        .removeIf(
            entry -> {
              NDArray array = arrays.get(entry.getKey());
              if (array != null && holds(entry.getKey(), array)) {
                return false;
              }
              entry.getValue().close();
              return true;
            });
  }

  @Override
  public void close() {
    copies.clear();
    manager.close();
  }
}
