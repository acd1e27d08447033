package io.threetowers.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.threetowers.api.BuildContext;
import io.threetowers.api.DataSource;
import io.threetowers.api.Evaluator;
import io.threetowers.core.model.HostContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every evaluator must do: extend it, create yours, and name the embeddings that it may ask
 * for.
 *
 * <p>The model that it is given knows nothing: each value has a direction of its own, drawn by its
 * content. Settings have a contract of their own, {@link ConfigContract}.
 */
public abstract class EvaluatorContract {
  private NDManager manager;
  private Evaluator evaluator;

  /**
   * The evaluator under test; called before each test, and more often by some.
   *
   * @param context builds scripts
   * @return a new one with the same settings
   */
  protected abstract Evaluator create(BuildContext context);

  /** {@return the embeddings of the model that it looks at, and the data field of each} */
  protected abstract Map<String, String> embeddings();

  /**
   * What it looks at: here an {@code image}, one to three of {@code text} and a {@code label} each.
   *
   * @return examples that have the fields of the embeddings
   * @throws IOException fails the test
   */
  protected DataSource data() throws IOException {
    return SampleSource.of(24);
  }

  @BeforeEach
  void describe() {
    manager = TestEngine.newManager();
    evaluator = create(new HostContext("evaluator"));
  }

  @AfterEach
  void close() {
    if (manager != null) { // or describing it failed, which is then all there is to tell
      manager.close();
    }
  }

  @Test
  void givesFiniteNumbersUnderNames() throws IOException {
    Map<String, Double> metrics = evaluator.run(embedder(false), data());
    assertThat(metrics).isNotEmpty();
    assertThat(metrics.keySet()).allSatisfy(name -> assertThat(name).isNotBlank());
    assertThat(metrics).allSatisfy((name, value) -> assertThat(value).as(name).isFinite());
  }

  @Test
  void givesTheSameNumbersInTheSameOrderAgain() throws IOException {
    Map<String, Double> metrics = evaluator.run(embedder(false), data());
    assertThat(new ArrayList<>(evaluator.run(embedder(false), data()).entrySet()))
        .isEqualTo(new ArrayList<>(metrics.entrySet()));
    assertThat(create(new HostContext("evaluator")).run(embedder(false), data()))
        .isEqualTo(metrics);
  }

  @Test
  void asksForTheEmbeddingsThatItNames() throws IOException {
    assertThat(embeddings()).containsKeys(evaluator.embeddings().toArray(String[]::new));
    HashEmbedder embedder = embedder(false);
    evaluator.run(embedder, data());
    assertThat(embedder.asked()).isEqualTo(evaluator.embeddings());
  }

  @Test
  void readsNoFieldsButThoseOfItsEmbeddingsAndThoseThatItNames() throws IOException {
    Set<String> fields = new HashSet<>(evaluator.fields());
    evaluator.embeddings().forEach(name -> fields.add(embeddings().get(name)));
    DataSource all = data();
    assertThat(evaluator.run(embedder(false), new WatchedSource(all, fields)))
        .isEqualTo(evaluator.run(embedder(false), all));
  }

  @Test
  void getsAlongWithoutTheImagesThatCannotBeRead() throws IOException {
    Map<String, Double> metrics = evaluator.run(embedder(true), data());
    assertThat(metrics).containsOnlyKeys(evaluator.run(embedder(false), data()).keySet());
    assertThat(metrics).allSatisfy((name, value) -> assertThat(value).as(name).isFinite());
  }

  @Test
  void closesWhatItOpens() throws IOException {
    DataSource all = data();
    WatchedSource data = new WatchedSource(all, all.fields().keySet());
    evaluator.run(embedder(false), data);
    assertThat(data.open()).as("passes that are open").hasValue(0);
    assertThat(manager.getManagedArrays()).as("arrays that are alive").isEmpty();
  }

  private HashEmbedder embedder(boolean losesImages) {
    return new HashEmbedder(manager, embeddings(), losesImages);
  }
}
