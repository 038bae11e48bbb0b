package dev.sluice.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Which steps belong together, and when they run. */
@Group(SluiceApi.GROUP)
@Version(SluiceApi.VERSION)
@Plural("pipelines")
@ShortNames("pl")
@ValidationRule(value = SluiceApi.NAME_RULE, message = SluiceApi.NAME_MESSAGE)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(
    name = "Steps",
    jsonPath = ".status.steps",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Last run", jsonPath = ".status.lastRun.name")
@AdditionalPrinterColumn(name = "Status", jsonPath = ".status.lastRun.reason")
@AdditionalPrinterColumn(name = "Next", jsonPath = ".status.nextScheduleTime", priority = 1)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
    priority = 1)
public class Pipeline extends CustomResource<PipelineSpec, PipelineStatus> implements Namespaced {}
