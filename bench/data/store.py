"""The object store of the bench, with its buckets."""

import json
import socket
import subprocess
import sys
import time
import urllib.request


def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    return number


class Store:
    def __init__(self, weed, folder):
        keys = {"accessKeyId": "bench", "secretAccessKey": "bench-secret"}
        for name, value in keys.items():
            (folder / name).write_text(value)
        credentials = [{"accessKey": keys["accessKeyId"], "secretKey": keys["secretAccessKey"]}]
        identity = {"name": "bench", "actions": ["Admin", "Read", "List", "Tagging", "Write"], "credentials": credentials}
        (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
        (folder / "store").mkdir()
        self.log = folder / "store.log"
        self.filer, s3 = port(), port()
        doors = {"filer.port": self.filer, "s3.port": s3, "s3.port.iceberg": 0, "s3.port.lance": 0}
        for name in ("master.port", "volume.port"):
            doors[name] = port()
        for name in ("master", "volume", "filer", "s3"):
            doors[f"{name}.port.grpc"] = port()
        self.process = subprocess.Popen(
            [weed, "server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={folder}/store", "-filer", "-s3", "-s3.iam=false"]
            + ["-volume.max=500", "-master.volumeSizeLimitMB=1024", "-master.telemetry=false", f"-s3.config={folder}/s3.json"]
            + [f"-{name}={number}" for name, number in doors.items()],
            stdout=open(self.log, "w"),
            stderr=subprocess.STDOUT,
        )
        for bucket in ("landing", "lake"):
            self.make(f"/buckets/{bucket}/")
        self.connection = {
            "region": "us-east-1", "endpoint": f"http://127.0.0.1:{s3}", "prefix": "", "pathStyle": True,
            "accessKeyIdFile": f"{folder}/accessKeyId", "secretAccessKeyFile": f"{folder}/secretAccessKey",
        }

    def make(self, path):
        for _ in range(120):
            try:
                request = urllib.request.Request(self.url(path), headers={"Content-Length": "0"}, method="POST")
                return urllib.request.urlopen(request).close()
            except OSError:
                if self.process.poll() is not None:
                    sys.exit(f"the object store ended, see {self.log}")
                time.sleep(0.25)
        sys.exit("the object store does not answer")

    def url(self, path):
        """An address of the store's own HTTP port."""
        return f"http://127.0.0.1:{self.filer}{path}"

    def put(self, path, file, kind):
        with open(file, "rb") as body:
            headers = {"Content-Length": str(file.stat().st_size), "Content-Type": kind}
            urllib.request.urlopen(urllib.request.Request(self.url(path), body, headers, method="PUT")).close()

    def close(self):
        self.process.kill()
        self.process.wait()
