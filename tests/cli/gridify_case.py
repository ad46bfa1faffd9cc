"""What the tests of the command line share: a folder with a small town for each test, and demands on a run of gridify."""

import os
import random
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from osgeo import gdal, ogr, osr

gdal.UseExceptions()
gdal.PushErrorHandler("CPLQuietErrorHandler")

GRIDIFY = os.environ.get("GRIDIFY") or shutil.which("gridify")
# Of a long series of trials every so-manieth is made; 1: all of them.
STEP = int(os.environ.get("GRID_TRIALS_STEP", "1"))

REPLACE = "replace it with -O, --overwrite"
REPLACE_PACKAGE = REPLACE + ", or only these layers in it with --overwrite-layer"

# CGCS2000 / 3-degree Gauss-Kruger CM 114E, in metres.
TOWN_CRS = 4547
# South-western corner of the town, about 114.2 degrees east and 30.6 degrees north.
WEST, SOUTH = 520000.0, 3385000.0
SIDE = 600.0
UNITS = {
    "420106001001": "东湖社区",
    "420106001002": "珞珈山社区",
    "420106001003": "水果湖社区",
    "420106001004": "武昌社区",
}


def corner(index):
    """South-western corner of the unit with this number: two by two, from the south-west."""
    return WEST + SIDE * (index % 2), SOUTH + SIDE * (index // 2)


def rectangle(west, south, east, north):
    return f"POLYGON (({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))"


def square(index, shrink=0.0):
    west, south = corner(index)
    return rectangle(west + shrink, south + shrink, west + SIDE - shrink, south + SIDE - shrink)


def unit_rows():
    return [(square(i), {"unit_code": code, "unit_name": name}) for i, (code, name) in enumerate(UNITS.items())]


def site_rows(per_unit=60, units=4, seed=1):
    """Sites at random places, well inside their units; some 1,200 households a unit."""
    chance = random.Random(seed)
    rows = []
    for unit in range(units):
        west, south = corner(unit)
        for _ in range(per_unit):
            x = west + chance.randint(50, 5950) / 10
            y = south + chance.randint(50, 5950) / 10
            count = chance.randint(1, 39)
            rows.append((f"POINT ({x} {y})", {"site_id": f"s{len(rows):04}", "households": count}))
    return rows


def building_rows(per_side=9, units=4):
    """Buildings in rows along the streets; each is a site and a block."""
    rows = []
    for unit in range(units):
        west, south = corner(unit)
        for i in range(per_side):
            for j in range(per_side):
                x = west + 20 + i * 63
                y = south + 20 + j * 63
                box = rectangle(x, y, x + 30 + (i * 7 + j * 3) % 12, y + 18 + (i * 5 + j) % 9)
                rows.append((box, {"site_id": f"b{len(rows):04}", "households": 5 + (i * 11 + j * 17 + unit) % 30}))
    return rows


def street_rows():
    """Streets across the whole town, and a river that nobody crosses."""
    rows = []
    for k in range(1, 6):
        offset = 205.0 * k + 7
        rows.append((f"LINESTRING ({WEST - 50} {SOUTH + offset},{WEST + 1250} {SOUTH + offset + 12})",
                     {"class": "residential"}))
        rows.append((f"LINESTRING ({WEST + offset} {SOUTH - 50},{WEST + offset - 9} {SOUTH + 1250})",
                     {"class": "residential"}))
    rows.append((f"LINESTRING ({WEST - 50} {SOUTH + 310},{WEST + 400} {SOUTH + 330},{WEST + 1250} {SOUTH + 312})",
                 {"class": "river"}))
    return rows


DRIVERS = {".gpkg": "GPKG", ".shp": "ESRI Shapefile", ".geojson": "GeoJSON", ".fgb": "FlatGeobuf"}
TYPES = {"POINT": ogr.wkbPoint, "LINESTRING": ogr.wkbLineString, "POLYGON": ogr.wkbPolygon,
         "MULTIPOLYGON": ogr.wkbMultiPolygon}


def crs_of(epsg):
    if epsg is None:
        return None
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(epsg)
    crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return crs


def field_type(values):
    if all(isinstance(value, int) for value in values):
        return ogr.OFTInteger64
    return ogr.OFTReal if all(isinstance(value, (int, float)) for value in values) else ogr.OFTString


def write_layer(path, rows, epsg=TOWN_CRS, layer=None, kind=None, options=(), add=False):
    """Writes rows (WKT, ogr.Geometry or None; fields by name) as a layer; the format follows from the extension."""
    path = Path(path)
    driver = ogr.GetDriverByName(DRIVERS[path.suffix])
    dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR | gdal.OF_UPDATE) if add else driver.CreateDataSource(str(path))
    if kind is None:
        wkts = [geometry for geometry, _ in rows if isinstance(geometry, str)]
        kind = TYPES[wkts[0].split(" ")[0]] if wkts else ogr.wkbUnknown
    target = dataset.CreateLayer(layer or path.stem, crs_of(epsg), kind, list(options))
    names = list(dict.fromkeys(name for _, fields in rows for name in fields))
    for name in names:
        values = [fields[name] for _, fields in rows if fields.get(name) is not None]
        target.CreateField(ogr.FieldDefn(name, field_type(values)))
    is_one_step = dataset.TestCapability(ogr.ODsCTransactions)  # else a file that is there is synced after each row
    if is_one_step:
        dataset.StartTransaction()
    for geometry, fields in rows:
        feature = ogr.Feature(target.GetLayerDefn())
        for name, value in fields.items():
            if value is not None:
                feature.SetField(name, value)
        if geometry is not None:
            feature.SetGeometry(ogr.CreateGeometryFromWkt(geometry) if isinstance(geometry, str) else geometry)
        target.CreateFeature(feature)
    if is_one_step:
        dataset.CommitTransaction()
    del target, dataset
    return str(path)


def read_layer(path, layer=None):
    """Rows of a layer: fields by name, with the geometry under ''."""
    dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR)
    source = dataset.GetLayer(layer) if layer else dataset.GetLayer(0)
    rows = []
    for feature in source:
        row = feature.items()
        geometry = feature.GetGeometryRef()
        row[""] = geometry.Clone() if geometry is not None else None
        rows.append(row)
    return rows


# Whatever is found, a test is to notice it.
NOTICE = ["--fail-on", "note"]


def noticing(words):
    """The words of a command line, so that any finding makes the exit code 1, unless they say otherwise."""
    return [*([] if "--fail-on" in words else NOTICE), *map(str, words)]


def said(tool, messages):
    """What a tool prints of its findings: warnings, unless a message begins with another severity."""
    grave = [message if message.startswith(("error: ", "note: ")) else f"warning: {message}" for message in messages]
    return "".join(f"{tool}: {message}\n" for message in grave)


class GridifyCase(unittest.TestCase):
    """A test with a folder of its own, in which the town lies: units, sites, buildings and streets."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        if not GRIDIFY:
            raise unittest.SkipTest("skipped: gridify is not found; name it in the environment variable GRIDIFY")
        folder = tempfile.TemporaryDirectory(prefix="town-")
        cls.addClassCleanup(folder.cleanup)
        cls.template = town = Path(folder.name)
        write_layer(town / "units.gpkg", unit_rows())
        write_layer(town / "sites.gpkg", site_rows())
        write_layer(town / "buildings.gpkg", building_rows())
        write_layer(town / "streets.gpkg", street_rows())

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="gridify-")
        self.addCleanup(folder.cleanup)
        self.dir = Path(folder.name) / "work"
        shutil.copytree(self.template, self.dir)
        self.units = self.path("units.gpkg")
        self.sites = self.path("sites.gpkg")
        self.out = self.path("grids.gpkg")

    def path(self, name):
        return str(self.dir / name)

    def write(self, name, rows, **how):
        return write_layer(self.dir / name, rows, **how)

    def files(self):
        return sorted(str(path.relative_to(self.dir)) for path in self.dir.rglob("*"))

    def gridify(self, *words, **how):
        """Runs gridify; the folder of the test is called $DIR in what it says."""
        run = subprocess.run([GRIDIFY, *noticing(words)], stdin=subprocess.DEVNULL, capture_output=True, timeout=120,
                             check=False, **how)
        run.stdout = run.stdout.decode("utf-8").replace(str(self.dir), "$DIR")
        run.stderr = run.stderr.decode("utf-8").replace(str(self.dir), "$DIR")
        self.assertEqual([], [name for name in self.files() if name.startswith(".")], "left behind: " + run.stderr)
        return run

    def town_with_sites(self, *more):
        """The usual command line, and more."""
        return [self.units, "--sites", self.sites, "-o", self.out, *more]

    def assert_done(self, *words):
        """Exit code 0, and not a word."""
        run = self.gridify(*words)
        self.assertEqual((0, "", ""), (run.returncode, run.stderr, run.stdout))

    def assert_findings(self, words, *messages):
        """Exit code 1, these findings and nothing else."""
        run = self.gridify(*words)
        self.assertEqual(said("gridify", messages), run.stderr)
        self.assertEqual((1, ""), (run.returncode, run.stdout))

    def assert_refused(self, code, words, message, hint=None, **how):
        """This exit code, this message, and nothing written or changed."""
        before = {name: self.content(name) for name in self.files()}
        run = self.gridify(*words, **how)
        expected = f"gridify: error: {message}\n" + (f"gridify: hint: {hint}\n" if hint else "")
        self.assertEqual(expected, run.stderr)
        self.assertEqual((code, ""), (run.returncode, run.stdout))
        self.assertEqual(before, {name: self.content(name) for name in self.files()}, "something was touched")

    def content(self, name):
        path = self.dir / name
        return path.read_bytes() if path.is_file() else None

    def households(self, path=None, layer=None):
        """All households of a grid layer."""
        return sum(row["households"] for row in read_layer(path or self.out, layer))
