package io.threetowers.source.maven;

import io.threetowers.core.source.FetchProgress;
import io.threetowers.core.source.FetchProgress.Transfer;
import java.util.OptionalLong;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferEvent;

/** What Maven's resolver tells of a download, as that of any other file. */
final class TransferLines extends AbstractTransferListener {
  private static final long PAUSE = 200_000_000;

  private final String coordinates;
  private final FetchProgress progress;
  private long began;
  private long told;

  TransferLines(String coordinates, FetchProgress progress) {
    this.coordinates = coordinates;
    this.progress = progress;
  }

  @Override
  public void transferStarted(TransferEvent event) {
    began = System.nanoTime();
    told = began;
    progress.note(
        "fetching %s from Maven repository '%s'"
            .formatted(coordinates, event.getResource().getRepositoryId()));
  }

  @Override
  public void transferProgressed(TransferEvent event) {
    long now = System.nanoTime();
    if (now - told >= PAUSE) {
      told = now;
      long size = event.getResource().getContentLength();
      double rate = event.getTransferredBytes() * 1e9 / (now - began);
      progress.transferred(
          new Transfer(
              coordinates,
              event.getTransferredBytes(),
              size < 0 ? OptionalLong.empty() : OptionalLong.of(size),
              rate));
    }
  }

  @Override
  public void transferSucceeded(TransferEvent event) {
    progress.note("fetched " + coordinates);
  }
}
