"""Calls the function of a step's Python file with the session of the Spark runner that started this process.

Usage: driver.py FILE NAME-FOR-MESSAGES
"""

import importlib.util
import linecache
import os
import sys
import traceback

NO_PYSPARK = 3

try:
    from py4j.protocol import Py4JJavaError
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkException
    from pyspark.java_gateway import launch_gateway
    from pyspark.logger import PySparkLogger
    from pyspark.sql import DataFrame, SparkSession
except ImportError as missing:
    print(f"PySpark cannot be imported: {missing}", file=sys.stderr)
    sys.exit(NO_PYSPARK)


class BrokenContract(Exception):
    """The function is not there, or returned something else than it must."""


def session(gateway, call):
    """PySpark's session around the one that runs already."""
    java_session = call.session()
    java_context = gateway.jvm.org.apache.spark.api.java.JavaSparkContext(java_session.sparkContext())
    context = SparkContext(gateway=gateway, jsc=java_context, conf=SparkConf(_jconf=java_context.getConf()))
    # It would print the stack trace of every AnalysisException.
    PySparkLogger.getLogger("DataFrameQueryContextLogger").disabled = True
    spark = SparkSession(context, java_session)
    if not all(map(importlib.util.find_spec, ("pandas", "pyarrow"))):
        # Without them every UDF would warn that it does without Arrow.
        spark.conf.set("spark.sql.execution.pythonUDF.arrow.enabled", False)
    return spark


def function(path, shown, name, context):
    """The user's function. Its file runs as __main__: what is defined there reaches Python's workers by value."""
    with open(path, encoding="utf-8") as file:
        source = file.read()
    folder = os.path.dirname(os.path.abspath(path))
    sys.path.insert(0, folder)
    # Modules beside the file are imported in workers, too.
    context.environment["PYTHONPATH"] = folder
    linecache.cache[shown] = (len(source), None, source.splitlines(True), shown)
    scope = sys.modules["__main__"].__dict__
    exec(compile(source, shown, "exec"), scope)
    found = scope.get(name)
    if not callable(found):
        raise BrokenContract(f"there is no function {name}. Define it, or name another one in spec.python.function")
    return found


def outputs(result, call):
    """The DataFrames that the function returned, by the names of the step's outputs."""
    names = list(call.outputs())
    if isinstance(result, DataFrame) and call.single():
        return {names[0]: result}
    if not isinstance(result, dict):
        wanted = "a DataFrame" if call.single() else f"a dict with a DataFrame for each of {', '.join(names)}"
        raise BrokenContract(f"{call.function()} returned {type(result).__name__}, not {wanted}")
    if set(result) != set(names):
        raise BrokenContract(
            f"{call.function()} returned {', '.join(map(str, result)) or 'nothing'}, not what spec.outputs names: "
            + ", ".join(names)
        )
    for name, rows in result.items():
        if not isinstance(rows, DataFrame):
            raise BrokenContract(f"{call.function()} returned {type(rows).__name__} as {name}, not a DataFrame")
    return result


def described(error):
    """One line on what an exception says; Spark's own go on for pages."""
    if isinstance(error, Py4JJavaError):
        text = str(error.java_exception)
    else:
        text = str(error)
    text = text.split("\n\nJVM stacktrace:")[0].split(";\n'")[0].strip()
    lines = text.splitlines()
    return type(error).__name__ + (": " + lines[0] if lines else "")


def failure(error, shown):
    """Says where in the user's file an exception came from, and prints the Python part of its traceback."""
    if isinstance(error, BrokenContract):
        return f"{shown}: {error}."
    if isinstance(error, SyntaxError) and error.filename == shown:
        return f"{shown}, line {error.lineno}: SyntaxError: {error.msg}"
    frames = traceback.extract_tb(error.__traceback__)
    own = [i for i, frame in enumerate(frames) if frame.filename == shown]
    seen = frames[own[0] :] if own else frames
    # Below the last frame of the user's files there are only those of PySpark and Py4J.
    seen = [frame for frame in seen if "/pyspark/" not in frame.filename and "/py4j/" not in frame.filename]
    print("Traceback (most recent call last):\n" + "".join(traceback.format_list(seen)) + described(error))
    where = f", line {frames[own[-1]].lineno}, in {frames[own[-1]].name}" if own else ""
    return f"{shown}{where}: {described(error)}"


def cause(error):
    """What Spark threw, when an exception stands for that."""
    if isinstance(error, Py4JJavaError):
        return error.java_exception
    return getattr(error, "_origin", None) if isinstance(error, PySparkException) else None


def main():
    path, shown = sys.argv[1:3]
    gateway = launch_gateway()
    call = gateway.entry_point
    try:
        spark = session(gateway, call)
        made = function(path, shown, call.function(), spark.sparkContext)
        inputs = {name: spark.table(name) for name in call.inputs()}
        result = outputs(made(spark, inputs, **dict(call.arguments())), call)
        for name, rows in result.items():
            call.output(name, rows._jdf)
        call.done()
    except BaseException as error:
        call.failed(failure(error, shown), cause(error))
    # The rows are computed from now on, and may need this process; it ends with the runner.
    sys.stdin.read()


if __name__ == "__main__":
    main()
