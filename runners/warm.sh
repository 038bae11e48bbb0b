#!/bin/sh
# Writes archives of the classes that the small runners load (AppCDS), so that they start in half the time:
#
#   runners/warm.sh <folder>                    makes <folder>/ingest.jsa, warehouse.jsa, dbt.jsa and notify.jsa
#   runners/warm.sh <folder> <runner> <home>    makes one of them, for the jars and java.options of a folder
#
# Each runner is trained with a small step of its own kind, on an object store in memory that it needs no network for. An
# archive fits only the JVM and the class path it was made with; the JVM ignores any other. Does nothing for archives that
# are newer than the jars.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
archives=$(cd "$1" && pwd)
java=${JAVA:-java}
only=${2:-} given=${3:-}
run='"run":{"namespace":"default","name":"warm","uid":"0","task":"warm","date":"2026-01-01","attempt":1,"fencingToken":1}'

serve() { # serve JAVA-OPTIONS...: the store, once for all runners
  mkdir "$scratch/store"
  "$java" "$@" dev.sluice.lake.LoopbackStore "$scratch/store" >"$scratch/store/log" 2>&1 &
  server=$!
  until [ -f "$scratch/store/endpoint" ]; do
    kill -0 "$server" 2>/dev/null || { cat "$scratch/store/log" >&2; exit 1; }
    sleep 0.1
  done
}

train() { # train RUNNER MAIN STEP
  runner=$1 main=$2 step=$3
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
  [ -n "$server" ] || serve "$@"
  request="{\"protocolVersion\":1,$run,$stores,$warehouses,$report,$step}"
  SLUICE_STEP=$(printf '%s' "$request" | sed "s|ENDPOINT|$(cat "$scratch/store/endpoint")|g") \
    SLUICE_RESULT=$scratch/result SLUICE_SCRATCH=$scratch SLUICE_DBT=$scratch/dbt \
    "$java" "$@" -Xlog:cds=error -Xlog:cds+dynamic=error "-Djava.io.tmpdir=$scratch" \
    "-XX:ArchiveClassesAtExit=$scratch/$runner.jsa" "$main" >"$scratch/log" 2>&1 || trained=false
  if ! $trained || ! [ -f "$scratch/$runner.jsa" ]; then
    cat "$scratch/log" >&2
    exit 1
  fi
  # Complete or not there: another process may be starting with it right now.
  mv "$scratch/$runner.jsa" "$archive.$$"
  mv "$archive.$$" "$archive"
}

scratch=$(mktemp -d)
server='' trained=true
trap '[ -z "$server" ] || kill "$server"; rm -rf "$scratch"' EXIT
connection="\"bucket\":\"warm\",\"prefix\":\"\",\"region\":\"us-east-1\",\"endpoint\":\"ENDPOINT\",\"pathStyle\":true"
key="\"accessKeyIdFile\":\"$scratch/store/key\",\"secretAccessKeyFile\":\"$scratch/store/key\""
stores="\"stores\":{\"s\":{$connection,$key}}"
warehouses="\"warehouses\":{\"w\":{\"duckdb\":{\"file\":\"$scratch/warm.duckdb\"}}}"
report='"report":{"store":"s","path":"reports"}'
# What stands for dbt leaves what the runner reads.
cat >"$scratch/dbt" <<'EOF'
#!/bin/sh
echo '{"info":{"name":"MainReportVersion","level":"info","msg":"Running"},"data":{"version":"=1"}}'
echo '{"metadata":{},"results":[]}' >"$DBT_TARGET_PATH/run_results.json"
echo '{"metadata":{},"nodes":{},"sources":{}}' >"$DBT_TARGET_PATH/manifest.json"
EOF
chmod +x "$scratch/dbt"
train ingest dev.sluice.ingest.IngestRunner \
  '"ingest":{"sources":[{"s3":{"store":"s","key":"warm.csv"}}],"output":{"dataset":"raw","store":"s","path":"raw","partitionBy":[]}}'
train warehouse dev.sluice.warehouse.WarehouseRunner \
  '"load":{"step":"warm","from":{"dataset":"warm","store":"s","path":"warm","sliced":false,"slices":"Run"},"warehouse":"w","table":"main.warm","mode":"Replace","sliceColumn":"run_date"}'
train dbt dev.sluice.dbt.DbtRunner \
  '"model":{"warehouse":"w","schema":"main","project":{"files":[{"path":"dbt_project.yml","content":"name: warm\nprofile: warm\n"}]},"commands":["build"],"target":"prod","threads":1,"fullRefresh":false}'
train notify dev.sluice.notify.NotifyRunner \
  '"notification":{"end":{"pipeline":"warm","succeeded":true},"webhook":{"url":"ENDPOINT"}}'
