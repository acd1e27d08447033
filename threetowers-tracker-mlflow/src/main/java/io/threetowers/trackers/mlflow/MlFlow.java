package io.threetowers.trackers.mlflow;

import io.threetowers.api.BuildContext;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Tracker;
import io.threetowers.api.TrackerFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the settings and every number of a run to an MLflow tracking server, from a thread of its
 * own: a server that is slow or away holds up no training, and costs numbers only if it stays away.
 *
 * <p>The run's folder remembers the run on the server ({@code mlflow.json}); a resumed run goes on
 * with it. Who may write there is told by the environment as MLflow's own clients read it: {@code
 * MLFLOW_TRACKING_TOKEN}, or {@code MLFLOW_TRACKING_USERNAME} and {@code MLFLOW_TRACKING_PASSWORD}.
 */
public final class MlFlow implements TrackerFactory<MlFlow.Config> {
  private static final Logger log = LoggerFactory.getLogger(MlFlow.class);

  @Doc("the run's settings and numbers on an MLflow tracking server")
  public record Config(
      @Doc(
              "address of the server, such as http://localhost:5000; default: MLFLOW_TRACKING_URI of the environment")
          Optional<String> trackingUri,
      @Doc("name of the experiment, which is made if it is missing") @Default("three-towers")
          String experiment,
      @Doc("name of the run there; default: that of its folder") Optional<String> runName) {}

  @Override
  public String type() {
    return "mlflow";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public Tracker create(Config config, Path run, BuildContext context) {
    String uri =
        config
            .trackingUri()
            .or(() -> Optional.ofNullable(System.getenv("MLFLOW_TRACKING_URI")))
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "no server is named: set 'tracking-uri', such as http://localhost:5000, or MLFLOW_TRACKING_URI in the environment"));
    String name =
        config
            .runName()
            .orElseGet(() -> String.valueOf(run.toAbsolutePath().normalize().getFileName()));
    RestApi api = new RestApi(ServerAddress.parse(uri), Credentials.of(System.getenv()));
    return MlFlowTracker.start(
        new RemoteRun(api, config.experiment(), name, run.resolve("mlflow.json")),
        Patience.USUAL,
        log::warn);
  }
}
