package io.threetowers.core.builtin;

import io.threetowers.api.BuildContext;
import io.threetowers.api.DataSource;
import io.threetowers.api.DataSourceFactory;

/** Examples from tar files: members that share a name up to the first dot are one example. */
public final class WebDataset implements DataSourceFactory<WebDatasetConfig> {

  @Override
  public String type() {
    return "webdataset";
  }

  @Override
  public Class<WebDatasetConfig> config() {
    return WebDatasetConfig.class;
  }

  @Override
  public DataSource create(WebDatasetConfig config, BuildContext context) {
    return WebDatasetSource.open(config, context.name());
  }
}
