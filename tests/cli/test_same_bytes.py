"""The same input, options and seed give the same bytes, whatever the threads and the order of the features."""

import os
import random
import unittest
from pathlib import Path

from osgeo import gdal

from gridify_case import GridifyCase, building_rows, site_rows, street_rows, unit_rows

SOURCE = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("GRID_TEST_DATA") or SOURCE.parent / "shared" / "data")


def shuffled(rows, seed):
    rows = list(rows)
    random.Random(seed).shuffle(rows)
    return rows


def copy_shuffled(source, layer, target, seed):
    """A layer of the file with its features in another order and with other ids."""
    original = gdal.OpenEx(str(source))
    features = original.GetLayer(layer)
    rows = shuffled(list(features), seed)
    dataset = gdal.GetDriverByName("GPKG").Create(str(target), 0, 0, 0, gdal.GDT_Unknown)
    copy = dataset.CreateLayer(layer, features.GetSpatialRef(), features.GetGeomType())
    definition = features.GetLayerDefn()
    for i in range(definition.GetFieldCount()):
        copy.CreateField(definition.GetFieldDefn(i))
    copy.StartTransaction()
    for row in rows:
        row.SetFID(-1)
        copy.CreateFeature(row)
    copy.CommitTransaction()
    del rows, copy, dataset
    return str(target)


class SameBytes(GridifyCase):

    def run_and_read(self, name, words):
        out = self.dir / name
        table = out.with_suffix(".csv")
        run = self.gridify(*words, "-o", out, "--assignments", table, "-q")
        self.assertEqual("", run.stderr)
        self.assertIn(run.returncode, (0, 1))
        issues = out.with_name(out.stem + "_issues.geojson")
        return out.read_bytes(), table.read_bytes(), issues.read_bytes() if issues.exists() else b""

    def assert_same(self, words, reordered):
        first = self.run_and_read("first.geojson", [*words, "--threads", "1"])
        self.assertEqual(first, self.run_and_read("again.geojson", [*words, "--threads", "1"]), "the same twice")
        self.assertEqual(first, self.run_and_read("more.geojson", [*words, "--threads", "5"]), "more threads")
        for i, others in enumerate(reordered):
            self.assertEqual(first, self.run_and_read(f"order{i}.geojson", [*others, "--threads", "2"]), "another order")
        return first

    def shuffled_town(self, seed, sites, rows):
        units = self.write(f"units{seed}.gpkg", shuffled(unit_rows(), seed))
        places = self.write(f"{sites}{seed}.gpkg", shuffled(rows, seed))
        streets = self.write(f"streets{seed}.gpkg", shuffled(street_rows(), seed))
        return [units, "--sites", places, "--barriers", streets, "--hard-barriers", "class = 'river'"]

    def test_a_town_with_points(self):
        self.assert_same([self.units, "--sites", self.sites, "--barriers", self.path("streets.gpkg"),
                          "--hard-barriers", "class = 'river'"],
                         [self.shuffled_town(seed, "sites", site_rows()) for seed in (1, 2, 3)])

    def test_a_town_with_buildings(self):
        self.assert_same([self.units, "--sites", self.path("buildings.gpkg"), "--barriers", self.path("streets.gpkg"),
                          "--hard-barriers", "class = 'river'"],
                         [self.shuffled_town(seed, "buildings", building_rows()) for seed in (1, 2, 3)])

    def test_a_town_with_sites_outside_and_at_one_place(self):
        rows = site_rows()
        wkt = rows[0][0]
        rows += [(wkt, {"site_id": f"same{i}", "households": 3 + i}) for i in range(5)]
        rows += [(f"POINT ({519900 - i} 3385100)", {"site_id": f"out{i}", "households": 2}) for i in range(5)]
        self.write("odd.gpkg", rows)
        self.assert_same([self.units, "--sites", self.path("odd.gpkg"), "--barriers", self.path("streets.gpkg"),
                          "--hard-barriers", "class = 'river'"],
                         [self.shuffled_town(seed, "odd", rows) for seed in (1, 2, 3)])

    def test_the_census_blocks_of_a_district(self):
        daan = DATA / "daan.gpkg"
        if not daan.exists():
            self.skipTest("skipped: the test data has no daan.gpkg (see GRID_TEST_DATA)")
        more = ["--households", "H_CNT", "--grids", "107", "--tolerance", "0.1", "--effort", "fast"]
        units = copy_shuffled(daan, "town", self.path("town.gpkg"), 5)
        cells = copy_shuffled(daan, "unit", self.path("cells.gpkg"), 5)
        self.assert_same([str(daan), "--layer", "town", "--cells", str(daan), "--cells-layer", "unit", *more],
                         [[units, "--cells", cells, *more]])


if __name__ == "__main__":
    unittest.main()
