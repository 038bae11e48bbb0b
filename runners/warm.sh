#!/bin/sh
# Writes archives of the classes that the small runners load (AppCDS), so that they start in half the time:
#
#   runners/warm.sh <folder>                    makes <folder>/ingest.jsa, warehouse.jsa, dbt.jsa and notify.jsa
#   runners/warm.sh <folder> <runner> <home>    makes one of them, for the jars and java.options of a folder
#
# Each runner is trained with a small request of its own kind that needs no network. An archive fits only the JVM and
# the class path it was made with; the JVM ignores any other. Does nothing for archives that are newer than the jars.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
archives=$(cd "$1" && pwd)
java=${JAVA:-java}
only=${2:-} given=${3:-}
run='"run":{"namespace":"default","name":"warm","uid":"0","task":"warm","date":"2026-01-01","attempt":1,"fencingToken":1}'

train() { # train RUNNER MAIN REQUEST
  runner=$1 main=$2 request=$3
  if [ -n "$only" ] && [ "$only" != "$runner" ]; then return; fi
  home=${given:-$here/$runner/target}
  archive=$archives/$runner.jsa
  if [ -f "$archive" ] && [ -z "$(find "$home"/*.jar "$home/lib" -newer "$archive" | head -n 1)" ]; then
    return
  fi
  if [ -n "$given" ]; then
    set -- "@$home/java.options"
  else
    set -- "@$here/$runner/src/main/jvm.options" -cp "$home/*:$home/lib/*"
  fi
  # How the step ends does not matter: a store that does not answer loads the same classes as one that does.
  SLUICE_STEP=$request SLUICE_RESULT=$scratch/result SLUICE_SCRATCH=$scratch SLUICE_DBT=true \
    "$java" "$@" -Xlog:cds=error -Xlog:cds+dynamic=error "-Djava.io.tmpdir=$scratch" \
    "-XX:ArchiveClassesAtExit=$scratch/$runner.jsa" "$main" >"$scratch/log" 2>&1 || true
  if ! [ -f "$scratch/$runner.jsa" ]; then
    cat "$scratch/log" >&2
    exit 1
  fi
  # Complete or not there: another process may be starting with it right now.
  mv "$scratch/$runner.jsa" "$archive.$$"
  mv "$archive.$$" "$archive"
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
store='"stores":{"s":{"bucket":"warm","prefix":"","region":"us-east-1","endpoint":"http://127.0.0.1:1","pathStyle":true}}'
warehouse="\"warehouses\":{\"w\":{\"duckdb\":{\"file\":\"$scratch/warm.duckdb\"}}}"
train ingest dev.sluice.ingest.IngestRunner \
  "{\"protocolVersion\":1,$run,$store,\"probe\":{\"store\":\"s\"}}"
train warehouse dev.sluice.warehouse.WarehouseRunner \
  "{\"protocolVersion\":1,$run,$warehouse,\"probe\":{\"warehouse\":\"w\"}}"
train dbt dev.sluice.dbt.DbtRunner \
  "{\"protocolVersion\":1,$run,$warehouse,\"model\":{\"warehouse\":\"w\",\"schema\":\"main\",\"project\":{\"files\":[{\"path\":\"dbt_project.yml\",\"content\":\"name: warm\\nprofile: warm\\n\"}]},\"commands\":[\"build\"],\"target\":\"prod\",\"threads\":1,\"fullRefresh\":false}}"
train notify dev.sluice.notify.NotifyRunner \
  "{\"protocolVersion\":1,$run,\"notification\":{\"end\":{\"pipeline\":\"warm\",\"succeeded\":true},\"webhook\":{\"url\":\"http://127.0.0.1:1\"}}}"
