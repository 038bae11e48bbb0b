package dev.sluice.operator;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows between modules and packages point one way. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.sluice.operator", "dev.sluice.api", "dev.sluice.protocol");

  private static final DescribedPredicate<JavaClass> OURS = resideInAPackage("dev.sluice..");

  @Test
  void apiTypesDependOnNoneOfOurModules() {
    noClasses()
        .that()
        .resideInAPackage("dev.sluice.api..")
        .should()
        .dependOnClassesThat(OURS.and(not(resideInAPackage("dev.sluice.api.."))))
        .check(CLASSES);
  }

  /** Other modules are read where they were built, because the operator must not depend on them. */
  @ParameterizedTest
  @ValueSource(strings = {"protocol", "lake", "quality", "ingest", "spark", "warehouse", "dbt"})
  void runnersKnowNeitherKubernetesNorTheApiTypesNorEachOther(String module) {
    Path built = Path.of("../runners", module, "target/classes");
    assertThat(built).as("run make build first").isDirectory();
    String own = "dev.sluice." + module + "..";
    String[] shared =
        module.equals("protocol")
            ? new String[] {own}
            : new String[] {
              own,
              "dev.sluice.protocol..",
              "dev.sluice.lake..",
              "dev.sluice.quality..",
              "dev.sluice.sql.."
            };
    JavaClasses classes = new ClassFileImporter().importPath(built);
    assertThat(classes.contain("dev.sluice." + module + ".package-info")).isTrue();
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.fabric8..", "io.javaoperatorsdk..")
                .or(OURS.and(not(resideInAnyPackage(shared)))))
        .check(classes);
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
            "dev.sluice.quality..",
            "dev.sluice.sql..",
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
