package dev.sluice.spark;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import dev.sluice.protocol.Format;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A delimited text format, for Spark and for the parser that Spark uses. */
final class CsvDialect {

  private static final int MAX_COLUMNS = 20_480;
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final char NONE = '\0';

  private final Format format;

  CsvDialect(Format format) {
    this.format = format;
  }

  Map<String, String> sparkOptions() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("header", Boolean.toString(format.header()));
    options.put("delimiter", format.delimiter());
    options.put("quote", format.quote());
    options.put("escape", format.escape().isEmpty() ? String.valueOf(NONE) : format.escape());
    options.put("nullValue", format.nullValue());
    options.put("multiLine", Boolean.toString(format.multiLine()));
    options.put("encoding", "UTF-8");
    options.put("maxCharsPerColumn", "-1");
    // Names in files are checked before Spark reads them.
    options.put("enforceSchema", "true");
    return options;
  }

  /** The fields of the first record of a file, or null when it has none. */
  String @Nullable [] firstRecord(Path file) throws IOException {
    CsvParser parser = parser();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      parser.beginParsing(reader);
      String[] first = parser.parseNext();
      if (first != null && first[0] != null && first[0].indexOf(BYTE_ORDER_MARK) == 0) {
        first[0] = first[0].substring(1);
      }
      return first;
    } finally {
      parser.stopParsing();
    }
  }

  /** Whether a file has a record after its header. */
  boolean hasRows(Path file) throws IOException {
    CsvParser parser = parser();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      parser.beginParsing(reader);
      String[] header = parser.parseNext();
      return header != null && parser.parseNext() != null;
    } finally {
      parser.stopParsing();
    }
  }

  /** The fields of one record. */
  List<@Nullable String> fields(String record) {
    String[] fields = parser().parseLine(record);
    return fields == null ? List.of() : Arrays.asList(fields);
  }

  private CsvParser parser() {
    CsvParserSettings settings = new CsvParserSettings();
    settings.getFormat().setDelimiter(format.delimiter());
    settings.getFormat().setQuote(character(format.quote()));
    settings.getFormat().setQuoteEscape(character(format.escape()));
    settings.getFormat().setComment(NONE);
    settings.setCommentProcessingEnabled(false);
    settings.setIgnoreLeadingWhitespaces(false);
    settings.setIgnoreTrailingWhitespaces(false);
    settings.setMaxColumns(MAX_COLUMNS);
    settings.setMaxCharsPerColumn(-1);
    settings.setLineSeparatorDetectionEnabled(true);
    settings.setReadInputOnSeparateThread(false);
    settings.setEmptyValue("");
    return new CsvParser(settings);
  }

  private static char character(String text) {
    return text.isEmpty() ? NONE : text.charAt(0);
  }
}
