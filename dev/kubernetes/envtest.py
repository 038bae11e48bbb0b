"""Downloads etcd, kube-apiserver and kubectl as Kubernetes' own test tools (envtest, kube-api-test) do.

usage: envtest.py FOLDER VERSION     such as 1.34.4: the newest release of that minor version is taken

Exits with 3 when the index cannot be reached, within seconds: the caller has other ways.
"""

import hashlib
import io
import os
import platform
import re
import sys
import tarfile
import urllib.error
import urllib.request
from pathlib import Path

INDEX = os.environ.get(
    "SLUICE_ENVTEST_INDEX", "https://raw.githubusercontent.com/kubernetes-sigs/controller-tools/HEAD/envtest-releases.yaml"
)
PROGRAMS = ("etcd", "kube-apiserver", "kubectl")
UNREACHABLE = 3


def fetch(url, timeout):
    with urllib.request.urlopen(url, timeout=timeout) as response:
        return response.read()


def newest(index, minor):
    """URL and SHA-512 of the newest release of a minor version for this machine."""
    machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    pattern = re.compile(
        rf"envtest-v{re.escape(minor)}\.(\d+)-{platform.system().lower()}-{machine}\.tar\.gz:\s+"
        r"hash:\s*([0-9a-f]{128})\s+selfLink:\s*(https?://\S+)"
    )
    found = [(int(patch), url, digest) for patch, digest, url in pattern.findall(index)]
    if not found:
        sys.exit(f"{INDEX} has no Kubernetes {minor} for {platform.system()} {machine}")
    _, url, digest = max(found)
    return url, digest


def main(folder, version):
    minor = ".".join(version.split(".")[:2])
    try:
        index = fetch(INDEX, timeout=3).decode()
    except (urllib.error.URLError, OSError):
        sys.exit(UNREACHABLE)
    url, digest = newest(index, minor)
    print(f"downloading {url}", file=sys.stderr)
    archive = fetch(url, timeout=60)
    if hashlib.sha512(archive).hexdigest() != digest:
        sys.exit(f"{url} does not have the SHA-512 that {INDEX} names")
    target = Path(folder)
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            name = Path(member.name).name
            if member.isfile() and name in PROGRAMS:
                part = target / f".{name}.part"
                part.write_bytes(tar.extractfile(member).read())
                part.chmod(0o755)
                part.replace(target / name)
    missing = [name for name in PROGRAMS if not (target / name).exists()]
    if missing:
        sys.exit(f"{url} lacks {', '.join(missing)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
