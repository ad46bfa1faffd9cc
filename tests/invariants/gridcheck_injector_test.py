"""Defects of codes and counts are put into a real gridded layer, with a seed: gridcheck finds every one, and none beside.

Each grid gets one defect at most. Defects of the geometry are injected by the unit tests of the stage `check`."""

import collections
import pathlib
import random
import shutil
import unittest

from osgeo import gdal, ogr

import gridcheck_support as check
import layer_contract as contract
import sample_test
import support

gdal.UseExceptions()
WATCHED = ("code_missing code_damaged code_malformed code_duplicate code_prefix numbering_order households_differ "
           "persons_differ sites_differ workload_differs area_differs perimeter_differs compactness_differs "
           "deviation_differs value_invalid").split()


class Injector:
    """Changes rows of a layer and notes what is to be found: (code, feature), or (code, unit) for findings of a unit."""

    def __init__(self, rows, seed):
        self.rows = rows  # by fid
        self.chance = random.Random(seed)
        self.free = sorted(rows)
        self.chance.shuffle(self.free)
        self.changed = {}
        self.expected = set()
        self.units_done = collections.defaultdict(set)

    def take(self, unit=None):
        """A grid without a defect, of this unit if one is named; None if there is none."""
        fid = next((fid for fid in self.free if unit in (None, self.rows[fid]["unit_code"])), None)
        if fid is not None:
            self.free.remove(fid)
        return fid

    def set(self, fid, **fields):
        self.changed[fid] = fields

    def swap_within_unit(self):
        for unit in sorted({row["unit_code"] for row in self.rows.values()}):
            a, b = self.take(unit), self.take(unit)
            if b is None:
                continue
            self.set(a, grid_code=self.rows[b]["grid_code"])
            self.set(b, grid_code=self.rows[a]["grid_code"])
            self.expected.add(("numbering_order", unit))

    def swap_between_units(self):
        a = self.take()
        b = next((fid for fid in self.free if self.rows[fid]["unit_code"] != self.rows[a]["unit_code"]), None)
        if b is None:
            return
        self.free.remove(b)
        for one, other in ((a, b), (b, a)):
            self.set(one, grid_code=self.rows[other]["grid_code"])
            self.expected.add(("code_prefix", one))

    def repeat(self):
        a = self.take()
        b = self.take(self.rows[a]["unit_code"])
        if b is None:
            return
        self.set(b, grid_code=self.rows[a]["grid_code"])
        self.expected.add(("code_duplicate", max(a, b)))

    def spoil_code(self):
        for code, spoiled in (("code_missing", ""), ("code_damaged", "1.23E+14"), ("code_malformed", " {}"),
                              ("code_malformed", "{}x")):
            fid = self.take()
            number = len(self.expected)  # so that two damaged codes are not equal as well
            self.set(fid, grid_code=spoiled.format(self.rows[fid]["grid_code"]).replace("1.23", f"1.{number:03}"))
            self.expected.add((code, fid))

    def spoil_values(self):
        wrong = [("households_differ", "households", self.chance.choice([-1, 1, 2, 50])),
                 ("sites_differ", "sites", 1), ("workload_differs", "workload", 0.25), ("value_invalid", "households", None),
                 ("area_differs", "area_m2", 50.0), ("perimeter_differs", "perim_m", 0.5),
                 ("compactness_differs", "compact", 0.001), ("persons_differ", "persons", 3)]
        for code, field, difference in wrong:
            fid = self.take()
            if field not in self.rows[fid] or self.rows[fid][field] + (difference or 0) < 0:
                continue
            self.set(fid, **{field: None if difference is None else self.rows[fid][field] + difference})
            self.expected.add((code, fid))

    def spoil_deviation(self):
        fid = self.take()
        unit = self.rows[fid]["unit_code"]
        if unit in self.units_done["deviation"]:
            return  # one finding a unit
        self.units_done["deviation"].add(unit)
        self.set(fid, dev_hh=self.rows[fid]["dev_hh"] + 0.01)
        self.expected.add(("deviation_differs", fid))

    def inject(self, share):
        """Until so large a share of the grids has a defect."""
        if self.chance.random() < 0.5 or len(self.rows) > 100:  # in a small layer it takes nearly all
            self.swap_within_unit()
        while len(self.free) > max(10, (1 - share) * len(self.rows)):
            for spoil in (self.swap_between_units, self.repeat, self.spoil_code, self.spoil_values, self.spoil_deviation):
                if len(self.free) > 9:
                    spoil()


class Injected(unittest.TestCase):

    def count(self, options, words, rounds, share):
        folder = check.gridify(*options)
        self.addCleanup(folder.cleanup)
        clean = pathlib.Path(folder.name) / "grids.gpkg"
        rows = {}
        dataset = gdal.OpenEx(str(clean), gdal.OF_VECTOR)
        for feature in dataset.GetLayer("grids"):
            rows[feature.GetFID()] = feature.items()
        del dataset
        injected, found = collections.Counter(), collections.Counter()
        false = []
        for seed in range(rounds):
            injector = Injector(rows, seed)
            injector.inject(share)
            path = pathlib.Path(folder.name) / f"spoiled{seed}.gpkg"
            shutil.copy(clean, path)
            self.store(path, injector.changed)
            report = check.gridcheck(path, *words, "--only", ",".join(WATCHED))
            seen = {(f["code"], f["unit_code"] if f["code"] == "numbering_order" else f["feature"])
                    for f in report["findings"]}
            self.assertEqual(len(report["findings"]), len(seen), "one defect is one finding")
            injected.update(code for code, _ in injector.expected)
            found.update(code for code, _ in injector.expected & seen)
            false += [(seed, *finding) for finding in sorted(seen - injector.expected, key=str)]
            missed = sorted(injector.expected - seen, key=str)
            self.assertEqual([], missed[:10], f"seed {seed}")
        total, hits = sum(injected.values()), sum(found.values())
        for code in sorted(injected):
            support.figure(f"{code}: {injected[code]} injected, {found[code]} found")
        support.figure(f"{total} defects, recall {hits / total:.4f}, precision {hits / (hits + len(false)):.4f}")
        self.assertEqual([], false[:10])
        return total

    def store(self, path, changed):
        dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR | gdal.OF_UPDATE)
        layer = dataset.GetLayer("grids")
        layer.StartTransaction()
        for fid, fields in changed.items():
            feature = layer.GetFeature(fid)
            for name, value in fields.items():
                if value is None:
                    feature.SetFieldNull(name)
                else:
                    feature.SetField(name, value)
            layer.SetFeature(feature)
        layer.CommitTransaction()
        del layer, dataset

    def test_sample(self):
        """Few grids, most of them with a defect, many times."""
        words = ["--boundaries", sample_test.MUNICIPALITIES, "--sites", sample_test.sample("buildings")]
        self.assertGreater(self.count(sample_test.Sample.options, words, 20, 0.9), 200)

    def test_taipei(self):
        check.need(self, support.DATA / "taipei.gpkg")
        import taipei_test
        words = ["--boundaries", taipei_test.TAIPEI, "--boundaries-layer", "town", "--cells", taipei_test.TAIPEI,
                 "--cells-layer", "unit"]
        self.assertGreater(self.count(taipei_test.Taipei.options, words, 4, 0.6), 1_000)


if __name__ == "__main__":
    unittest.main(verbosity=2)
