#!/usr/bin/env bash
# Checks the chart: lint with the values that people use, and a server-side dry run of what it renders, which must not
# violate Pod Security "restricted".
# It needs a cluster (KUBECONFIG), and helm on the PATH or a Go toolchain to compile it with, once.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
kubectl=${KUBECTL:-kubectl}

helm=$("$here/program")
if [ -z "$helm" ]; then
  echo "helm: skipped, because there is neither helm on the PATH nor a Go toolchain that could compile it"
  exit 0
fi

work=$(mktemp -d)
own=sluice-chart-test-$$
namespaces=("$own" "$own-data" "$own-ml")
cleanup() {
  rm -rf "$work"
  "$kubectl" delete namespace "${namespaces[@]}" --ignore-not-found --wait=false >/dev/null
}
trap cleanup EXIT
for namespace in "${namespaces[@]}"; do
  "$kubectl" create namespace "$namespace" >/dev/null
  "$kubectl" label namespace "$namespace" pod-security.kubernetes.io/warn=restricted >/dev/null
done
server=$("$kubectl" version --output=json 2>/dev/null | sed -n '/serverVersion/,$ s/.*"gitVersion": "v\([^"]*\)".*/\1/p')

cat >"$work/default.yaml" </dev/null
cat >"$work/namespaced.yaml" <<VALUES
watchNamespaces: [$own-data, $own-ml]
VALUES
cat >"$work/ha.yaml" <<VALUES
replicas: 2
log: {format: json}
networkPolicy: {enabled: true}
imagePullSecrets: [{name: registry.example.com}]
runners: {dbt: "registry.example.com/sluice-dbt:1.2.3"}
VALUES

for values in default namespaced ha; do
  "$helm" lint --strict --quiet --kube-version "$server" --values "$work/$values.yaml" "$here/sluice"
  "$helm" template sluice "$here/sluice" --namespace "$own" --include-crds --kube-version "$server" \
    --values "$work/$values.yaml" >"$work/$values.out.yaml"
  if ! "$kubectl" apply --dry-run=server --filename "$work/$values.out.yaml" >"$work/log" 2>&1 ||
    grep -q "would violate PodSecurity" "$work/log"; then
    cat "$work/log" >&2
    echo "helm: the API server does not take the chart with the values $values" >&2
    exit 1
  fi
  echo "helm: $values: $(grep -c 'server dry run' "$work/log") objects pass lint and the API server"
done

# What the dry run cannot take, because its kind may be unknown to the cluster.
"$helm" template sluice "$here/sluice" --kube-version "$server" --set metrics.serviceMonitor.enabled=true \
  --show-only templates/servicemonitor.yaml >/dev/null

for wrong in replicas=two log.format=xml watchNamespace=a port=80; do
  if "$helm" template sluice "$here/sluice" --kube-version "$server" --set "$wrong" >/dev/null 2>&1; then
    echo "helm: values.schema.json lets $wrong pass" >&2
    exit 1
  fi
done
