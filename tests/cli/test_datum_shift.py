"""Datums between which no transformation is known: it is told for every input and output, and only then.

Which pairs PROJ joins by guess only was looked up by hand.
"""

import re
import subprocess
import unittest

import gridify_case as case
from gridcheck_case import GRIDCHECK
from gridexport_case import GRIDEXPORT
from gridify_case import ogr
from gridmerge_case import GRIDMERGE

# CRS of the units and of the sites, a place in degrees, and how far off places may be (None: nothing is told; '': not known).
PAIRS = (
    (2435, 4326, (114.2, 30.6), "some 70 m"),    # Beijing 1954
    (4214, 4490, (114.2, 30.6), "some 70 m"),
    (2384, 4326, (114.2, 30.6), ""),             # Xian 1980
    (4555, 4490, (114.2, 30.6), ""),             # New Beijing
    (3828, 4326, (121.0, 24.0), ""),             # TWD67
    (3828, 3826, (121.0, 24.0), ""),             # and TWD97
    (4326, 2435, (114.2, 30.6), "some 70 m"),
    (2435, 2384, (114.2, 30.6), ""),
    (4490, 4326, (114.2, 30.6), None),           # CGCS2000
    (4547, 32650, (114.2, 30.6), None),
    (4547, 3857, (114.2, 30.6), None),
    (3826, 4326, (121.0, 24.0), None),           # TWD97
    (4490, 3824, (121.0, 24.0), None),
    (6668, 4326, (139.7, 35.7), None),           # JGD2011
    (4301, 6668, (139.7, 35.7), None),           # Tokyo: a transformation is known
    (2056, 4326, (9.5, 47.1), None),             # CH1903+
    (4269, 4326, (-71.5, 41.6), None),           # NAD83
    (4267, 4326, (-71.5, 41.6), None),           # NAD27
    (4258, 25832, (9.5, 47.1), None),            # ETRS89
)


class DatumShift(case.GridifyCase):

    def make_units(self, name, epsg, at):
        west, south = at
        rows = []
        for i in range(2):
            shape = ogr.CreateGeometryFromWkt(case.rectangle(west + i * 0.01, south, west + i * 0.01 + 0.01, south + 0.01))
            rows.append((self.in_crs(shape, epsg), {"unit_code": f"10{i}", "households": 400}))
        return self.write(name, rows, epsg=epsg, kind=ogr.wkbPolygon)

    def make_sites(self, name, epsg, at):
        west, south = at
        rows = []
        for i in range(2 * 10):
            shape = ogr.CreateGeometryFromWkt(f"POINT ({west + 0.002 + 0.016 * (i % 10) / 10} {south + 0.002 + 0.006 * (i // 10) / 2})")
            rows.append((self.in_crs(shape, epsg), {"households": 40}))
        return self.write(name, rows, epsg=epsg, kind=ogr.wkbPoint)

    def in_crs(self, shape, epsg):
        shape.AssignSpatialReference(case.crs_of(4326))
        shape.TransformTo(case.crs_of(epsg))
        return shape

    def told(self, words):
        """What is said of datums, by the input that it is said of."""
        run = subprocess.run(list(map(str, words)), cwd=self.dir, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        self.assertIn(run.returncode, (0, 1), run.stderr)
        text = run.stderr + run.stdout
        return sorted(set(re.findall(r"(\S+|\S+ in \S+): no transformation is known from .*? places may be off by "
                                     r"(?:metres to )?(.*? m|hundreds of metres)\.", text)))

    def test_each_pair(self):
        for number, (first, second, at, off) in list(enumerate(PAIRS))[::min(case.STEP, 3)]:
            with self.subTest(first=first, second=second):
                units, sites = f"units{number}.gpkg", f"sites{number}.gpkg"
                self.make_units(units, first, at)
                self.make_sites(sites, second, at)
                grids = f"grids{number}.gpkg"
                said = self.told([case.GRIDIFY, units, "--sites", sites, "-o", grids])
                size = None if off is None else off or "hundreds of metres"
                self.assertEqual([] if off is None else [(f"sites in {sites}", size)], said)
                if number > 0:
                    continue
                check = self.told([GRIDCHECK, grids, "--sites", sites, "--only", "datum_shift_unknown"])
                self.assertEqual([] if off is None else [(f"sites in {sites}", size)], check)

    def test_every_input_and_every_output(self):
        at = (114.2, 30.6)
        self.make_units("units.gpkg", 2435, at)
        self.make_sites("sites.gpkg", 2435, at)
        own = [case.GRIDIFY, "units.gpkg", "--sites", "sites.gpkg"]
        self.assertEqual([], self.told([*own, "-o", "grids.gpkg"]))
        self.make_units("there.gpkg", 4326, at)
        lines = [(self.in_crs(ogr.CreateGeometryFromWkt("LINESTRING (114.2 30.6,114.21 30.61)"), 4326), {})]
        self.write("lines.gpkg", lines, epsg=4326, kind=ogr.wkbLineString)
        self.told([case.GRIDIFY, "there.gpkg", "--sites", "sites.gpkg", "-o", "before.gpkg"])
        off = "some 70 m"
        for words, said in (
                ([*own, "--barriers", "lines.gpkg"], "barriers in lines.gpkg"),
                ([*own, "--blocks", "there.gpkg"], "blocks in there.gpkg"),
                ([*own, "--dedicated", "there.gpkg"], "dedicated in there.gpkg"),
                ([*own, "--previous", "before.gpkg"], "previous in before.gpkg"),
                ([*own[:2], "--cells", "there.gpkg"], "cells in there.gpkg"),
                ([*own, "--output-crs", "EPSG:4490"], "boundaries in units.gpkg"),
                ([GRIDMERGE, "grids.gpkg", "before.gpkg", "--on-duplicate", "first"], "before.gpkg"),
                ([GRIDMERGE, "grids.gpkg", "--output-crs", "EPSG:4490"], "grids.gpkg"),
                ([GRIDMERGE, "grids.gpkg", "--by", "unit", "--boundaries", "there.gpkg"], "boundaries in there.gpkg"),
                ([GRIDEXPORT, "grids.gpkg", "--output-crs", "EPSG:4326"], "grids")):
            with self.subTest(words):
                self.assertIn((said, off), self.told([*words, "-o", "out.gpkg", "-O"]))
                self.assertEqual([], self.told([*words, "-o", "out.gpkg", "-O", "--allow-ballpark"]))
        for name, more, said in (("out.kml", [], "grids"), ("out.geojson", [], "grids"), ("out.html", ["--boundaries", "there.gpkg"], "boundaries"),
                                 ("out.qgs", ["--sites", "there.gpkg"], "sites"), ("out.pdf", ["--previous", "before.gpkg"], "before.gpkg")):
            with self.subTest(name):
                self.assertIn((said, off), self.told([GRIDEXPORT, "grids.gpkg", "-o", name, "-O", *more]))
                self.assertEqual([], self.told([GRIDEXPORT, "grids.gpkg", "-o", name, "-O", *more, "--allow-ballpark"]))

        self.write("known.gpkg", [(self.in_crs(ogr.CreateGeometryFromWkt("POINT (114.2 30.6)"), 4326), {"code": "gap"})], epsg=4326)
        for more, said in ((["--exceptions", "known.gpkg"], "exceptions in known.gpkg"), (["--against", "before.gpkg"], "grids in before.gpkg"),
                           (["--boundaries", "there.gpkg"], "boundaries in there.gpkg")):
            words = [GRIDCHECK, "grids.gpkg", "--only", "datum_shift_unknown", *more]
            self.assertEqual([(said, off)], self.told(words))
            self.assertEqual([], self.told([*words, "--allow-ballpark"]))

    def test_tiles(self):
        at = (114.2, 30.6)
        self.make_units("units.gpkg", 2435, at)
        self.make_sites("sites.gpkg", 2435, at)
        self.assertEqual([], self.told([case.GRIDIFY, "units.gpkg", "--sites", "sites.gpkg", "-o", "grids.gpkg"]))
        for name in ("tiles/", "tiles.mbtiles"):
            words = [GRIDEXPORT, "grids.gpkg", "-o", name, "--max-zoom", "6", "-O"]
            self.assertEqual([("grids", "some 70 m")], self.told(words))
            self.assertEqual([], self.told([*words, "--allow-ballpark"]))

    def test_it_is_in_the_layer_and_makes_the_exit_code(self):
        at = (114.2, 30.6)
        self.make_units("units.gpkg", 2435, at)
        self.make_sites("sites.gpkg", 4326, at)
        run = self.gridify(self.path("units.gpkg"), "--sites", self.path("sites.gpkg"), "-o", self.out)
        self.assertEqual(1, run.returncode)
        self.assertIn("datum_shift_unknown", [row["code"] for row in case.read_layer(self.out, "issues")])


if __name__ == "__main__":
    unittest.main()
