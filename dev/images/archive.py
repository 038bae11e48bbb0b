"""Wraps the tar of a root folder as an image archive that containerd, Docker and Jib read.

usage: archive.py LAYER.tar NAME:TAG IMAGE.tar
"""

import hashlib
import io
import json
import platform
import sys
import tarfile
from pathlib import Path


def add(archive, name, content):
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


def main(layer, name, target):
    digest = hashlib.sha256()
    with open(layer, "rb") as content:
        while block := content.read(1 << 20):
            digest.update(block)
    machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    config = json.dumps(
        {
            "architecture": machine,
            "os": "linux",
            "config": {"Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]},
            "rootfs": {"type": "layers", "diff_ids": ["sha256:" + digest.hexdigest()]},
        }
    ).encode()
    config_name = hashlib.sha256(config).hexdigest() + ".json"
    with tarfile.open(target, "w") as archive:
        add(archive, config_name, config)
        entry = tarfile.TarInfo("layer.tar")
        entry.size = Path(layer).stat().st_size
        with open(layer, "rb") as content:
            archive.addfile(entry, content)
        manifest = [{"Config": config_name, "RepoTags": [name], "Layers": ["layer.tar"]}]
        add(archive, "manifest.json", json.dumps(manifest).encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
