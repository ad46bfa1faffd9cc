"""What of a file is read where it holds several of a kind: layers, columns of geometry, bands of a raster. Judged by OGR."""

import random
import subprocess
import unittest
from pathlib import Path

import numpy
from osgeo import gdal

import gridify_case as case
from gridify_case import TOWN_CRS, UNITS, GridifyCase, crs_of, ogr, read_layer, site_rows, street_rows, unit_rows, write_layer
from gridexport_case import GRIDEXPORT


class Together(GridifyCase):

    def grids(self, *words):
        self.assert_done(*words, "-o", self.out, "-O")
        return [(row["grid_code"], row["households"], row[""].ExportToWkb()) for row in read_layer(self.out, "grids")]

    def several(self, name, parts):
        """A GeoPackage with a layer for each of the parts, by name."""
        for k, (layer, rows) in enumerate(parts.items()):
            write_layer(self.dir / name, rows, layer=layer, add=k > 0)
        return self.path(name)

    def test_all_layers_are_as_one(self):
        whole = self.grids(self.units, "--sites", self.sites, "--barriers", self.path("streets.gpkg"))
        units = self.several("two.gpkg", {"东": unit_rows()[:1], "a\"'<&>|b": unit_rows()[1:]})
        chance = random.Random(4)
        rows = site_rows()
        chance.shuffle(rows)
        sites = self.several("four.gpkg", {f"s{k}": rows[k::4] for k in range(4)})
        streets = self.several("lines.gpkg", {"x": street_rows()[:3], "y": street_rows()[3:]})
        case.write_layer(streets, [(None, {"note": "a table"})], layer="notes", add=True, kind=ogr.wkbNone)
        words = [units, "--layer", "*", "--sites", sites, "--sites-layer", "*", "--barriers", streets, "--barriers-layer", "*"]
        self.assertEqual(whole, self.grids(*words))
        run = self.gridify(*words, "--where", f"unit_code <> '{list(UNITS)[3]}'", "-o", self.out, "-O")  # its sites are outside
        self.assertEqual(1, run.returncode, run.stderr)
        self.assertEqual([row[:2] for row in whole if row[0][:12] != list(UNITS)[3]],
                         [(row["grid_code"], row["households"]) for row in read_layer(self.out, "grids")])

    def test_folders_of_kml(self):
        folders = ""
        turn = case.osr.CoordinateTransformation(crs_of(TOWN_CRS), crs_of(4326))
        for name, rows in (("东", unit_rows()[:2]), ("西", unit_rows()[2:])):
            marks = ""
            for wkt, fields in rows:
                shape = ogr.CreateGeometryFromWkt(wkt)
                shape.Transform(turn)
                marks += (f"<Placemark><name>{fields['unit_name']}</name><ExtendedData><Data name='unit_code'><value>{fields['unit_code']}"
                          f"</value></Data></ExtendedData>{shape.ExportToKML()}</Placemark>")
            folders += f"<Folder><name>{name}</name>{marks}</Folder>"
        Path(self.path("u.kml")).write_text(f"<kml xmlns='http://www.opengis.net/kml/2.2'><Document>{folders}</Document></kml>", encoding="utf-8")
        words = [self.path("u.kml"), "--sites", self.sites, "-o", self.out]
        self.assert_refused(2, words, "$DIR/u.kml: there are several layers: 东, 西", "choose one with the option --layer, or the layer option "
                            "of this input; '*' takes all together")
        run = self.gridify(*words, "--layer", "*", "--code-field", "unit_code", "--fail-on", "error")
        self.assertEqual(0, run.returncode, run.stderr)
        self.assertEqual(sum(fields["households"] for _, fields in site_rows()), self.households())
        self.assertEqual(set(UNITS), {row["unit_code"] for row in read_layer(self.out, "grids")})
        run = subprocess.run([GRIDEXPORT, self.path("u.kml"), "--layer", "*", "--key", "unit_code", "-o", self.path("all.gpkg")],
                             capture_output=True, text=True, check=False)
        self.assertEqual(0, run.returncode, run.stderr)
        self.assertEqual(4, len(read_layer(self.path("all.gpkg"))))

    def test_what_cannot_be_taken_together(self):
        mixed = self.several("mixed.gpkg", {"one": unit_rows()[:2]})
        case.write_layer(mixed, [(None, {"unit_code": "1"})], layer="two", add=True, epsg=4326, kind=ogr.wkbPolygon)
        words = ["--sites", self.sites, "-o", self.out, "--layer", "*"]
        self.assert_refused(2, [mixed, *words], "$DIR/mixed.gpkg: the layers cannot be taken together: 'one' and 'two' have different CRS",
                            "give each its own run, or bring them into one CRS")
        (self.dir / "folder").mkdir()
        for k in range(2):
            self.write(f"folder/part{k}.shp", unit_rows()[2 * k:2 * k + 2], options=["ENCODING=UTF-8"])
        self.assert_refused(2, [self.path("folder"), *words], "$DIR/folder: the layers cannot be taken together: they are Shapefiles",
                            "put them into one with ogrmerge.py -single")
        self.assert_done(self.units, *words)  # one layer is all

    def test_a_column_of_geometry_alone(self):
        run = self.gridify(self.units + "|geometryname=geom", "--sites", self.sites, "-o", self.out)
        self.assertEqual((0, ""), (run.returncode, run.stderr))
        run = self.gridify(self.units + "|layername=units|geometryname=geom", "--sites", self.sites, "-o", self.out, "-O")
        self.assertEqual((0, ""), (run.returncode, run.stderr))

    def test_bands_of_a_raster(self):
        people = numpy.zeros((24, 24), dtype="int32")
        people[2:22, 2:22] = 4
        raster = gdal.GetDriverByName("GTiff").Create(self.path("people.tif"), 24, 24, 3, gdal.GDT_Int32)
        raster.SetGeoTransform((case.WEST, 50, 0, case.SOUTH + 1200, 0, -50))
        raster.SetProjection(crs_of(TOWN_CRS).ExportToWkt())
        for band, factor in ((1, 7), (2, 1), (3, 3)):
            raster.GetRasterBand(band).WriteArray(people * factor)
        raster.GetRasterBand(2).SetDescription("homes")
        raster = None
        words = [self.units, "--sites", self.path("people.tif"), "-o", self.out, "--min", "1", "--max", "9999", "--target", "500", "-O"]
        self.assert_refused(2, words, "$DIR/people.tif: the raster has several bands: 1, 2 (homes), 3",
                            "choose one with --sites-layer, by its number or its description")
        for band in ("2", "homes"):
            run = self.gridify(*words, "--sites-layer", band, "--fail-on", "error")
            self.assertEqual(0, run.returncode, run.stderr)
            self.assertEqual(int(people.sum()), self.households())
        self.assert_refused(2, [*words, "--sites-layer", "4"], "$DIR/people.tif: the raster has no band '4'; its bands are: 1, 2 (homes), 3",
                            "choose one with --sites-layer, by its number or its description")


if __name__ == "__main__":
    unittest.main()
