package io.threetowers.core.builtin;

import io.threetowers.api.BuildContext;
import io.threetowers.api.DataSource;
import io.threetowers.api.DataSourceFactory;

/** Examples from the rows of a table. */
public final class Table implements DataSourceFactory<TableConfig> {

  @Override
  public String type() {
    return "table";
  }

  @Override
  public Class<TableConfig> config() {
    return TableConfig.class;
  }

  @Override
  public DataSource create(TableConfig config, BuildContext context) {
    return TableSource.open(config, context.name());
  }
}
