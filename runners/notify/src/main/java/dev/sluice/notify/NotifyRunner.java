package dev.sluice.notify;

import dev.sluice.lake.StoreReportSink;
import dev.sluice.protocol.AddressPolicy;
import dev.sluice.protocol.NotifyStep;
import dev.sluice.protocol.Runner;
import dev.sluice.protocol.RunnerMain;
import dev.sluice.protocol.StepContext;
import dev.sluice.protocol.StepFailure;
import dev.sluice.protocol.StepRequest;
import dev.sluice.protocol.StepResult;

/** Tells one other system how a run ended. */
public final class NotifyRunner implements Runner {

  /** Executes the step of this process' environment. */
  public static void main(String[] args) {
    AddressPolicy.enforce();
    RunnerMain.main(new NotifyRunner(), new StoreReportSink());
  }

  @Override
  public StepResult run(StepRequest request, StepContext context) throws Exception {
    NotifyStep step = request.notification();
    if (step == null) {
      throw new StepFailure.UserError(
          "WrongRunner",
          "The notify runner got a request of another kind: check which images the operator is"
              + " configured with.");
    }
    Receiver receiver = new Receiver(AddressPolicy.of(step.blockedAddresses()), context);
    if (step.webhook() != null) {
      return new WebhookNotice(step.webhook(), receiver).send(request.run(), step.end(), context);
    }
    if (step.powerBi() != null) {
      return new PowerBiRefresh(step.powerBi(), receiver, context).run();
    }
    if (step.openLineage() != null) {
      return new LineageNotice(step.openLineage(), receiver, context).tell(request, step.end());
    }
    throw new StepFailure.Crash("The request names no receiver.");
  }
}
