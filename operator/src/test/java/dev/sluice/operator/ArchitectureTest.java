package dev.sluice.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between modules and packages point one way. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.sluice.operator", "dev.sluice.api", "dev.sluice.protocol");

  @Test
  void apiTypesAndProtocolDependOnNoneOfOurModules() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.sluice.api..", "dev.sluice.protocol..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.sluice.operator..", "dev.sluice.lake..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("dev.sluice.protocol..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.sluice.api..", "io.fabric8..", "io.javaoperatorsdk..")
        .check(CLASSES);
  }

  @Test
  void theOperatorKnowsNoRunner() {
    noClasses()
        .that()
        .resideInAPackage("dev.sluice.operator..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.sluice.lake..",
            "dev.sluice.ingest..",
            "dev.sluice.spark..",
            "dev.sluice.warehouse..",
            "dev.sluice.dbt..",
            "dev.sluice.dev..")
        .check(CLASSES);
  }

  @Test
  void thePlannerDecidesWithoutAClientAndWithoutAClock() {
    noClasses()
        .that()
        .haveNameMatching(".*\\.(RunPlanner|RunSummary|TaskSettlement|TaskStates|RetryRules)")
        .should()
        .dependOnClassesThat()
        .haveNameMatching(".*(KubeApi|KubernetesClient|java\\.time\\.Clock|PodCache|Catalog)")
        .check(CLASSES);
  }

  @Test
  void noClassIsNamedAfterALayer() {
    classes()
        .should()
        .haveNameNotMatching(".*(Utils?|Helper|Manager|Impl|\\.Abstract\\w+)$")
        .check(CLASSES);
  }
}
