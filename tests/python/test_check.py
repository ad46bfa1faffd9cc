"""grid.check() against gridcheck over the same layer in a file."""
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

import grid
import sample


class SameAsGridcheck(unittest.TestCase):
    def test_the_findings_are_those_of_the_tool(self):
        inputs = sample.inputs()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "grids.geojson"  # without a record of the run, which memory has not either
            division = grid.divide(**inputs)
            layer = division.__geo_interface__
            layer["features"] = layer["features"][:5] + layer["features"][6:]  # a hole
            layer["features"][2]["properties"]["households"] += 7              # a wrong count
            path.write_text(json.dumps(layer), encoding="utf-8")
            answer = subprocess.run(
                [os.environ["GRIDCHECK"], path, "--boundaries", sample.DATA / "municipalities.shp", "--sites",
                 sample.DATA / "buildings.fgb", "--json", "-q", "--fail-on", "never"], capture_output=True, check=True)
        theirs = json.loads(answer.stdout)
        ours = grid.check(layer, inputs["units"], inputs["sites"], crs=inputs["crs"])
        self.assertEqual(theirs["checks_run"], ours["checks_run"])
        numbered = [{**finding, "message": "", "feature": None} for finding in theirs["findings"]]
        self.assertEqual(numbered, [{**finding, "message": "", "feature": None} for finding in ours["findings"]])
        codes = {finding["code"] for finding in ours["findings"]}
        self.assertTrue({"uncovered", "site_outside"} <= codes, codes)
        self.assertEqual(theirs["errors"], ours["errors"])
        self.assertGreater(ours["errors"], 4)

    def test_a_division_needs_no_names(self):
        division = grid.divide(**sample.inputs(), site_reach=100)
        inputs = sample.inputs()
        found = grid.check(division, **inputs, site_reach=100)
        self.assertEqual(0, found["errors"], found["findings"])


if __name__ == "__main__":
    unittest.main()
