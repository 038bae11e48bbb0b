package dev.sluice.warehouse.load;

import dev.sluice.protocol.LoadStep;
import dev.sluice.protocol.StepFailure;
import dev.sluice.sql.SqlFailure;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the statements of the user that come before a load. */
final class Setup {

  private static final Logger log = LoggerFactory.getLogger(Setup.class);

  private final LoadStep step;
  private final Warehouse warehouse;

  Setup(LoadStep step, Warehouse warehouse) {
    this.step = step;
    this.warehouse = warehouse;
  }

  void run() throws InterruptedException {
    Optional<String> before = transactionId();
    int number = 0;
    for (String statement : step.setupSql()) {
      number++;
      String name = "spec.setupSql[" + (number - 1) + "] (" + start(statement) + ")";
      log.info("setup statement {} of {}", number, step.setupSql().size());
      if (warehouse.sql().endsTransaction(statement)) {
        throw endedTransaction(name);
      }
      try {
        warehouse.session().execute(statement);
      } catch (SqlFailure e) {
        throw e.asUserError("SetupSqlFailed", name + " failed");
      }
      if (!before.equals(transactionId())) {
        throw endedTransaction(name);
      }
    }
  }

  private static StepFailure.UserError endedTransaction(String name) {
    return new StepFailure.UserError(
        "SetupSqlFailed",
        name
            + " ended the transaction of the load: leave BEGIN, COMMIT and ROLLBACK out, Sluice"
            + " sends them.");
  }

  private static String start(String statement) {
    String line = statement.strip().lines().findFirst().orElse("");
    return line.length() <= 60 ? line : line.substring(0, 59) + "…";
  }

  private Optional<String> transactionId() throws InterruptedException {
    Optional<String> query = warehouse.sql().transactionId();
    return query.isEmpty()
        ? Optional.empty()
        : Optional.of(warehouse.session().query(query.get(), row -> row.getString(1)).get(0));
  }
}
