"""A Snowflake for tests: fakesnow, with what Sluice sends and fakesnow lacks.

Usage: snowflake_server.py PORT SETTINGS
SETTINGS is a JSON file: {"user", "password", "role", "warehouse", "token", "publicKey"} (the last one a PEM file).
Statements that DuckDB has no equal for (grants, roles, integrations, sessions) are accepted without effect.
Results are sent as text (JDBC_QUERY_RESULT_FORMAT=JSON), not as Arrow.
What differs from Snowflake is listed in docs/snowflake.md.
"""

import base64
import datetime
import importlib
import json
import re
import sys
import time
from pathlib import Path

import duckdb_extension_httpfs
import fakesnow
import jwt
import snowflake.connector.errors as errors
import sqlglot
import snowflake_copy
from sqlglot import exp
from starlette.responses import JSONResponse

server = importlib.import_module("fakesnow.server")
cursors = importlib.import_module("fakesnow.cursor")
info_schema = importlib.import_module("fakesnow.info_schema")

HTTPFS = next(Path(duckdb_extension_httpfs.__file__).parent.glob("extensions/v*/httpfs.duckdb_extension"))
SETTINGS = json.loads(Path(sys.argv[2]).read_text())
# Snowflake ends an idle transaction after five minutes when it stands in another's way.
IDLE_TRANSACTION_SECONDS = 2
LOCK_SECONDS = 8
MACROS = """
CREATE OR REPLACE TEMP MACRO try_to_timestamp_ntz(v) AS TRY_CAST(v AS TIMESTAMP);
CREATE OR REPLACE TEMP MACRO snowflake_typeof(v) AS CASE json_type(v)
  WHEN 'UBIGINT' THEN 'INTEGER' WHEN 'BIGINT' THEN 'INTEGER' WHEN 'NULL' THEN 'NULL_VALUE' ELSE json_type(v) END;
"""
DONE = "SELECT 'Statement executed successfully.' AS status"

COMMENT = r"^\s*(?:/\*.*?\*/\s*|--[^\n]*\n\s*)*"
WITHOUT_EFFECT = re.compile(
    COMMENT
    + r"(grant|revoke|use\s+(role|warehouse|secondary)|create\s+(or\s+replace\s+)?(role|user|warehouse|storage\s+integration"
    r"|network\s+(policy|rule)|tag|file\s+format)|describe\s+storage|alter\s+schema\s+\S+\s+set\s+tag|alter\s+(role|user|warehouse|session|account|database|storage)|drop\s+(role|user|warehouse))\b",
    re.I | re.S,
)
DDL = re.compile(COMMENT + r"(create|alter|drop|truncate|undrop|comment|grant|revoke)\b", re.I | re.S)
DATA = re.compile(COMMENT + r"(insert|update|delete|merge|copy|select|with)\b", re.I | re.S)
BEGIN = re.compile(COMMENT + r"(begin|start\s+transaction)\b", re.I | re.S)
END = re.compile(COMMENT + r"(commit|rollback)\b", re.I | re.S)
MERGE = re.compile(COMMENT + r"merge\s+into\b", re.I | re.S)
# Grants of a table or view are remembered, for INFORMATION_SCHEMA.OBJECT_PRIVILEGES; they are never asked.
GRANT = re.compile(
    COMMENT + r"grant\s+(?P<privilege>\w+)\s+on\s+(table\s+|view\s+)?(?P<name>[\w\"]+\.[\w\"]+\.[\w\"]+)\s+to\s+role\s+(?P<role>\w+)",
    re.I | re.S,
)
PRIVILEGES = "_fs_global.main.object_privileges"
CREATE_SCHEMA = re.compile(COMMENT + r"create\s+schema\b", re.I | re.S)
STAGE = re.compile(COMMENT + r"create\s+(or\s+replace\s+)?(temporary\s+)?stage\s+(if\s+not\s+exists\s+)?(?P<name>[\w.\"]+)", re.I | re.S)
TEMPORARY = re.compile(
    COMMENT + r"create\s+(?P<replace>or\s+replace\s+)?temporary\s+(?P<kind>table|view)\s+(if\s+not\s+exists\s+)?(?P<name>[\w.\"]+)",
    re.I | re.S,
)

# Of the engine, and of the table in which fakesnow remembers lengths of texts.
RACE = re.compile(r"conflict|duplicate key \"ext_table_catalog|failed to commit: primary key", re.I)
OUTPUT_FORMAT = re.compile(r"\b(\w+_OUTPUT_FORMAT)\s*=\s*'([^']*)'", re.I)

stages = {}
# Of all sessions together: drivers need them to write times as text.
output_formats = {"TIMESTAMP_OUTPUT_FORMAT": "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM"}
transactions = {}
_execute = cursors.FakeSnowflakeCursor.execute
_parse = server.parse_one
_login = server.login_request


def failure(number, state, message):
    return errors.ProgrammingError(msg=message, errno=number, sqlstate=state)


def merged(connection, sql):
    """The engine's own MERGE: the one of fakesnow cannot be in a transaction. Returns the result that MERGE has."""
    merge = sqlglot.parse_one(sql, read="snowflake")
    for when in merge.args["whens"].expressions:
        # A value without a table is one of the source.
        if isinstance(insert := when.args.get("then"), exp.Insert) and insert.expression:
            for column in insert.expression.find_all(exp.Column):
                if not column.table:
                    column.set("table", exp.to_identifier(merge.args["using"].alias_or_name))
    for table in merge.find_all(exp.Table):
        if table.db and not table.catalog:
            table.set("catalog", exp.to_identifier(connection.database))
    actions = connection._duck_conn.execute(merge.sql(dialect="duckdb") + " RETURNING merge_action").fetchall()
    counts = [sum(1 for (action,) in actions if action == kind) for kind in ("INSERT", "UPDATE")]
    return 'SELECT {} AS "number of rows inserted", {} AS "number of rows updated"'.format(*counts)


def options(text):
    return dict(re.findall(r"(\w+)\s*=\s*'((?:[^']|'')*)'", text))


def create_stage(connection, match, sql):
    found = options(sql[match.end() :])
    url = found["URL"].replace("s3compat://", "s3://")
    name = match["name"].replace('"', "")
    stages[(connection, name.split(".")[-1])] = url
    if "AWS_KEY_ID" in found:
        endpoint = f", ENDPOINT '{found['ENDPOINT']}', USE_SSL false, URL_STYLE 'path'" if "ENDPOINT" in found else ""
        secret = "stage_" + re.sub(r"\W", "_", url)
        connection._duck_conn.execute(
            f"CREATE OR REPLACE SECRET {secret} (TYPE s3, SCOPE '{url}', REGION 'us-east-1', KEY_ID '{found['AWS_KEY_ID']}',"
            f" SECRET '{found['AWS_SECRET_KEY']}'{endpoint})"
        )


def stage_url(connection, name):
    url = stages.get((connection, name.replace('"', "").split(".")[-1]))
    if url is None:
        raise failure(2003, "02000", f"SQL compilation error:\nStage '{name}' does not exist or not authorized.")
    return url


class Transaction:
    """What a session has done since BEGIN."""

    def __init__(self):
        self.statements = 0
        self.last = time.monotonic()


def commit_open(connection):
    if transactions.pop(connection, None):
        connection._duck_conn.commit()


def roll_back(connection):
    if transactions.pop(connection, None):
        connection._duck_conn.rollback()


def abort_idle(waiting):
    """Rolls back transactions of sessions that stand still, as of clients that died."""
    for other, transaction in list(transactions.items()):
        if other is not waiting and time.monotonic() - transaction.last > IDLE_TRANSACTION_SECONDS:
            roll_back(other)


def run(cursor, sql, arguments, named):
    connection = cursor._conn
    if not connection.has_warehouse and DATA.match(sql):
        raise failure(606, "57P03", "No active warehouse selected in the current session.  Select an active warehouse with the 'use warehouse' command.")
    if BEGIN.match(sql):
        if connection in transactions:
            return _execute(cursor, DONE, *arguments, **named)
        transactions[connection] = Transaction()
        return _execute(cursor, "BEGIN", *arguments, **named)
    if END.match(sql):
        transactions.pop(connection, None)
        return _execute(cursor, sql, *arguments, **named)
    if DDL.match(sql):
        # As Snowflake does, so that a statement which should not be in a transaction shows.
        commit_open(connection)
    if grant := GRANT.match(sql):
        parts = grant["name"].replace('"', "").upper().split(".")
        connection._duck_conn.execute(
            f"INSERT INTO {PRIVILEGES} VALUES (?, ?, 'TABLE', ?, ?, ?)", [grant["role"].upper(), grant["privilege"].upper(), *parts]
        )
    if WITHOUT_EFFECT.match(sql):
        output_formats.update((name.upper(), value) for name, value in OUTPUT_FORMAT.findall(sql))
        return _execute(cursor, DONE, *arguments, **named)
    if stage := STAGE.match(sql):
        create_stage(connection, stage, sql)
        return _execute(cursor, DONE, *arguments, **named)
    if table := TEMPORARY.match(sql):
        # DuckDB keeps temporary tables in a catalog of their own: a name that nobody else uses does instead.
        name = table["name"]
        connection.temporary[name] = f'{name[:-1]}_{id(connection)}"' if name.endswith('"') else f"{name}_{id(connection)}"
        connection.kinds[name] = table["kind"]
        sql = re.sub(r"temporary\s+", "", sql, count=1, flags=re.I)
    for name, unique in connection.temporary.items():
        sql = sql.replace(name, unique)
    if snowflake_copy.COPY.match(sql):
        rows = snowflake_copy.run(connection._duck_conn, sql, lambda name: stage_url(connection, name), connection.database)
        return _execute(cursor, rows, *arguments, **named)
    current = transactions.get(connection)
    for function, value in {
        "transaction": f"'{id(current)}'" if current else "NULL",
        "role": f"'{SETTINGS['role']}'",
        "warehouse": f"'{SETTINGS['warehouse']}'" if connection.has_warehouse else "NULL",
    }.items():
        sql = re.sub(rf"\bcurrent_{function}\(\)", value, sql, flags=re.I)
    sql = re.sub(r"\btypeof\(", "snowflake_typeof(", sql, flags=re.I)
    privileges = f"(SELECT * FROM {PRIVILEGES} WHERE object_catalog = '{connection.database}')"
    sql = re.sub(r"[\w\"]+\.information_schema\.object_privileges\b", privileges, sql, flags=re.I)
    sql = re.sub(r"[\w\"]+\.(information_schema\.schemata)\b", r"\1", sql, flags=re.I)
    if MERGE.match(sql):
        sql = merged(connection, sql)
    if CREATE_SCHEMA.match(sql):
        sql = re.sub(r"\s+with\s+managed\s+access", "", sql, flags=re.I)
    schema = connection._schema, connection.schema_set
    result = _execute(cursor, sql, *arguments, **named)
    if CREATE_SCHEMA.match(sql):
        connection._schema, connection.schema_set = schema
    return result


def execute(self, command, *arguments, **named):
    connection = self._conn
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            result = run(self, command, arguments, named)
            if transaction := transactions.get(connection):
                transaction.last = time.monotonic()
                transaction.statements += 0 if BEGIN.match(command) else 1
            return result
        except (errors.ProgrammingError, errors.OperationalError):
            raise
        except Exception as e:
            if not RACE.search(str(e)):
                raise translated(e) from e
            # The engine does not wait for a lock but fails: waiting is what Snowflake does.
            transaction = transactions.get(connection)
            roll_back(connection)
            if time.monotonic() > deadline or (transaction and transaction.statements > 0):
                raise failure(625, "57014", "Statement has locked table in a transaction and this lock has not yet been released.") from e
            time.sleep(0.1)
            abort_idle(connection)
            if transaction:
                run(self, "BEGIN", arguments, named)


def translated(e):
    text = f"{type(e).__name__}: {e}"
    if "not null constraint" in text.lower():
        return failure(100072, "22000", "NULL result in a non-nullable column")
    return failure(603, "XX000", text)


def parse(sql, *arguments, **named):
    """For the server's own look at a statement, which must not fail on what is handled above."""
    if WITHOUT_EFFECT.match(sql) or STAGE.match(sql) or snowflake_copy.COPY.match(sql):
        sql = DONE
    return _parse(sql, *arguments, **named)


def refused(code, message):
    return JSONResponse({"data": {}, "code": code, "message": message, "success": False})


def is_signed(token, user):
    claims = jwt.decode(token, Path(SETTINGS["publicKey"]).read_bytes(), algorithms=["RS256"])
    return claims["sub"].endswith("." + user.upper()) and claims["iss"].startswith(claims["sub"] + ".SHA256:")


def is_known(data):
    method = str(data.get("AUTHENTICATOR", "")).upper()
    user = str(data.get("LOGIN_NAME", ""))
    if method == "SNOWFLAKE_JWT":
        try:
            return user.upper() == SETTINGS["user"] and is_signed(data["TOKEN"], user)
        except jwt.PyJWTError:
            return False
    if method in ("OAUTH", "WORKLOAD_IDENTITY"):
        return data.get("TOKEN") == SETTINGS["token"]
    return user.upper() == SETTINGS["user"] and data.get("PASSWORD") == SETTINGS["password"]


async def login(request):
    body = await request.body()
    data = json.loads(server.gzip.decompress(body) if request.headers.get("Content-Encoding") == "gzip" else body)["data"]
    if not is_known(data):
        if data.get("AUTHENTICATOR") == "SNOWFLAKE_JWT":
            return refused("390144", "JWT token is invalid.")
        if data.get("AUTHENTICATOR") in ("OAUTH", "WORKLOAD_IDENTITY"):
            return refused("390303", "Invalid OAuth access token.")
        return refused("390100", "Incorrect username or password was specified.")
    role = request.query_params.get("roleName", "")
    if role.upper() != SETTINGS["role"]:
        return refused("390189", f"Role '{role}' specified in the connect string does not exist or not authorized.")
    answer = await _login(request)
    connection = server.sessions[json.loads(answer.body)["data"]["token"]]
    connection.temporary, connection.kinds = {}, {}
    connection.has_warehouse = request.query_params.get("warehouse", "").upper() == SETTINGS["warehouse"]
    connection._duck_conn.execute(f"LOAD '{HTTPFS}'")
    connection._duck_conn.execute(MACROS)
    return answer


_session = server.session


async def session(request):
    """Closing a session rolls back its transaction and drops its temporary tables."""
    connection = server.sessions.get(server.to_token(request))
    answer = await _session(request)
    if connection and request.query_params.get("delete"):
        roll_back(connection)
        for name, unique in connection.temporary.items():
            unique = unique if unique.count(".") > 1 else f"{connection.database}.{unique}"
            connection._duck_conn.execute(f"DROP {connection.kinds[name]} IF EXISTS {unique}")
        connection._duck_conn.close()
    return answer


EPOCH = datetime.datetime(1970, 1, 1)


def seconds(since):
    micros = since // datetime.timedelta(microseconds=1)
    return f"{'-' if micros < 0 else ''}{abs(micros) // 1_000_000}.{abs(micros) % 1_000_000:06d}000"


def as_text(value):
    """A value as Snowflake writes it into results."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime.datetime):
        if value.tzinfo:
            return seconds(value.astimezone(datetime.timezone.utc).replace(tzinfo=None) - EPOCH) + " 1440"
        return seconds(value - EPOCH)
    if isinstance(value, datetime.date):
        return str((value - EPOCH.date()).days)
    if isinstance(value, datetime.time):
        return seconds(datetime.datetime.combine(EPOCH.date(), value) - EPOCH)
    if isinstance(value, bytes):
        return value.hex().upper()
    return str(value)


def rows_as_text(table, rowtype):
    return [[as_text(v) for v in row] for row in zip(*[c.to_pylist() for c in table.columns])]


class TextResponse(JSONResponse):
    def __init__(self, content, *arguments, **named):
        data = content.get("data") or {}
        # In which a time zone stands behind its timestamp.
        data["version"] = 1
        data.setdefault("parameters", []).extend({"name": n, "value": v} for n, v in output_formats.items())
        if data.get("queryResultFormat") == "arrow":
            rows = base64.b64decode(data.pop("rowsetBase64")) or b"[]"
            data |= {"queryResultFormat": "json", "rowset": json.loads(rows)}
        super().__init__(content, *arguments, **named)


_text_lengths = info_schema.insert_text_lengths_sql


def text_lengths(catalog, schema, table, lengths):
    """With names that have a quote."""
    quoted = [(name.replace("'", "''"), length) for name, length in lengths]
    return _text_lengths(catalog, schema, table.replace("'", "''"), quoted)


info_schema.insert_text_lengths_sql = text_lengths
server.shared_fs.duck_conn.execute(
    f"CREATE TABLE {PRIVILEGES} (grantee VARCHAR, privilege_type VARCHAR, object_type VARCHAR, object_catalog VARCHAR,"
    " object_schema VARCHAR, object_name VARCHAR)"
)
server.to_sf = rows_as_text
server.to_ipc = lambda rows: json.dumps(rows).encode()
server.JSONResponse = TextResponse
cursors.FakeSnowflakeCursor.execute = execute
server.parse_one = parse
for route in server.app.routes:
    if route.endpoint in (_login, _session):
        replacement = login if route.endpoint is _login else session
        route.__init__(route.path, replacement, methods=route.methods)

if __name__ == "__main__":
    import uvicorn

    uvicorn.run(server.app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
