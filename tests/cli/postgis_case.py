"""A PostgreSQL server with PostGIS on a socket of its own, for tests; and a fresh database for each of them."""

import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
import postgis_recipe  # noqa: E402


class PostgisCase(unittest.TestCase):
    """To be mixed into a test. `self.pg` is the connection, with a password that nobody may say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        programs = postgis_recipe.find_programs()
        if programs is None:
            raise unittest.SkipTest("skipped: there is no PostGIS (package postgresql-15-postgis-3)")
        try:
            cls.server = postgis_recipe.Server(programs)
            cls.server.__enter__()
        except (OSError, KeyError, RuntimeError, subprocess.CalledProcessError) as error:
            raise unittest.SkipTest(f"skipped: PostgreSQL cannot be started here: {error}")
        cls.addClassCleanup(cls.server.__exit__)

    def setUp(self):
        super().setUp()
        self.server.run("")  # a fresh database
        self.sql("CREATE EXTENSION postgis")
        self.pg = f"PG:host={self.server.folder} user=postgres dbname=bench password=secret"

    def sql(self, text, database="bench"):
        """What psql answers, a line a row."""
        run = subprocess.run([self.server.programs / "psql", "-h", self.server.folder, "-U", "postgres", "-d", database, "-qAtX",
                              "-v", "ON_ERROR_STOP=1", "-f", "-"], input=text, capture_output=True, text=True, check=False)
        self.assertEqual((0, ""), (run.returncode, run.stderr))
        return run.stdout.splitlines()

    def load(self, path, table):
        """A file as a table."""
        subprocess.run(["ogr2ogr", "-f", "PostgreSQL", self.pg, path, "-nln", table], check=True, capture_output=True)
