"""The way to make grids in PostGIS: k-means of the sites, weighted by households, and Voronoi polygons dissolved by cluster.

Runs in a PostgreSQL server of its own, in a temporary folder, that listens on a socket in that folder only.
"""

import glob
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile
import time

# One process does the work, so that its memory is all of it.
SETTINGS = {"listen_addresses": "", "fsync": "off", "max_parallel_workers_per_gather": "0", "jit": "off", "work_mem": "64MB"}

RECIPE = """
\\set ON_ERROR_STOP on
SET client_min_messages = warning;
\\o {folder}/loaded
CREATE EXTENSION postgis;
CREATE TABLE site (id integer PRIMARY KEY, geom geometry);
\\copy site FROM '{folder}/sites'
CREATE INDEX ON site USING gist (geom);
ANALYZE site;
\\o {folder}/seconds
SELECT extract(epoch FROM clock_timestamp());
\\o {folder}/done
CREATE TABLE clustered AS SELECT id, geom, ST_ClusterKMeans(geom, {parts}) OVER (ORDER BY id) AS cluster FROM site;
CREATE TABLE voronoi AS
    SELECT (ST_Dump(ST_VoronoiPolygons(ST_Collect(ST_Force2D(geom))))).geom AS geom FROM site;
CREATE INDEX ON voronoi USING gist (geom);
ANALYZE voronoi;
CREATE TABLE grid AS
    SELECT cluster, ST_Union(polygon.geom) AS geom
    FROM (SELECT DISTINCT ON (voronoi.geom) voronoi.geom, cluster
          FROM clustered JOIN voronoi ON ST_Intersects(voronoi.geom, clustered.geom)) AS polygon
    GROUP BY cluster;
\\o {folder}/seconds2
SELECT extract(epoch FROM clock_timestamp());
\\o {folder}/status
SELECT pg_read_file('/proc/self/status');
\\o {folder}/part
SELECT cluster FROM clustered ORDER BY id;
"""


def find_programs():
    """The folder of a PostgreSQL that has PostGIS, or None; of several the newest."""
    found = []
    for control in glob.glob("/usr/share/postgresql/*/extension/postgis.control"):
        version = pathlib.Path(control).parts[-3]
        programs = pathlib.Path("/usr/lib/postgresql") / version / "bin"
        if (programs / "initdb").exists():
            found.append((float(version), programs))
    return max(found)[1] if found else None


def server_account():
    """PostgreSQL refuses to run as root: then it runs as the account that its package makes."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


class Server:
    """A server with an empty database cluster, from `with` to its end."""

    def __init__(self, programs):
        self.programs = programs
        self.process = None

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="grid-bench-"))
        try:
            if os.geteuid() == 0:
                account = pwd.getpwnam("postgres")
                os.chown(self.folder, account.pw_uid, account.pw_gid)
            data = self.folder / "data"
            subprocess.run([self.programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C",
                            "--no-sync"], check=True, capture_output=True, cwd="/", **server_account())
            command = [self.programs / "postgres", "-D", data, "-k", self.folder]
            for name, value in SETTINGS.items():
                command += ["-c", f"{name}={value}"]
            with open(self.folder / "log", "wb") as log:
                self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/",
                                                **server_account())
            self.wait_until_ready()
        except BaseException:
            self.__exit__()
            raise
        return self

    def wait_until_ready(self):
        for _ in range(300):
            ready = subprocess.run([self.programs / "pg_isready", "-q", "-h", self.folder], check=False)
            if ready.returncode == 0:
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError("PostgreSQL does not start:\n" + (self.folder / "log").read_text(errors="replace"))

    def __exit__(self, *error):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, script):
        """Runs a script of psql in a fresh database."""
        psql = [self.programs / "psql", "-h", self.folder, "-U", "postgres", "-qAtX"]
        subprocess.run([*psql, "-c", "DROP DATABASE IF EXISTS bench"], check=True, stdin=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        subprocess.run([*psql, "-c", "CREATE DATABASE bench"], check=True, stdin=subprocess.DEVNULL)
        subprocess.run([*psql, "-d", "bench", "-f", "-"], check=True, input=script, text=True)


def cluster(server, graph, parts):
    """The part of each cell, the seconds of the recipe, and the peak memory of the server's process in MiB.

    A cell is the point of its coordinates; k-means counts it with its weight, which is the M of the point. It wants
    weights above zero."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        with open(folder / "sites", "w", encoding="ascii") as out:
            for i, ((x, y), weight) in enumerate(zip(graph.coordinates, graph.weights)):
                out.write(f"{i}\tPOINTM({x} {y} {max(weight, 0.001)})\n")
        server.run(RECIPE.format(folder=folder, parts=parts))
        seconds = float((folder / "seconds2").read_text()) - float((folder / "seconds").read_text())
        peak = next(line for line in (folder / "status").read_text().splitlines() if line.startswith("VmHWM:"))
        part = [int(line) for line in (folder / "part").read_text().split()]
        return part, seconds, int(peak.split()[1]) / 1024
