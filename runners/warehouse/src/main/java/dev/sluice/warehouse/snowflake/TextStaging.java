package dev.sluice.warehouse.snowflake;

import dev.sluice.lake.DataFile;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.Progress;
import dev.sluice.protocol.StepFailure;
import dev.sluice.sql.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * CSV and TSV files as temporary tables: one for each order of columns and folder among them, as
 * COPY goes by position. Types come from the format, the table, or a pass over all rows.
 */
final class TextStaging {

  private final Staging staging;
  private final Format format;

  TextStaging(Staging staging) {
    this.staging = staging;
    this.format = staging.snapshot().format();
  }

  /** Files that are copied together. */
  private record Group(List<String> header, List<String> folders) {}

  Staged stage(List<Column> target) throws InterruptedException {
    TextHeader text = new TextHeader(staging.store(), format, staging.dataset());
    // Slices of unchanged raw data share files.
    Map<String, List<String>> known = new HashMap<>();
    List<List<String>> headers = new ArrayList<>();
    for (DataFile file : staging.snapshot().files()) {
      requireNotEmpty(file);
      headers.add(known.computeIfAbsent(file.key(), key -> text.names(file)));
    }
    Folders folders =
        Folders.of(
            staging.snapshot(),
            headers.get(0).stream().map(n -> Column.optional(n, SnowflakeTypes.TEXT)).toList());
    Map<Group, List<DataFile>> groups = new LinkedHashMap<>();
    for (int i = 0; i < headers.size(); i++) {
      Folders.Place place = folders.places().get(i);
      groups
          .computeIfAbsent(new Group(headers.get(i), place.values()), g -> new ArrayList<>())
          .add(place.file());
    }
    requireSameColumns(groups);
    return stage(groups, folders, target);
  }

  private Staged stage(Map<Group, List<DataFile>> groups, Folders folders, List<Column> target)
      throws InterruptedException {
    List<Column> own = new ArrayList<>();
    List<Column> open = new ArrayList<>();
    List<String> selects = new ArrayList<>();
    Progress progress = staging.progress();
    for (Map.Entry<Group, List<DataFile>> group : groups.entrySet()) {
      List<Column> columns = new ArrayList<>();
      for (String name : group.getKey().header()) {
        String known = known(name, target);
        columns.add(
            Column.optional(Staging.SQL.fold(name), known == null ? SnowflakeTypes.TEXT : known));
        if (known == null && selects.isEmpty()) {
          open.add(columns.get(columns.size() - 1));
        }
      }
      String table = "ROWS_" + selects.size();
      staging.session().execute(Staging.COPY.createTable(table, columns));
      staging.copy(
          group.getValue(), progress, files -> Staging.COPY.copyText(table, format, files));
      if (own.isEmpty()) {
        own.addAll(columns);
      }
      List<String> select =
          new ArrayList<>(own.stream().map(c -> Staging.SQL.identifier(c.name())).toList());
      select.addAll(folders.constants(group.getKey().folders()));
      selects.add("SELECT " + String.join(", ", select) + " FROM " + Staging.COPY.table(table));
    }
    List<Column> all = new ArrayList<>(own);
    all.addAll(folders.columns());
    String relation = "(" + String.join("\nUNION ALL\n", selects) + ")";
    return open.isEmpty()
        ? new Staged(relation, all)
        : new FoundTypes(staging.session()).apply(relation, all, open);
  }

  private void requireNotEmpty(DataFile file) {
    if (file.bytes() == 0) {
      throw new StepFailure.UserError(
          "EmptyFile",
          "File "
              + staging.dataset()
              + "/"
              + file.path()
              + " is empty, without even a header: check what produces it.");
    }
  }

  private void requireSameColumns(Map<Group, List<DataFile>> groups) {
    Map.Entry<Group, List<DataFile>> first = groups.entrySet().iterator().next();
    for (Map.Entry<Group, List<DataFile>> group : groups.entrySet()) {
      List<String> header = sorted(group.getKey().header());
      String file = staging.dataset() + "/" + group.getValue().get(0).path();
      if (header.stream().distinct().count() < header.size()) {
        throw new StepFailure.UserError(
            "SchemaMismatch",
            "File "
                + file
                + " names a column twice in its header: "
                + String.join(", ", group.getKey().header())
                + ".");
      }
      if (!header.equals(sorted(first.getKey().header()))) {
        throw new StepFailure.UserError(
            "SchemaMismatch",
            "Files of the dataset have different columns: "
                + staging.dataset()
                + "/"
                + first.getValue().get(0).path()
                + " has "
                + String.join(", ", first.getKey().header())
                + "; "
                + file
                + " has "
                + String.join(", ", group.getKey().header())
                + ". Choose files of one kind with the path of the input.");
      }
    }
  }

  private static List<String> sorted(List<String> names) {
    return names.stream().map(n -> n.toLowerCase(Locale.ROOT)).sorted().toList();
  }

  private @Nullable String known(String name, List<Column> target) {
    Optional<Format.Column> declared =
        format.columns().stream().filter(c -> c.name().equalsIgnoreCase(name)).findFirst();
    String type = declared.map(SnowflakeTypes::declared).orElse(null);
    return type != null ? type : Column.find(target, name).map(Column::type).orElse(null);
  }
}
