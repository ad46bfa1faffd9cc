"""The script of the README, from a shapefile to PostGIS and to a project for QGIS, runs as it is printed."""

import re
import unittest

from osgeo import gdal

from readme_case import README, ReadmeCase

HEADING = "## From a shapefile to PostGIS and QGIS\n"


def printed_script():
    """The first block of code of the section, as a reader would copy it."""
    section = README.split(HEADING, 1)[1].split("\n## ", 1)[0]
    return re.search(r"```sh\n(.*?)```", section, re.DOTALL)[1]


def count(path, layer):
    dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR)
    return dataset.GetLayerByName(layer).GetFeatureCount()


class Readme(ReadmeCase):

    tools = ("GRIDIFY", "GRIDCHECK", "GRIDEXPORT")

    def test_the_script_runs_as_printed_and_a_second_time(self):
        script = printed_script()
        self.assertEqual(5, len(script.splitlines()))
        self.sql("CREATE DATABASE gov")
        self.sql("CREATE EXTENSION postgis", "gov")
        run = self.shell(script)
        self.assertEqual(0, run.returncode, run.stderr)
        grids = count(self.dir / "grids.gpkg", "grids")
        self.assertGreater(grids, 11)
        self.assertEqual([f"{grids}|t"], self.sql("SELECT count(*), bool_and(ST_IsValid(geom)) FROM gov.grids", "gov"))
        self.assertTrue((self.dir / "plan.qgs").is_file())
        self.assertEqual(grids, count(self.dir / "plan.gpkg", "grids"))
        self.assertEqual(11, count(self.dir / "plan.gpkg", "boundaries"))
        # What is there is not written over: the script stops at its first command.
        again = self.shell(script)
        self.assertNotEqual(0, again.returncode, again.stderr)
        self.assertIn("grids.gpkg", again.stderr)


if __name__ == "__main__":
    unittest.main()
