"""Makes a PostgreSQL cluster in FOLDER and becomes its server: postgresql.py PROGRAMS FOLDER PORT USER.

The password of USER is in FOLDER/password. PostgreSQL refuses to run as root: then it runs as the
user that owns nothing, with a copy of its programs where that user can read them.
"""
import os
import shutil
import subprocess
import sys

programs, folder, port, user = sys.argv[1:]
NOBODY = 65534
data = os.path.join(folder, "data")
password = os.path.join(folder, "password")

if os.getuid() == 0:
    # With the folder of libraries that the programs look for beside their own.
    package = os.path.dirname(programs)
    for name in (package, package + ".libs"):
        copy = os.path.join(folder, "programs", os.path.basename(name))
        shutil.copytree(name, copy, symlinks=True, ignore=shutil.ignore_patterns("include", "*.py*"))
    programs = os.path.join(folder, "programs", os.path.basename(package), os.path.basename(programs))
    os.mkdir(data)
    for path in (folder, data, password):
        os.chown(path, NOBODY, NOBODY)
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
os.chdir(folder)

environment = {"PATH": os.environ.get("PATH", ""), "TZ": "UTC", "LC_ALL": "C"}
subprocess.run(
    [os.path.join(programs, "bin", "initdb"), "--pgdata", data, "--username", user, "--pwfile", password,
     "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale-provider", "builtin",
     "--builtin-locale", "C.UTF-8", "--no-sync"],
    env=environment, check=True)
# Nothing here outlives the server, so nothing has to reach the disk.
settings = {
    "port": port,
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
}
server = os.path.join(programs, "bin", "postgres")
arguments = [server, "-D", data]
for name, value in settings.items():
    arguments += ["-c", f"{name}={value}"]
os.execve(server, arguments, environment)
