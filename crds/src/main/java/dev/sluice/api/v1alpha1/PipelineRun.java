package dev.sluice.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One execution of a pipeline, or of one step. */
@Group(SluiceApi.GROUP)
@Version(SluiceApi.VERSION)
@Plural("pipelineruns")
@ShortNames("plr")
@ValidationRule(value = SluiceApi.NAME_RULE, message = SluiceApi.NAME_MESSAGE)
@AdditionalPrinterColumn(name = "Pipeline", jsonPath = ".status.pipeline")
@AdditionalPrinterColumn(name = "Date", jsonPath = ".status.date")
@AdditionalPrinterColumn(
    name = "Status",
    jsonPath = ".status.conditions[?(@.type==\"Succeeded\")].reason")
@AdditionalPrinterColumn(name = "Tasks", jsonPath = ".status.progress")
@AdditionalPrinterColumn(
    name = "Started",
    jsonPath = ".status.startedAt",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(name = "Duration", jsonPath = ".status.duration")
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.conditions[?(@.type==\"Succeeded\")].message",
    priority = 1)
public class PipelineRun extends CustomResource<PipelineRunSpec, PipelineRunStatus>
    implements Namespaced {}
