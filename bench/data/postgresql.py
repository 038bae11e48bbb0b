"""The PostgreSQL server of the bench: the one of the demo and the tests."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from store import port

USER = "bench"


class Postgresql:
    def __init__(self, root, venv, folder):
        programs = next(Path(venv).glob("lib/python*/site-packages/*/pginstall"))
        self.psql = programs / "bin/psql"
        # Directly below the folder for temporary files: for root the server runs as another user.
        self.home = Path(tempfile.mkdtemp(prefix="sluice-bench-"))
        login = {"username": USER, "password": secrets.token_hex(20)}
        for name, value in login.items():
            (folder / name).write_text(value)
        (self.home / "password").write_text(login["password"])
        self.port = port()
        self.log = folder / "postgresql.log"
        self.process = subprocess.Popen(
            ["python3", root / "dev/python/postgresql.py", programs, self.home, str(self.port), USER],
            stdout=open(self.log, "w"), stderr=subprocess.STDOUT,
        )
        self.connection = {
            "host": "127.0.0.1", "port": self.port, "database": "postgres", "tls": "Disable",
            "usernameFile": f"{folder}/username", "passwordFile": f"{folder}/password",
        }
        self.environment = {
            "PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGUSER": USER, "PGDATABASE": "postgres",
            "PGPASSWORD": login["password"],
        }
        self.wait()

    def wait(self):
        for _ in range(240):
            if "database system is ready to accept connections" in self.log.read_text():
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.25)
        sys.exit(f"PostgreSQL did not start, see {self.log}")

    def run(self, sql):
        command = [self.psql, "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1", f"--command={sql}"]
        return subprocess.run(command, env=os.environ | self.environment, check=True, capture_output=True, text=True).stdout.strip()

    def close(self):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)
