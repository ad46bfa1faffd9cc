"""Files that break off: nothing is read in part, whatever the file is for, and what is only odd is read whole."""

import contextlib
import json
import random
import re
import sqlite3
import subprocess
import sys
import unittest
import zipfile
from pathlib import Path

from osgeo import gdal, osr

import gridify_case as case
from gridcheck_case import GRIDCHECK
from gridexport_case import GRIDEXPORT
from gridmerge_case import GRIDMERGE
from table_case import TableCase, positions, write_sheets

AGAIN = "copy the file again from its source"


# Its own process: GDAL's Python cannot put its handlers of errors back in order.
READER = """
import json, sys
from osgeo import gdal
said = []
gdal.PushErrorHandler(lambda level, number, text: said.append(text) if level >= gdal.CE_Failure else None)
dataset = gdal.OpenEx(sys.argv[1], gdal.OF_VECTOR)
rows = [sum(1 for _ in dataset.GetLayer(i)) for i in range(dataset.GetLayerCount())]
print(json.dumps([rows, said]))
"""


def read_by_gdal(path):
    """The number of features of each layer, and the failures that GDAL itself names."""
    run = subprocess.run([sys.executable, "-c", READER, path], capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def reader_complaint(path):
    return read_by_gdal(path)[1][0]


def cut(path, share):
    data = Path(path).read_bytes()
    Path(path).write_bytes(data[:int(len(data) * share)])
    return str(path)


def insert(data, piece, at):
    return data[:at] + piece + data[at:]


def change_part(path, part, change, out):
    """A copy of a zipped workbook, with one of its files changed."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return str(out)


class ReadErrorCase(TableCase):

    def translate(self, source, name, driver, **how):
        gdal.VectorTranslate(self.path(name), source, format=driver, **how)
        return self.path(name)

    def assert_not_read(self, tool, words, name, complaint, hint=AGAIN):
        """Exit code 3, the file and the reader's own words, and no file that was not there."""
        before = self.files()
        run = subprocess.run([tool, *words], cwd=self.dir, capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(3, run.returncode, run.stderr)
        first, *rest = run.stderr.splitlines()
        self.assertRegex(first, rf"^grid[a-z]+: error: (\S*/)?{name}( \(layer \w+\))?: cannot be read in full: ")
        self.assertIn(complaint.rstrip("."), first)
        self.assertEqual([f"{Path(tool).name}: hint: {hint}"], rest)
        self.assertEqual(before, self.files())


class BrokenOff(ReadErrorCase):

    @unittest.skipUnless(GRIDCHECK and GRIDMERGE and GRIDEXPORT, "skipped: not all tools are found")
    def test_a_file_that_breaks_off_is_refused_whatever_it_is_for(self):
        self.assert_done(*self.town_with_sites("--effort", "fast"))
        for name in ("units", "sites", "buildings", "streets", "grids"):
            cut(self.translate(self.path(name + ".gpkg"), name + ".gml", "GML", layers=[name]), 0.8)
        divide = ["units.gpkg", "--sites", "sites.gpkg", "-o", "out.gpkg"]
        trials = [("units", case.GRIDIFY, ["units.gml", "--sites", "sites.gpkg", "-o", "out.gpkg"]),
                  ("sites", case.GRIDIFY, ["units.gpkg", "--sites", "sites.gml", "-o", "out.gpkg"]),
                  ("streets", case.GRIDIFY, [*divide, "--barriers", "streets.gml"]),
                  ("streets", case.GRIDIFY, [*divide, "--barriers", "streets.gml", "--hard-barriers", "class = 'river'"]),
                  ("buildings", case.GRIDIFY, [*divide, "--blocks", "buildings.gml"]),
                  ("buildings", case.GRIDIFY, [*divide, "--dedicated", "buildings.gml"]),
                  ("buildings", case.GRIDIFY, ["units.gpkg", "--cells", "buildings.gml", "-o", "out.gpkg"]),
                  ("sites", case.GRIDIFY, ["units.gpkg", "--sites", "sites.gml", "--households", "households + 1", "-o", "out.gpkg"]),
                  ("grids", case.GRIDIFY, [*divide, "--previous", "grids.gml"]),
                  ("grids", GRIDCHECK, ["grids.gml"]),
                  ("units", GRIDCHECK, ["grids.gpkg", "--boundaries", "units.gml"]),
                  ("sites", GRIDCHECK, ["grids.gpkg", "--sites", "sites.gml"]),
                  ("grids", GRIDMERGE, ["grids.gml", "-o", "out.gpkg"]),
                  ("grids", GRIDMERGE, ["grids.gpkg", "--replace", "grids.gml", "-o", "out.gpkg"]),
                  ("grids", GRIDEXPORT, ["grids.gml", "-o", "out.gpkg"])]
        for name, tool, words in trials:
            with self.subTest(words=words):
                self.assert_not_read(tool, words, name + ".gml", reader_complaint(self.path(name + ".gml")))

    def test_formats_that_break_off_late_are_refused(self):
        for name, driver, how in (("cut.gpx", "GPX", {"layerName": "waypoints", "dstSRS": "EPSG:4326",
                                                      "datasetCreationOptions": ["GPX_USE_EXTENSIONS=YES"]}),
                                  ("cut.gml", "GML", {}), ("cut.jml", "JML", {})):
            sites = cut(self.translate(self.sites, name, driver, **how), 0.6)
            more = ["--sites-layer", "waypoints"] if driver == "GPX" else []
            with self.subTest(driver):
                self.assert_not_read(case.GRIDIFY, self.words(sites, *more), name, reader_complaint(sites))

    def test_a_raster_that_breaks_off_is_refused(self):
        raster = self.path("people.tif")
        dataset = gdal.GetDriverByName("GTiff").Create(raster, 120, 120, 1, gdal.GDT_Float64)
        dataset.SetGeoTransform([case.WEST, 10, 0, case.SOUTH + 1200, 0, -10])
        dataset.SetProjection(case.crs_of(case.TOWN_CRS).ExportToWkt())
        dataset.GetRasterBand(1).Fill(1)
        del dataset
        cut(raster, 0.6)
        self.assert_not_read(case.GRIDIFY, [self.units, "--sites", raster, "-o", self.out], "people.tif", "people.tif")


class OpenStreetMap(ReadErrorCase):

    def write_osm(self, name, seed=None):
        """Square buildings; with a seed the nodes come in another order than that of their numbers."""
        to_degrees = osr.CoordinateTransformation(case.crs_of(case.TOWN_CRS), case.crs_of(4326))
        nodes, ways = [], []
        for west, south, _ in positions():
            ring = []
            for x, y in ((0, 0), (6, 0), (6, 6), (0, 6)):
                longitude, latitude, _ = to_degrees.TransformPoint(float(west) + x, float(south) + y)
                ring.append(len(nodes) + 1)
                nodes.append(f'<node id="{ring[-1]}" lat="{latitude:.7f}" lon="{longitude:.7f}" version="1"/>')
            refs = "".join(f'<nd ref="{number}"/>' for number in [*ring, ring[0]])
            ways.append(f'<way id="{len(ways) + 1}" version="1">{refs}<tag k="building" v="yes"/></way>')
        if seed is not None:
            random.Random(seed).shuffle(nodes)
        return self.text(name, '<osm version="0.6">' + "\n".join([*nodes, *ways]) + "</osm>")

    def test_nodes_may_come_in_any_order(self):
        sites = []
        for name, seed in (("sorted.osm", None), ("shuffled.osm", 1)):
            path = self.write_osm(name, seed)
            self.gridify(self.units, "--sites", path, "--sites-layer", "multipolygons", "-o", self.out, "-O")
            sites.append(sum(row["sites"] for row in case.read_layer(self.out, "grids")))
        self.assertEqual([len(positions())] * 2, sites)


class Oddities(ReadErrorCase):
    """What GDAL complains of, or could be thought to, but reads whole."""

    def test_ordinary_files_of_every_format_are_read_without_a_word(self):
        degrees = {"dstSRS": "EPSG:4326"}
        formats = [("ESRI Shapefile", "shp", {}), ("GeoJSON", "geojson", degrees), ("GeoJSONSeq", "geojsonl", degrees),
                   ("GML", "gml", {}), ("KML", "kml", degrees), ("LIBKML", "kml", degrees), ("FlatGeobuf", "fgb", {}),
                   ("MapInfo File", "tab", {}), ("MapInfo File", "mif", {"datasetCreationOptions": ["FORMAT=MIF"]}),
                   ("SQLite", "sqlite", {}), ("CSV", "csv", {"layerCreationOptions": ["GEOMETRY=AS_WKT"]}),
                   ("GPKG", "gpkg", {}), ("OGR_GMT", "gmt", {}), ("JML", "jml", {})]
        self.assert_done(*self.town_with_sites("--effort", "fast"))
        households = self.households()
        for number, (driver, extension, how) in enumerate(formats):
            with self.subTest(driver):
                sites = self.translate(self.sites, f"sites{number}.{extension}", driver, **how)
                crs = "EPSG:4326" if how is degrees else f"EPSG:{case.TOWN_CRS}"
                run = self.gridify(self.units, "--sites", sites, "--input-crs", crs, "--effort", "fast", "-o", self.out, "-O")
                self.assertEqual((0, ""), (run.returncode, run.stderr))
                self.assertEqual(households, self.households())

    def test_a_crs_that_nobody_understands_can_be_replaced(self):
        units = self.write("odd.shp", case.unit_rows(), options=["ENCODING=UTF-8"])
        (self.dir / "odd.prj").write_text('PROJCS["torn",GEOGCS["')
        run = self.gridify(units, "--sites", self.sites, "-o", self.out)
        self.assertEqual(3, run.returncode)
        self.assertIn("$DIR/odd.shp (layer odd): no CRS is declared\n", run.stderr)
        self.assert_done(units, "--sites", self.sites, "--input-crs", f"EPSG:{case.TOWN_CRS}", "-o", self.out)
        with contextlib.closing(sqlite3.connect(self.units)) as database, database:
            database.execute("UPDATE gpkg_spatial_ref_sys SET organization = 'NONE', definition = 'torn[' "
                             f"WHERE srs_id = {case.TOWN_CRS}")
        self.assert_done(self.units, "--sites", self.sites, "--input-crs", f"EPSG:{case.TOWN_CRS}", "-o", self.out, "-O")


class Spreadsheets(ReadErrorCase):

    SHEET = {".xlsx": ("XLSX", "xl/worksheets/sheet1.xml"), ".ods": ("ODS", "content.xml")}

    def sheet(self, suffix):
        rows = [[f"s{i:04}", float(x), float(y), h] for i, (x, y, h) in enumerate(positions())]
        return write_sheets(self.path("sites" + suffix), self.SHEET[suffix][0],
                            {"sites": [["site_id", "x", "y", "households"], *rows]})

    def changed(self, suffix, change, part=None):
        return change_part(self.sheet(suffix), part or self.SHEET[suffix][1], change, self.path("odd" + suffix))

    def assert_whole(self, sites):
        self.assert_done(*self.words(sites, "--effort", "fast", "-O"))
        self.assertEqual(sum(h for _, _, h in positions()), self.households())

    def test_a_sheet_that_breaks_off_is_refused(self):
        for suffix in self.SHEET:
            sites = self.changed(suffix, lambda xml: xml[:len(xml) * 6 // 10])
            with self.subTest(suffix):
                self.assert_not_read(case.GRIDIFY, self.words(sites), "odd" + suffix, "XML parsing of ")

    def test_texts_or_styles_that_break_off_are_refused(self):
        for part in ("xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"):
            sites = self.changed(".xlsx", lambda xml: xml[:len(xml) * 7 // 10], part)
            with self.subTest(part):
                self.assert_not_read(case.GRIDIFY, self.words(sites), "odd.xlsx", "XML parsing of ")

    def test_rows_behind_a_gap_that_the_reader_does_not_cross_are_missed(self):
        gap = b'<table:table-row table:number-rows-repeated="20000"><table:table-cell/></table:table-row>'
        sites = self.changed(".ods", lambda xml: insert(xml, gap, xml.index(b"<table:table-row>", len(xml) // 2)))
        rows = len(positions()) + 1
        read = read_by_gdal(sites)[0][0] + 1
        self.assertLess(read, rows)
        self.assert_refused(3, self.words(sites), f"$DIR/odd.ods (layer sites): the sheet has values down to row {rows + 20000}, "
                            f"but only {read} rows of it can be read", "delete the empty rows between those with data, and "
                            "write out rows that are filled down")

    def test_empty_rows_down_to_the_end_of_a_sheet_are_nothing(self):
        empty = b'<table:table-row table:number-rows-repeated="1048175"><table:table-cell/></table:table-row>'
        last = b"<table:table-row><table:table-cell/></table:table-row>"
        some = empty.replace(b"1048175", b"20000")
        for rows in (empty, empty + last, some, some + last):
            self.assert_whole(self.changed(".ods", lambda xml: insert(xml, rows, xml.index(b"</table:table>"))))
        self.assert_whole(self.changed(".xlsx", lambda xml: insert(xml, b'<row r="1048576" hidden="false"></row>',
                                                                   xml.index(b"</sheetData>"))))

    def test_rows_of_a_workbook_may_be_numbered_with_gaps_or_not_at_all(self):
        half = len(positions()) // 2
        self.assert_whole(self.changed(".xlsx", lambda xml: xml.replace(b'<row r="%d">' % half, b'<row r="30000">')))
        self.assert_whole(self.changed(".xlsx", lambda xml: re.sub(rb'<row r="\d+">', b"<row>", xml)))


if __name__ == "__main__":
    unittest.main()
