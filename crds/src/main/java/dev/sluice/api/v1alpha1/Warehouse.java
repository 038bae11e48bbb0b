package dev.sluice.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A database that steps load, check and model. */
@Group(SluiceApi.GROUP)
@Version(SluiceApi.VERSION)
@Plural("warehouses")
@ShortNames("wh")
@ValidationRule(value = SluiceApi.NAME_RULE, message = SluiceApi.NAME_MESSAGE)
@AdditionalPrinterColumn(name = "Type", jsonPath = ".status.type")
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
    priority = 1)
public class Warehouse extends CustomResource<WarehouseSpec, ConnectionStatus>
    implements Namespaced {}
