package dev.sluice.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Runs a dbt project against a warehouse. */
@Group(SluiceApi.GROUP)
@Version(SluiceApi.VERSION)
@Plural("modelruns")
@ShortNames("mr")
@ValidationRule(value = SluiceApi.NAME_RULE, message = SluiceApi.NAME_MESSAGE)
@ValidationRule(
    value =
        "!has(self.spec.reads) || !self.spec.reads.exists(r, has(r.modelRun) && r.modelRun =="
            + " self.metadata.name)",
    message =
        "spec.reads: a ModelRun cannot read its own result (a cycle of one): remove the entry")
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(
    name = "Status",
    jsonPath = ".status.conditions[?(@.type==\"Succeeded\")].reason")
@AdditionalPrinterColumn(name = "Date", jsonPath = ".status.lastExecution.date")
@AdditionalPrinterColumn(
    name = "Rows",
    jsonPath = ".status.lastExecution.rows",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Duration", jsonPath = ".status.lastExecution.duration")
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(name = "Message", jsonPath = ".status.message", priority = 1)
public class ModelRun extends CustomResource<ModelRunSpec, StepStatus> implements Namespaced {}
