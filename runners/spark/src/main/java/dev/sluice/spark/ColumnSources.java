package dev.sluice.spark;

import dev.sluice.protocol.Lineage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.CaseWhen;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.ScalarSubquery;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationDef;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationRef;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.View;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import org.apache.spark.sql.catalyst.plans.logical.WithCTE;
import scala.collection.Iterable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Finds the columns of the inputs that the values of a query's columns come from, in its analysed
 * plan. What only decides which rows there are, or which value is taken, is no source: conditions,
 * join keys, groups and the order of windows. A column that passes through something unknown has no
 * sources.
 */
final class ColumnSources {

  private final Map<String, Lineage.Dataset> inputs;
  private final Map<Long, List<Optional<Set<Lineage.Source>>>> ctes = new HashMap<>();

  /**
   * @param inputs by the name of their view
   */
  ColumnSources(Map<String, Lineage.Dataset> inputs) {
    this.inputs = Map.copyOf(inputs);
  }

  /** The sources of each column, in the order of the columns. */
  List<List<Lineage.Source>> of(LogicalPlan plan) {
    return columns(plan).stream().map(c -> List.copyOf(c.orElse(Set.of()))).toList();
  }

  /** By expression id; a column whose sources are unknown is missing. */
  private static final class Known extends HashMap<Long, Set<Lineage.Source>> {}

  private List<Optional<Set<Lineage.Source>>> columns(LogicalPlan plan) {
    Known known = walk(plan);
    return attributes(plan).stream()
        .map(a -> Optional.ofNullable(known.get(a.exprId().id())))
        .toList();
  }

  private Known walk(LogicalPlan plan) {
    if (plan instanceof View view) {
      return view(view);
    }
    if (plan instanceof Union) {
      return byPosition(plan, list(plan.children()).stream().map(this::columns).toList());
    }
    if (plan instanceof WithCTE with) {
      for (CTERelationDef definition : list(with.cteDefs())) {
        ctes.put(definition.id(), columns(definition.child()));
      }
      return walk(with.plan());
    }
    if (plan instanceof CTERelationRef reference) {
      List<Optional<Set<Lineage.Source>>> columns = ctes.get(reference.cteId());
      return columns == null ? new Known() : byPosition(plan, List.of(columns));
    }
    Known known = new Known();
    // An attribute keeps its id as long as it keeps its meaning.
    list(plan.children()).forEach(child -> known.putAll(walk(child)));
    if (plan instanceof Project project) {
      name(list(project.projectList()), known);
    } else if (plan instanceof Aggregate aggregate) {
      name(list(aggregate.aggregateExpressions()), known);
    } else if (plan instanceof Window window) {
      name(list(window.windowExpressions()), known);
    } else if (plan instanceof Generate generate) {
      Optional<Set<Lineage.Source>> sources = sources((Expression) generate.generator(), known);
      for (Attribute attribute : list(generate.generatorOutput())) {
        sources.ifPresent(s -> known.put(attribute.exprId().id(), s));
      }
    } else if (plan instanceof Expand expand) {
      return byPosition(
          plan,
          list(expand.projections()).stream()
              .map(row -> list(row).stream().map(value -> sources(value, known)).toList())
              .toList());
    }
    return known;
  }

  private Known view(View view) {
    Known known = new Known();
    Lineage.Dataset input = inputs.get(view.desc().identifier().table());
    if (input == null) {
      return known;
    }
    for (Attribute attribute : attributes(view)) {
      known.put(
          attribute.exprId().id(),
          Set.of(new Lineage.Source(input.namespace(), input.name(), attribute.name())));
    }
    return known;
  }

  /** Each column of the plan is that of one of several rows of columns. */
  private static Known byPosition(
      LogicalPlan plan, List<List<Optional<Set<Lineage.Source>>>> rows) {
    Known known = new Known();
    List<Attribute> attributes = attributes(plan);
    for (int i = 0; i < attributes.size(); i++) {
      int column = i;
      merged(rows.stream().map(row -> row.get(column)).toList())
          .ifPresent(sources -> known.put(attributes.get(column).exprId().id(), sources));
    }
    return known;
  }

  private void name(List<NamedExpression> expressions, Known known) {
    Known named = new Known();
    for (NamedExpression expression : expressions) {
      if (expression instanceof Alias alias) {
        sources(alias.child(), known).ifPresent(s -> named.put(alias.exprId().id(), s));
      }
    }
    known.putAll(named);
  }

  private Optional<Set<Lineage.Source>> sources(Expression expression, Known known) {
    if (expression instanceof Attribute attribute) {
      return Optional.ofNullable(known.get(attribute.exprId().id()));
    }
    if (expression instanceof ScalarSubquery subquery) {
      return columns(subquery.plan()).get(0);
    }
    if (expression instanceof SubqueryExpression) {
      return Optional.empty();
    }
    return merged(values(expression).stream().map(value -> sources(value, known)).toList());
  }

  /** Of what an expression is made of, that which gives it its value. */
  private static List<Expression> values(Expression expression) {
    if (expression instanceof WindowExpression window) {
      return List.of(window.windowFunction());
    }
    if (expression instanceof AggregateExpression aggregate) {
      return List.of(aggregate.aggregateFunction());
    }
    if (expression instanceof If either) {
      return List.of(either.trueValue(), either.falseValue());
    }
    if (expression instanceof CaseWhen cases) {
      List<Expression> values = new ArrayList<>();
      list(cases.branches()).forEach(branch -> values.add(branch._2()));
      if (cases.elseValue().isDefined()) {
        values.add(cases.elseValue().get());
      }
      return values;
    }
    return list(expression.children());
  }

  /** All of them; unknown when one is. */
  private static Optional<Set<Lineage.Source>> merged(List<Optional<Set<Lineage.Source>>> several) {
    Set<Lineage.Source> all = new LinkedHashSet<>();
    for (Optional<Set<Lineage.Source>> one : several) {
      if (one.isEmpty()) {
        return Optional.empty();
      }
      all.addAll(one.get());
    }
    return Optional.of(all);
  }

  private static List<Attribute> attributes(LogicalPlan plan) {
    return list(plan.output());
  }

  private static <T> List<T> list(Iterable<T> elements) {
    List<T> list = new ArrayList<>();
    CollectionConverters.asJava(elements).forEach(list::add);
    return list;
  }
}
