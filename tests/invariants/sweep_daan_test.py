"""Da'an, seven targets, of which the least cannot be met everywhere: each is the run with that value, and none costs much more
than another."""

import csv
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import support

DAAN = support.DATA / "daan.gpkg"
OPTIONS = [DAAN, "--layer", "town", "--cells", DAAN, "--cells-layer", "unit", "--site-id", "CODEBASE"]
MOST_RATIO = 3  # of processor time, between values of one sweep


class SweepOfDaan(unittest.TestCase):
    def sweep(self, folder, values, *more):
        """Processor seconds by value, and what the sweep assigned."""
        command = [os.environ.get("GRIDIFY", "gridify"), *OPTIONS, "--sweep", values, "-v", "--assignments", "sites.csv", *more]
        done = subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True, check=False)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        with open(pathlib.Path(folder) / "sites.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return {value: float(time) for value, time in re.findall(r" ([\d.]+): \d+ grids, ([\d.]+) s of CPU", done.stderr)}, rows

    def test_each_target_is_the_run_with_it_and_none_costs_much_more(self):
        with tempfile.TemporaryDirectory() as folder:
            seconds, rows = self.sweep(folder, "target=300..600/50", "--threads", 1)
        self.assertEqual(["300", "350", "400", "450", "500", "550", "600"], list(seconds))
        support.figure(f"seconds by target: {seconds}")
        self.assertLessEqual(max(seconds.values()), MOST_RATIO * min(seconds.values()) + 0.1)
        for value in ("300", "600"):
            made = support.gridify(*OPTIONS, "--target", value)
            with open(pathlib.Path(made.name) / "sites.csv", encoding="utf-8", newline="") as file:
                alone = list(csv.DictReader(file))
            self.assertEqual(alone, [{"site_id": row["site_id"], "grid_code": row[value]} for row in rows])

    def test_a_tolerance_out_of_reach_costs_no_more_than_a_few_times_another(self):
        with tempfile.TemporaryDirectory() as folder:
            seconds, _ = self.sweep(folder, "tolerance=0.001,0.01,0.05,0.1,0.3", "--grids", 300, "--threads", 1)
        support.figure(f"seconds by tolerance: {seconds}")
        self.assertLessEqual(max(seconds.values()), MOST_RATIO * min(seconds.values()) + 0.1)


if __name__ == "__main__":
    support.run_tests(DAAN)
