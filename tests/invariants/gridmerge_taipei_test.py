"""Taipei in two shards, joined and rolled up: the towns have the outlines of the layer `town`, every vertex."""

import os
import pathlib
import subprocess
import tempfile
import unittest

from osgeo import gdal, ogr

import layer_contract as contract
import support

gdal.UseExceptions()
TAIPEI = support.DATA / "taipei.gpkg"


def area_code(code):
    """A code of nine digits for a town, as --by town wants it."""
    return f"{int(code):08}0"


def rings_of(geometry):
    """All rings, each from its smallest point on, shells and holes in opposite directions."""
    rings = []
    for polygon in contract.polygons_of(geometry):
        for ring in polygon:
            first = ring.index(min(ring))
            rings.append(ring[first:-1] + ring[:first + 1])
    return sorted(rings)


class RolledUp(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="grid-invariants-")
        cls.addClassCleanup(folder.cleanup)
        cls.path = pathlib.Path(folder.name)
        cls.towns = {}
        driver = ogr.GetDriverByName("GPKG").CreateDataSource(str(cls.path / "towns.gpkg"))
        source = ogr.Open(str(TAIPEI))
        original = source.GetLayer("town")
        copy = driver.CreateLayer("towns", original.GetSpatialRef(), ogr.wkbMultiPolygon)
        copy.CreateField(ogr.FieldDefn("unit_code", ogr.OFTString))
        for town in original:
            code = area_code(town["CODE"])
            feature = ogr.Feature(copy.GetLayerDefn())
            feature["unit_code"] = code
            feature.SetGeometry(ogr.ForceToMultiPolygon(town.GetGeometryRef().Clone()))
            copy.CreateFeature(feature)
            cls.towns[code] = town.GetGeometryRef().Clone()
        del copy, driver
        for shard in (1, 2):
            cls.run_tool("GRIDIFY", "towns.gpkg", "--cells", TAIPEI, "--cells-layer", "unit", "--grids", 907, "--effort", "fast",
                         "--shard", f"{shard}/2", "-o", f"shard{shard}.gpkg")
        cls.run_tool("GRIDMERGE", "shard1.gpkg", "shard2.gpkg", "-o", "joined.gpkg")

    @classmethod
    def run_tool(cls, tool, *words):
        command = [os.environ.get(tool, tool.lower()), *map(str, words), "-q"]
        done = subprocess.run(command, cwd=cls.path, capture_output=True, text=True, check=False)
        if done.returncode not in ((0, 1) if tool == "GRIDIFY" else (0,)):
            raise AssertionError(f"{' '.join(command)}\nexit code {done.returncode}\n{done.stderr}")

    def assert_towns(self, *words):
        out = self.path / "rolled.gpkg"
        self.run_tool("GRIDMERGE", "joined.gpkg", *words, "-O", "-o", out)
        rows = {fields["grid_code"]: (fields, geometry) for fields, geometry in contract.features(out, "grids")}
        self.assertEqual(set(self.towns), set(rows))
        vertices = 0
        for code, (fields, geometry) in rows.items():
            expected = rings_of(self.towns[code])
            self.assertEqual(expected, rings_of(geometry), code)
            self.assertEqual(0, self.towns[code].SymDifference(geometry).GetArea(), code)
            vertices += sum(len(ring) for ring in expected)
        self.assertEqual(1_048_986, sum(fields["households"] for fields, _ in rows.values()))
        support.figure(f"{len(rows)} towns with {vertices:,} vertices, all equal")

    def test_by_town(self):
        self.assert_towns("--by", "town")

    def test_by_unit_and_by_field(self):
        self.assert_towns("--by", "unit", "--boundaries", "towns.gpkg")
        self.assert_towns("--by-field", "unit_code")


if __name__ == "__main__":
    support.run_tests(TAIPEI)
