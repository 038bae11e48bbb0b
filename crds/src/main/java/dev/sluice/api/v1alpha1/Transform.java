package dev.sluice.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Turns datasets into datasets, with SQL, Python or a Spark job. */
@Group(SluiceApi.GROUP)
@Version(SluiceApi.VERSION)
@Plural("transforms")
@ShortNames("tf")
@ValidationRule(value = SluiceApi.NAME_RULE, message = SluiceApi.NAME_MESSAGE)
@ValidationRule(
    value =
        "!has(self.spec.inputs) || !self.spec.inputs.exists(i, has(i.from.transform) && i.from.transform =="
            + " self.metadata.name)",
    message =
        "spec.inputs: a Transform cannot read its own output (a cycle of one): remove the input")
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
public class Transform extends CustomResource<TransformSpec, StepStatus> implements Namespaced {}
