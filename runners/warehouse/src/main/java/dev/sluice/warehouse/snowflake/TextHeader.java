package dev.sluice.warehouse.snowflake;

import dev.sluice.lake.DataFile;
import dev.sluice.lake.ObjectStore;
import dev.sluice.lake.StoreFailure;
import dev.sluice.protocol.Format;
import dev.sluice.protocol.StepFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.core.exception.SdkException;

/** The names in the first line of a CSV or TSV file, of which only that line is fetched. */
final class TextHeader {

  private static final int MAX_CHARACTERS = 1 << 20;

  private final ObjectStore store;
  private final Format format;
  private final String dataset;

  TextHeader(ObjectStore store, Format format, String dataset) {
    this.store = store;
    this.format = format;
    this.dataset = dataset;
  }

  /** The names of the columns of a file, in its order. */
  List<String> names(DataFile file) {
    if (!format.header()) {
      if (format.columns().isEmpty()) {
        throw new StepFailure.UserError(
            "ColumnsMissing",
            "File "
                + dataset
                + "/"
                + file.path()
                + " is read without a header: name its columns in format.csv.columns, or set"
                + " header: true.");
      }
      return format.columns().stream().map(Format.Column::name).toList();
    }
    List<String> names = read(file);
    for (Format.Column column : format.columns()) {
      if (names.stream().noneMatch(column.name()::equalsIgnoreCase)) {
        throw new StepFailure.UserError(
            "SchemaMismatch",
            "File "
                + dataset
                + "/"
                + file.path()
                + " has no column "
                + column.name()
                + ", which format.columns declares. Its header: "
                + String.join(", ", names)
                + ".");
      }
    }
    return names;
  }

  private List<String> read(DataFile file) {
    var response = store.s3().getObject(b -> b.bucket(store.bucket()).key(store.key(file.key())));
    try {
      InputStream in = file.path().endsWith(".gz") ? new GZIPInputStream(response) : response;
      return record(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
    } catch (SdkException e) {
      throw StoreFailure.translate(e, store.connection(), "read " + store.uri(file.key()));
    } catch (IOException e) {
      throw new StepFailure.UserError(
          "MalformedFile",
          "File " + dataset + "/" + file.path() + ", line 1 is no readable header.",
          e);
    } finally {
      // The rest of the file is not wanted.
      response.abort();
    }
  }

  /** The fields of the first record. */
  List<String> record(BufferedReader in) throws IOException {
    char delimiter = format.delimiter().charAt(0);
    int quote = format.quote().isEmpty() ? -1 : format.quote().charAt(0);
    int escape = format.escape().isEmpty() ? quote : format.escape().charAt(0);
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < MAX_CHARACTERS; i++) {
      int c = in.read();
      if (i == 0 && c == '\uFEFF') {
        continue;
      }
      if (quoted) {
        in.mark(1);
        int next = c == escape || c == quote ? in.read() : -1;
        if (c == escape && next == quote) {
          field.append((char) quote);
          continue;
        }
        if (next >= 0) {
          in.reset();
        }
        if (c == quote) {
          quoted = false;
        } else if (c < 0) {
          break;
        } else {
          field.append((char) c);
        }
      } else if (c == quote && field.isEmpty()) {
        quoted = true;
      } else if (c == delimiter) {
        fields.add(field.toString());
        field.setLength(0);
      } else if (c == '\n' || c < 0) {
        break;
      } else if (c != '\r') {
        field.append((char) c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
