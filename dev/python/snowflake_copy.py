"""COPY INTO <table> FROM @stage for the Snowflake of the tests: CSV, JSON and Parquet, read by DuckDB from the store."""

import re

from snowflake.connector.errors import ProgrammingError

COPY = re.compile(
    r"\s*copy\s+into\s+(?P<table>[\w.\"]+)(?:\s*\((?P<columns>[^)]*)\))?\s+from\s+"
    r"(?:\(\s*select\s+(?P<select>.*?)\s+from\s+@(?P<query_stage>[\w.\"]+)\s*\)|@(?P<stage>[\w.\"]+))(?P<options>.*)$",
    re.I | re.S,
)
TOKEN = re.compile(r"\s*(?:'((?:[^'\\]|\\.|'')*)'|([\w$.\"]+)|([(),=]))", re.S)
ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "0": "\0"}
HINT = (
    "  If you would like to continue loading when an error is encountered, use other values such as 'SKIP_FILE' or"
    " 'CONTINUE' for the ON_ERROR option."
)


def failure(number, state, message):
    return ProgrammingError(msg=message, errno=number, sqlstate=state)


def literal(text):
    return "'" + text.replace("'", "''") + "'"


def unescaped(text):
    return re.sub(r"\\(.)", lambda m: ESCAPES.get(m[1], m[1]), text.replace("''", "'"), flags=re.S)


def tokens(text):
    position = 0
    while text[position:].strip():
        match = TOKEN.match(text, position)
        if not match:
            raise failure(1003, "42000", f"SQL compilation error:\nsyntax error near '{text[position:position + 20]}'.")
        position = match.end()
        yield ("text", unescaped(match[1])) if match[1] is not None else ("word", match[2]) if match[2] else ("sign", match[3])


def parsed(text):
    """Options as a dictionary: words, texts, lists of them, and dictionaries."""
    stream = list(tokens(text))

    def value(i):
        kind, word = stream[i]
        if (kind, word) != ("sign", "("):
            return word, i + 1
        items, names, i = [], {}, i + 1
        while stream[i] != ("sign", ")"):
            if stream[i] == ("sign", ","):
                i += 1
            elif stream[i + 1] == ("sign", "="):
                names[stream[i][1].strip('"').upper()], i = value(i + 2)
            else:
                items.append(stream[i][1])
                i += 1
        return names or items, i + 1

    found, i = {}, 0
    while i < len(stream):
        name = stream[i][1].upper()
        if stream[i + 1] != ("sign", "="):
            raise failure(1003, "42000", f"SQL compilation error:\nsyntax error unexpected '{stream[i + 1][1]}'.")
        found[name], i = value(i + 2)
    return found


def target_columns(duck, table):
    return [(row[0], row[1]) for row in duck.execute(f"DESCRIBE {table}").fetchall()]


def run(duck, sql, stage_url, database):
    """Loads the files and returns a query for the result that COPY has: one row a file."""
    match = COPY.match(sql)
    table = match["table"] if match["table"].count(".") > 1 else f"{database}.{match['table']}"
    options = parsed(match["options"])
    form = options["FILE_FORMAT"]
    url = stage_url(match["stage"] or match["query_stage"])
    files = [url + name for name in options["FILES"]]
    if len(files) > 1000:
        raise failure(1479, "42601", "SQL compilation error:\nmaximum number of files in the FILES list is 1000.")
    for file in files:
        if not duck.execute(f"SELECT count(*) FROM glob({literal(file)})").fetchone()[0]:
            raise failure(91016, "22000", f"Remote file '{file}' was not found. There are several potential causes.")
    load = {"CSV": load_csv, "JSON": load_json, "PARQUET": load_parquet}[form["TYPE"].upper()]
    counts = load(duck, table, url, files, form, options, match["select"])
    rows = ", ".join(f"({literal(f)}, 'LOADED', {n}, {n})" for f, n in counts)
    return f"SELECT column1 AS \"file\", column2 AS \"status\", column3 AS \"rows_parsed\", column4 AS \"rows_loaded\" FROM VALUES {rows}"


def flag(form, name, otherwise):
    return str(form.get(name, otherwise)).upper() == "TRUE"


def off(value):
    return "" if value.upper() == "NONE" else value


def load_csv(duck, table, url, files, form, options, select):
    columns = target_columns(duck, table)
    quote = off(form.get("FIELD_OPTIONALLY_ENCLOSED_BY", "NONE"))
    escape = off(form.get("ESCAPE", "NONE")) or quote
    nulls = form.get("NULL_IF", ["\\N"])
    if flag(form, "EMPTY_FIELD_AS_NULL", True):
        nulls = [*nulls, ""]
    counts = []
    for file in files:
        reader = (
            f"read_csv({literal(file)}, header = false, skip = {int(form.get('SKIP_HEADER', 0))}, auto_detect = false,"
            f" delim = {literal(form.get('FIELD_DELIMITER', ','))}, quote = {literal(quote)}, escape = {literal(escape)},"
            f" nullstr = [{', '.join(map(literal, nulls)) or literal(chr(1))}], allow_quoted_nulls = false, store_rejects = true,"
            f" new_line = '\\n', columns = {{{', '.join(literal(n) + ': ' + literal(t) for n, t in columns)}}})"
        )
        n = duck.execute(f"INSERT INTO {table} SELECT * FROM {reader}").fetchone()[0]
        refuse_rejects(duck, table, url, file, dict(columns))
        counts.append((file, n))
    return counts


def refuse_rejects(duck, table, url, file, types):
    reject = duck.execute(
        "SELECT line, column_name, CAST(error_type AS VARCHAR), csv_line, error_message FROM reject_errors ORDER BY line LIMIT 1"
    ).fetchone()
    duck.execute("DROP TABLE IF EXISTS reject_errors")
    duck.execute("DROP TABLE IF EXISTS reject_scans")
    if not reject:
        return
    line, column, kind, text, message = reject
    name = file[len(url) :]
    short = table.split(".")[-1].strip('"')
    number = list(types).index(column) + 1 if column in types else 1
    place = f"\n  File '{name}', line {line}, character 1\n  Row {line}, column \"{short}\"[\"{column}\":{number}]\n{HINT}"
    if kind == "CAST":
        value = re.search(r'Could not convert string "(.*?)" to', message, re.S)
        kinds = {"DATE": (100040, "22007", "Date"), "TIMESTAMP": (100035, "22007", "Timestamp"), "BOOLEAN": (100037, "22018", "Boolean value")}
        code, state, what = kinds.get(types[column].split(" ")[0].split("(")[0], (100038, "22018", "Numeric value"))
        raise failure(code, state, f"{what} '{value[1] if value else '?'}' is not recognized{place}")
    if kind in ("TOO MANY COLUMNS", "MISSING COLUMNS"):
        raise failure(
            100080,
            "22000",
            f"Number of columns in file ({text.count(',') + 1}) does not match that of the corresponding table ({len(types)}),"
            f" use file format option error_on_column_count_mismatch=false to ignore this error{place}",
        )
    raise failure(100016, "22000", f"Field delimiter or record delimiter not found where expected{place}")


def metadata(expression, alias):
    """Columns of a query over files, as DuckDB knows them."""
    known = {"METADATA$FILENAME": "filename", "METADATA$FILE_ROW_NUMBER": "file_row_number"}
    return known.get(expression.strip().upper(), alias)


def load_json(duck, table, url, files, form, options, select):
    shape = "array" if flag(form, "STRIP_OUTER_ARRAY", False) else "unstructured"
    bucket = re.match(r"s3://[^/]+/", url)[0]
    counts = []
    for file in files:
        names = [metadata(e, "json") for e in select.split(",")]
        names = [literal(file[len(bucket) :]) if n == "filename" else n for n in names]
        try:
            n = duck.execute(
                f"INSERT INTO {table} SELECT {', '.join(names)} FROM (SELECT json, row_number() OVER () AS file_row_number"
                f" FROM read_json_objects({literal(file)}, format = '{shape}'))"
            ).fetchone()[0]
        except Exception as e:
            if "Malformed JSON" not in str(e):
                raise
            raise failure(
                100069, "22P02", f"Error parsing JSON: unknown keyword\n  File '{file[len(url):]}', line 1, character 1\n{HINT}"
            ) from e
        counts.append((file, n))
    return counts


def load_parquet(duck, table, url, files, form, options, select):
    columns = target_columns(duck, table)
    if not flag(form, "USE_VECTORIZED_SCANNER", False):
        raise failure(603, "XX000", "The emulator has the vectorized scanner only.")
    nulls = ", ".join(map(literal, form.get("NULL_IF", ["\\N"])))
    included = {k: v.upper() for k, v in options.get("INCLUDE_METADATA", {}).items()}
    bucket = re.match(r"s3://[^/]+/", url)[0]
    counts = []
    for file in files:
        reader = f"read_parquet({literal(file)}, hive_partitioning = false)"
        own = {row[0].upper(): (row[0], row[1]) for row in duck.execute(f"DESCRIBE SELECT * FROM {reader}").fetchall()}
        values = []
        for name, kind in columns:
            if included.get(name.upper()) == "METADATA$FILENAME":
                values.append(literal(file[len(bucket) :]))
            elif name.upper() in own:
                source, source_type = own[name.upper()]
                column = '"' + source.replace('"', '""') + '"'
                if kind == "JSON":
                    column = f"to_json({column})"
                elif source_type == "VARCHAR" and nulls:
                    column = f"CASE WHEN {column} NOT IN ({nulls}) THEN {column} END"
                values.append(column)
            else:
                values.append("NULL")
        n = duck.execute(f"INSERT INTO {table} SELECT {', '.join(values)} FROM {reader}").fetchone()[0]
        counts.append((file, n))
    return counts
