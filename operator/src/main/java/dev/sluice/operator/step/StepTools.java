package dev.sluice.operator.step;

import dev.sluice.operator.kube.Catalog;
import dev.sluice.operator.kube.KubeApi;
import dev.sluice.operator.kube.Signals;
import dev.sluice.operator.pipeline.RunTrigger;
import dev.sluice.operator.run.Executions;
import dev.sluice.operator.run.RevisionHistory;
import dev.sluice.operator.run.StepRevisions;
import java.time.Clock;

/** What the reconcilers of steps work with. */
public record StepTools(
    Catalog catalog,
    KubeApi api,
    Signals signals,
    Executions executions,
    StepRevisions revisions,
    RevisionHistory history,
    RunTrigger trigger,
    Clock clock) {}
