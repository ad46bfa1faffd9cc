"""The script of the README, from a shapefile to PostGIS and to a project for QGIS, runs as it is printed."""

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from osgeo import gdal

from postgis_case import PostgisCase

ROOT = Path(__file__).resolve().parents[2]
TOOLS = [os.environ.get(name) for name in ("GRIDIFY", "GRIDCHECK", "GRIDEXPORT")]
HEADING = "## From a shapefile to PostGIS and QGIS\n"


def printed_script():
    """The first block of code of the section, as a reader would copy it."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.split(HEADING, 1)[1].split("\n## ", 1)[0]
    return re.search(r"```sh\n(.*?)```", section, re.DOTALL)[1]


def count(path, layer):
    dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR)
    return dataset.GetLayerByName(layer).GetFeatureCount()


class Readme(PostgisCase):

    @classmethod
    def setUpClass(cls):
        if not all(TOOLS):
            raise unittest.SkipTest("skipped: the tools are not found; name them in GRIDIFY, GRIDCHECK and GRIDEXPORT")
        super().setUpClass()

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory(prefix="grid-readme-")
        self.addCleanup(folder.cleanup)
        self.dir = Path(folder.name)
        (self.dir / "data").symlink_to(ROOT / "data")
        # What whoever has a database and has installed the tools has set.
        folders = [str(Path(tool).parent) for tool in TOOLS]
        self.environment = {**os.environ, "PATH": os.pathsep.join([*folders, os.environ["PATH"]]),
                            "PGHOST": str(self.server.folder), "PGUSER": "postgres"}

    def test_the_script_runs_as_printed_and_a_second_time(self):
        script = printed_script()
        self.assertEqual(5, len(script.splitlines()))
        self.sql("CREATE DATABASE gov")
        self.sql("CREATE EXTENSION postgis", "gov")
        run = subprocess.run(["sh"], input=script, cwd=self.dir, env=self.environment, capture_output=True, text=True,
                             check=False)
        self.assertEqual(0, run.returncode, run.stderr)
        grids = count(self.dir / "grids.gpkg", "grids")
        self.assertGreater(grids, 11)
        self.assertEqual([f"{grids}|t"], self.sql("SELECT count(*), bool_and(ST_IsValid(geom)) FROM gov.grids", "gov"))
        self.assertTrue((self.dir / "plan.qgs").is_file())
        self.assertEqual(grids, count(self.dir / "plan.gpkg", "grids"))
        self.assertEqual(11, count(self.dir / "plan.gpkg", "boundaries"))
        # What is there is not written over: the script stops at its first command.
        again = subprocess.run(["sh"], input=script, cwd=self.dir, env=self.environment, capture_output=True, text=True,
                               check=False)
        self.assertNotEqual(0, again.returncode, again.stderr)
        self.assertIn("grids.gpkg", again.stderr)


if __name__ == "__main__":
    unittest.main()
