package dev.sluice.sql;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalDouble;

/** What a session must know about its engine. */
public interface SqlEngine {

  /**
   * The failure as one of ours: a {@link dev.sluice.protocol.StepFailure} where it means the same
   * everywhere, else a {@link SqlFailure}.
   */
  RuntimeException translate(SQLException e);

  /** How much of a running statement is done, from 0 to 1, where the engine tells. */
  OptionalDouble fractionDone(Statement statement);
}
