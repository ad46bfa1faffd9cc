"""A partition of METIS in the form that gpmetis writes it, through gridify --plan: Da'an in 107 parts."""

import collections
import csv
import pathlib
import sys
import tempfile
import unittest

import layer_contract as contract
import metis_plan
import support

DAAN = support.DATA / "daan.gpkg"
PARTS = 107


class MetisPart(unittest.TestCase):

    def test_each_part_becomes_a_grid_with_its_cells_and_households(self):
        cells = list(contract.features(DAAN, "unit"))
        households = [fields["H_CNT"] for fields, _ in cells]
        part = metis_plan.partition([contract.polygons_of(geometry) for _, geometry in cells], households, PARTS)
        folder = tempfile.TemporaryDirectory(prefix="metis-part-")
        self.addCleanup(folder.cleanup)
        plan = pathlib.Path(folder.name) / f"daan.graph.part.{PARTS}"
        plan.write_text("".join(f"{number}\n" for number in part), encoding="ascii")
        made = support.gridify(DAAN, "--layer", "town", "--cells", DAAN, "--cells-layer", "unit", "--site-id", "CODEBASE", "--plan", plan)
        self.addCleanup(made.cleanup)
        out = pathlib.Path(made.name)
        expected = collections.Counter()
        for number, count in zip(part, households):
            expected[number] += count
        grids = [fields for fields, _ in contract.features(out / "grids.gpkg", "grids")]
        support.figure(f"METIS fills {len(expected)} of {PARTS} parts; {len(grids)} grids")
        self.assertEqual(sorted(expected.values()), sorted(fields["households"] for fields in grids))
        self.assertEqual({"grids": len(expected), "households_moved": 0, "improved": False}, support.report(out)["plan"])
        with open(out / "sites.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        together = collections.defaultdict(set)
        for row in rows:
            together[row["grid_code"]].add(row["site_id"])
        parts = collections.defaultdict(set)
        for number, (fields, _) in zip(part, cells):
            parts[number].add(fields["CODEBASE"])
        self.assertEqual(sorted(map(sorted, parts.values())), sorted(map(sorted, together.values())))


if __name__ == "__main__":
    if not metis_plan.library():
        print("skipped: METIS is not installed (package libmetis5)")
        sys.exit(77)
    support.run_tests(DAAN)
