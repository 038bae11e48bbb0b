#!/bin/sh
# Writes an archive of the classes that a Spark step loads (AppCDS): a step then starts faster.
# It fits only the JVM, the jar and the lib folder it was made with; the JVM ignores it otherwise.
#
#   runners/spark/warm.sh <archive.jsa> [<folder with sluice-spark-*.jar, lib/ and java.options>]
#
# Does nothing when the archive is newer than the jars. JAVA names the JVM (default: java).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
archive=$1
home=${2:-$here/target}
jar=$(ls "$home"/sluice-spark-*.jar | head -n 1)
if [ -f "$archive" ] && [ -z "$(find "$jar" "$home/lib" -newer "$archive" | head -n 1)" ]; then
  exit 0
fi
if [ -n "${2:-}" ]; then
  set -- "@$home/java.options"
else
  set -- "@$here/src/main/jvm.options" -cp "$jar"
fi
mkdir -p "$(dirname "$archive")"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"${JAVA:-java}" "$@" -Xlog:cds=error -Xlog:cds+dynamic=error \
  "-Djava.io.tmpdir=$scratch" "-XX:ArchiveClassesAtExit=$scratch/spark.jsa" \
  dev.sluice.spark.Warmup "$scratch" >"$scratch/log" 2>&1 || {
  cat "$scratch/log" >&2
  exit 1
}
# Complete or not there: another process may be starting with it right now.
mv "$scratch/spark.jsa" "$archive.$$"
mv "$archive.$$" "$archive"
