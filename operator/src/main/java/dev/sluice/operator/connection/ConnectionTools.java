package dev.sluice.operator.connection;

import dev.sluice.operator.kube.Catalog;
import dev.sluice.operator.kube.KubeApi;
import dev.sluice.operator.kube.PodCache;
import dev.sluice.operator.kube.Signals;
import dev.sluice.operator.pod.PodFactory;
import dev.sluice.operator.pod.Slots;
import java.time.Clock;

/** What the reconcilers of connections work with. */
public record ConnectionTools(
    Catalog catalog,
    KubeApi api,
    PodCache pods,
    PodFactory factory,
    Slots slots,
    Signals signals,
    Clock clock) {}
