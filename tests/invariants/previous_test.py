"""Dividing anew: Da'an a year later, with other households and new estates; Taipei ten years in a row."""

import random
import subprocess
import tempfile
import unittest
from pathlib import Path

from osgeo import gdal

import layer_contract as contract
import support

DAAN = support.DATA / "daan.gpkg"
TAIPEI = support.DATA / "taipei.gpkg"


def later(source, target, seed, noise, growth=1.0, estates=0):
    """A copy of the cells with each number of households changed at random by up to `noise`, and with new estates."""
    gdal.VectorTranslate(str(target), str(source))
    chance = random.Random(seed)
    dataset = gdal.OpenEx(str(target), gdal.OF_VECTOR | gdal.OF_UPDATE)
    layer = dataset.GetLayerByName("unit")
    fids = [feature.GetFID() for feature in layer]
    built = set(chance.sample(fids, estates))
    layer.StartTransaction()
    for fid in fids:
        feature = layer.GetFeature(fid)
        households = round((feature["H_CNT"] or 0) * growth * (1 + chance.uniform(-noise, noise)))
        feature["H_CNT"] = households + (300 if fid in built else 0)
        layer.SetFeature(feature)
    layer.CommitTransaction()
    return target


def table(path, name):
    return [fields for fields, _ in contract.features(path, name)]


class Division:
    """A run of gridify over census areas, and what came of it."""

    def __init__(self, cells, sizes, *more):
        self.folder = support.gridify(cells, "--layer", "town", "--cells", cells, "--cells-layer", "unit", *sizes, *more)
        self.path = Path(self.folder.name) / "grids.gpkg"
        self.report = support.report(Path(self.folder.name))
        self.grids = {grid.code: grid for grid in contract.read_grids(self.path)}

    @property
    def changes(self):
        return self.report["changes"]

    def figures(self):
        deviation = self.report["households_deviation"]
        return (f"{self.report['grids']} grids, {deviation['within_tolerance']} within the tolerance, mean deviation "
                f"{deviation['mean']:.2%}, compactness {self.report['mean_compactness']:.3f}, "
                f"{self.report['inner_border_m'] / 1000:.1f} km of border")

    def changed(self):
        moved = self.changes["households_moved"] / self.report["households"]
        return (f"{moved:.2%} of households moved, {self.changes['grids_unchanged']} grids unchanged, "
                f"{self.changes['grids_new']} new, {self.changes['grids_retired']} retired")


class DivisionTest(unittest.TestCase):

    def divide(self, *words):
        """A division whose files last as long as the test."""
        division = Division(*words)
        self.addCleanup(division.folder.cleanup)
        return division


class OneYear(DivisionTest):
    SIZES = ("--grids", 107, "--tolerance", "0.10")

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="grid-invariants-")
        cls.base = Division(DAAN, cls.SIZES)
        cls.addClassCleanup(cls.base.folder.cleanup)
        cls.cells = later(DAAN, Path(cls.folder.name) / "later.gpkg", 1, 0.2, estates=3)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def again(self, *more, cells=None):
        return self.divide(cells or self.cells, self.SIZES, "--previous", self.base.path, *more)

    def test_where_nothing_changed_the_grids_are_the_same(self):
        same = self.again(cells=DAAN)
        self.assertEqual(0, same.changes["households_moved"])
        self.assertEqual(list(self.base.grids), list(same.grids))
        for code, grid in self.base.grids.items():
            self.assertEqual(grid.fields, same.grids[code].fields)
            self.assertEqual(bytes(grid.geometry.ExportToWkb()), bytes(same.grids[code].geometry.ExportToWkb()), code)

    def test_a_year_later_the_limits_are_met_and_most_households_keep_their_code(self):
        year = self.again()
        support.figure(year.figures())
        support.figure(year.changed())
        heavy = {finding["grid_code"] for finding in table(year.path, "issues") if finding["code"] == "heavy_cell"}
        self.assertEqual(heavy, {finding["grid_code"] for finding in table(year.path, "issues")})
        for code, grid in year.grids.items():
            self.assertTrue(code in heavy or abs(grid.fields["dev_hh"]) <= 0.10, grid.fields)
        lineage = table(year.path, "lineage")
        total = sum(grid.fields["households"] for grid in year.grids.values())
        self.assertEqual(total, sum(row["households"] for row in lineage))
        kept = sum(row["households"] for row in lineage if row["old_code"] == row["new_code"])
        self.assertGreaterEqual(kept, 0.85 * total)
        self.assertEqual([], contract.validity(year.grids.values()))
        self.assertEqual([], contract.connectivity(list(year.grids.values())))
        outlines = support.outlines_of_units(DAAN, "town", "CODE")
        self.assertEqual([], contract.coverage(list(year.grids.values()), outlines)[0])

    def test_gridcheck_finds_nothing_in_it(self):
        """But for the sizes: the layer was made with --grids."""
        year = self.again()
        done = subprocess.run([support.os.environ.get("GRIDCHECK", "gridcheck"), year.path, "--boundaries", self.cells,
                               "--boundaries-layer", "town", "--cells", self.cells, "--cells-layer", "unit", "--fail-on",
                               "warning", "--skip", "limit_missed,heavy_cell"],
                              capture_output=True, text=True, check=False)
        self.assertEqual((0, ""), (done.returncode, done.stdout))

    def test_stability_trades_moving_for_borders(self):
        moved, border = {}, {}
        for stability in ("0", "0.5", "1"):
            year = self.again("--stability", stability)
            support.figure(f"stability {stability}: {year.figures()}; {year.changed()}")
            moved[stability] = year.changes["households_moved"]
            border[stability] = year.report["inner_border_m"]
        self.assertLess(moved["1"], moved["0.5"])
        self.assertLess(moved["0.5"], moved["0"] / 5)
        self.assertLess(border["0"], border["0.5"])
        self.assertLess(border["0.5"], border["1"])


class TenYears(DivisionTest):

    def test_codes_are_never_reused_and_grids_keep_their_shape(self):
        """Growth of 3 % a year, with noise."""
        sizes = ("--target", 1150, "--min", 900, "--max", 1400, "--effort", "fast")
        with tempfile.TemporaryDirectory(prefix="grid-invariants-") as folder:
            year = self.divide(TAIPEI, sizes)
            support.figure(f"year 0: {year.figures()}")
            first = year.report["mean_compactness"]
            cells, used, moved = TAIPEI, set(year.grids), []
            for number in range(1, 11):
                cells = later(cells, Path(folder) / f"{number}.gpkg", number, 0.05, growth=1.03)
                before = year
                year = self.divide(cells, sizes, "--previous", before.path)
                support.figure(f"year {number}: {year.figures()}; {year.changed()}")
                self.assertEqual(set(), (set(year.grids) - set(before.grids)) & used)
                used |= set(year.grids)
                lineage = table(year.path, "lineage")
                self.assertEqual(year.report["households"], sum(row["households"] for row in lineage))
                moved.append(year.changes["households_moved"] / year.report["households"])
                self.assertLess(moved[-1], 0.15)
            support.figure(f"{100 * sum(moved):.1f} % of the households of a year moved in ten years")
            self.assertLess(sum(moved), 0.3)
            support.figure(f"compactness from {first:.3f} to {year.report['mean_compactness']:.3f}")
            self.assertGreater(year.report["mean_compactness"], 0.85 * first)
            missed = year.report["finding_counts"].get("limit_missed", 0)
            self.assertLessEqual(missed, 0.01 * year.report["grids"])


if __name__ == "__main__":
    support.run_tests(DAAN, TAIPEI)
