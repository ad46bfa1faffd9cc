"""The sample's villages with their own borders as barriers, as files with 5 to 15 decimals have them: along every border runs a
line that is nowhere quite on it. In four coordinate systems, with both efforts. Judged by layer_contract.py and by gridcheck."""

import itertools
import pathlib
import random
import tempfile
import unittest

from osgeo import ogr, osr

import gridcheck_support as check
import support
from vector_files import crs, write

VILLAGES = support.SAMPLE / "villages.shp"
SYSTEMS = (4326, 3857, 3826, 4490)
DECIMALS = range(5, 16)
TRIALS = list(itertools.product(SYSTEMS, DECIMALS, ("fast", "normal")))


def villages(code):
    """Codes and polygons."""
    source = ogr.Open(str(VILLAGES))
    layer = source.GetLayer(0)
    transform = osr.CoordinateTransformation(layer.GetSpatialRef(), crs(code))
    result = []
    for feature in layer:
        geometry = feature.GetGeometryRef().Clone()
        geometry.Transform(transform)
        result.append((feature["VILLCODE"], geometry))
    return result


def sites_in(units, count=40):
    """So many points in each unit, with 1 to 30 households each."""
    chance = random.Random(7)
    for _, unit in units:
        west, east, south, north = unit.GetEnvelope()
        made = 0
        while made < count:
            point = ogr.CreateGeometryFromWkt(f"POINT ({chance.uniform(west, east)!r} {chance.uniform(south, north)!r})")
            if unit.Contains(point):
                made += 1
                yield point, (chance.randint(1, 30),)


def rings(geometry):
    if geometry.GetGeometryName() == "LINEARRING":
        yield geometry.GetPoints()
        return
    for i in range(geometry.GetGeometryCount()):
        yield from rings(geometry.GetGeometryRef(i))


def borders(units, decimals):
    """The outline of each unit as a line with rounded coordinates."""
    for _, unit in units:
        for ring in rings(unit):
            line = ogr.Geometry(ogr.wkbLineString)
            for x, y in ring:
                line.AddPoint_2D(round(x, decimals), round(y, decimals))
            yield line, ()


class OwnBorders(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="grid-own-borders-")
        cls.path = pathlib.Path(cls.folder.name)
        cls.households = {}
        for code in SYSTEMS:
            units = villages(code)
            sites = list(sites_in(units))
            cls.households[code] = sum(count for _, (count,) in sites)
            write(cls.path / f"units-{code}.gpkg", code, [(g, (c,)) for c, g in units],
                  [("unit_code", ogr.OFTString)])
            write(cls.path / f"sites-{code}.gpkg", code, sites,
                  [("households", ogr.OFTInteger)])

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def divide(self, code, decimals, effort):
        units, sites = (self.path / f"{name}-{code}.gpkg" for name in ("units", "sites"))
        barriers = self.path / f"borders-{code}-{decimals}.gpkg"
        if not barriers.exists():
            write(barriers, code, borders(villages(code), decimals), [])
        folder = check.gridify(units, "--sites", sites, "--barriers", barriers, "--effort", effort, "--target", "150")
        self.addCleanup(folder.cleanup)
        return units, sites, pathlib.Path(folder.name) / "grids.gpkg"

    def test_no_error_and_all_ground(self):
        for code, decimals, effort in TRIALS[::support.STEP]:
            with self.subTest(code=code, decimals=decimals, effort=effort):
                units, sites, grids = self.divide(code, decimals, effort)
                self.assertEqual(set(), check.mended_units(grids))
                made = check.assert_sound(self, grids, dict(villages(code)),
                                          ("--boundaries", units, "--sites", sites, "--target", "150"))
                self.assertEqual(sum(grid.fields["households"] for grid in made), self.households[code])
        support.figure(f"{len(TRIALS[::support.STEP])} divisions, no error")


if __name__ == "__main__":
    support.run_tests(VILLAGES)
