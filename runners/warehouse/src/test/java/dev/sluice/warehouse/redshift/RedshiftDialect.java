package dev.sluice.warehouse.redshift;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Statements of Redshift in PostgreSQL's words. It refuses what PostgreSQL would take and Redshift
 * does not.
 */
final class RedshiftDialect implements Function<String, String> {

  /** What stands in place of a statement that Redshift would refuse. */
  static String failure(String state, String message) {
    return "DO $sluice$ BEGIN RAISE EXCEPTION USING ERRCODE = '"
        + state
        + "', MESSAGE = $message$"
        + message
        + "$message$; END $sluice$";
  }

  private static final Pattern LITERAL = Pattern.compile("'(?:[^'\\\\]|\\\\.|'')*'");

  private static final Pattern LITERAL_OR_NAME =
      Pattern.compile(LITERAL.pattern() + "|\"(?:[^\"]|\"\")*\"");

  private static final List<Pattern> UNKNOWN =
      Stream.of(
              "\\bON\\s+CONFLICT\\b",
              "\\bRETURNING\\b",
              "^\\s*DO\\b",
              "\\bjsonb?\\b",
              "\\bDISTINCT\\s+FROM\\b",
              "\\bFILTER\\s*\\(",
              "\\bADD\\s+COLUMN\\s+IF\\b",
              "\\bTEMP(ORARY)?\\s+VIEW\\b",
              "\\bROW\\s*\\(",
              "\\bpg_advisory\\w*",
              "\\bto_reg\\w+",
              "\\battidentity\\b",
              "\\battgenerated\\b",
              "\\b(lock|idle_in_transaction_session)_timeout\\b",
              "\\bserver_version_num\\b",
              "\\bFROM\\s+STDIN\\b",
              "\\bbytea\\b",
              "\\buuid\\b")
          .map(p -> Pattern.compile(p, Pattern.CASE_INSENSITIVE))
          .toList();

  /** Only what a test asks for: Redshift's own words, in PostgreSQL's. */
  private static final Map<Pattern, String> OWN = new LinkedHashMap<>();

  static {
    OWN.put(Pattern.compile("(?i)^SET query_group TO"), "SET redshift.query_group TO");
    OWN.put(Pattern.compile("(?i)^SET readonly=1"), "SET default_transaction_read_only = on");
    OWN.put(Pattern.compile("(?i)\\bvarbyte\\(\\d+\\)"), "bytea");
    OWN.put(Pattern.compile("(?i)\\bPASSWORD DISABLE\\b"), "PASSWORD NULL");
    OWN.put(Pattern.compile("(?i)\\b(TO|FROM) ROLE\\b"), "$1");
    OWN.put(Pattern.compile("(?i)\\s+DISTSTYLE (ALL|EVEN|AUTO)\\b"), "");
    OWN.put(Pattern.compile("(?i)\\s+DISTKEY ?\\([^)]*\\)"), "");
    OWN.put(Pattern.compile("(?i)\\s+(COMPOUND )?SORTKEY ?\\([^)]*\\)"), "");
  }

  private final ParquetCopy copy;

  RedshiftDialect(ParquetCopy copy) {
    this.copy = copy;
  }

  @Override
  public String apply(String statement) {
    String bare = LITERAL_OR_NAME.matcher(statement).replaceAll("''");
    for (Pattern unknown : UNKNOWN) {
      Matcher found = unknown.matcher(bare);
      if (found.find()) {
        return failure("42601", "syntax error at or near \"" + found.group() + "\"");
      }
    }
    if (bare.strip().toUpperCase(Locale.ROOT).startsWith("COPY ")) {
      return copy.statement(statement);
    }
    // Names are lower case with quotes, too.
    String text =
        LITERAL_OR_NAME
            .matcher(statement)
            .replaceAll(
                part ->
                    Matcher.quoteReplacement(
                        part.group().startsWith("\"")
                            ? part.group().toLowerCase(Locale.ROOT)
                            : part.group()));
    for (Map.Entry<Pattern, String> own : OWN.entrySet()) {
      text = own.getKey().matcher(text).replaceAll(own.getValue());
    }
    return text;
  }
}
