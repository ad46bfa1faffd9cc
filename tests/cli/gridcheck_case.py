"""What the tests of gridcheck share: the town, gridded by gridify, and demands on a run of gridcheck."""

import json
import os
import re
import shutil
import subprocess

from osgeo import gdal, ogr

import gridify_case as case

GRIDCHECK = os.environ.get("GRIDCHECK") or shutil.which("gridcheck")
LAST_LINE = re.compile(r"^result=(clean|findings) grids=(\d+) errors=(\d+) warnings=(\d+) notes=(\d+) checks=(\d+) not_run=(\d+) "
                       r"repaired=(\d+)$")


class GridcheckCase(case.GridifyCase):
    """A test with the town's grids in `grids.gpkg`, made by gridify from sites, and what they were made from beside it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not GRIDCHECK:
            raise case.unittest.SkipTest("skipped: gridcheck is not found; name it in the environment variable GRIDCHECK")
        town = cls.template
        subprocess.run([case.GRIDIFY, town / "units.gpkg", "--sites", town / "sites.gpkg", "-o", town / "grids.gpkg"],
                       check=True, capture_output=True)

    def setUp(self):
        super().setUp()
        self.grids = self.out
        self.against = ["--boundaries", self.units, "--sites", self.sites]

    def gridcheck(self, *words):
        """Runs gridcheck; the folder of the test is called $DIR in what it says."""
        run = subprocess.run([GRIDCHECK, *map(str, words)], stdin=subprocess.DEVNULL, capture_output=True, timeout=120,
                             check=False)
        run.stdout = run.stdout.decode("utf-8").replace(str(self.dir), "$DIR")
        run.stderr = run.stderr.decode("utf-8").replace(str(self.dir), "$DIR")
        self.assertEqual([], [name for name in self.files() if name.startswith(".")], "left behind: " + run.stderr)
        return run

    def assert_clean(self, *words):
        """Exit code 0, and not a word."""
        run = self.gridcheck(*words)
        self.assertEqual((0, "", ""), (run.returncode, run.stderr, run.stdout))

    def findings(self, *words, code=1):
        """What is found, as (code, feature, grid_code); this exit code and silence on standard error."""
        run = self.gridcheck("--json", *words)
        self.assertEqual((code, ""), (run.returncode, run.stderr))
        return [(f["code"], f["feature"], f["grid_code"]) for f in json.loads(run.stdout)["findings"]]

    def assert_refused(self, code, words, message, hint=None):
        """This exit code, this message, and nothing written or changed."""
        before = {name: self.content(name) for name in self.files()}
        run = self.gridcheck(*words)
        self.assertEqual(f"gridcheck: error: {message}\n" + (f"gridcheck: hint: {hint}\n" if hint else ""), run.stderr)
        self.assertEqual((code, ""), (run.returncode, run.stdout))
        self.assertEqual(before, {name: self.content(name) for name in self.files()}, "something was touched")

    def change(self, change, path=None, layer="grids"):
        """Calls change(feature) for each feature of the layer and stores those for which it returns something true."""
        dataset = gdal.OpenEx(path or self.grids, gdal.OF_VECTOR | gdal.OF_UPDATE)
        source = dataset.GetLayer(layer)
        features = list(source)
        for feature in features:
            if change(feature):
                source.SetFeature(feature)
        del source, dataset

    def set_field(self, fid, **fields):
        def change(feature):
            for name, value in fields.items():
                if feature.GetFID() == fid:
                    feature.SetField(name, value)
            return feature.GetFID() == fid
        self.change(change)

    def set_geometry(self, fid, wkt):
        def change(feature):
            if feature.GetFID() == fid:
                feature.SetGeometry(ogr.CreateGeometryFromWkt(wkt) if wkt else None)
            return feature.GetFID() == fid
        self.change(change)

    def rows(self, path=None, layer="grids"):
        return case.read_layer(path or self.grids, layer)
