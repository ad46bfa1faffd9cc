"""Each format of gridexport is read back by OGR and compared with what went in."""

import contextlib
import csv
import json
import re
import sqlite3
import zipfile

from osgeo import gdal, ogr

import gridexport_case as case
import gridify_case


def vertices(geometry):
    """All points of all rings."""
    if geometry.GetGeometryCount() == 0:
        return {point[:2] for point in geometry.GetPoints()}
    return set().union(*(vertices(geometry.GetGeometryRef(i)) for i in range(geometry.GetGeometryCount())))


class Formats(case.GridexportCase):

    def setUp(self):
        super().setUp()
        self.before = case.rows_of(self.grids, "grids")

    def compare(self, path, layer=None, precision=0.0, names=None, lost=(), geometry=True, options=(), epsg=None):
        """The same features with the same values, and the same vertices as near as the format can."""
        after = case.rows_of(path, layer, options)
        self.assertEqual(list(self.before), sorted(after))
        for code, row in self.before.items():
            for name, value in row.items():
                if name and name not in lost:
                    self.assertEqual(value, after[code].get((names or {}).get(name, name)), (code, name))
            if geometry:
                wanted = row[""].Clone()
                if epsg:
                    self.transform(wanted, epsg)
                self.compare_geometry(wanted, after[code][""], precision)
        return after

    def transform(self, geometry, epsg):
        geometry.AssignSpatialReference(gridify_case.crs_of(gridify_case.TOWN_CRS))
        geometry.TransformTo(gridify_case.crs_of(epsg))

    def unpacked(self, path, member):
        with zipfile.ZipFile(path) as archive:
            return archive.read(member).decode()

    def compare_geometry(self, wanted, got, precision):
        self.assertTrue(got.IsValid())
        if precision == 0:
            self.assertEqual(vertices(wanted), vertices(got))
        for x, y in vertices(got):
            near = min(max(abs(x - a), abs(y - b)) for a, b in vertices(wanted))
            self.assertLessEqual(near, precision)
        self.assertEqual(len(vertices(wanted)), len(vertices(got)))

    def test_geopackage_has_the_layer_as_it_was_and_the_tables_beside_it(self):
        path = self.export("out.gpkg")
        self.compare(path, "grids")
        self.assertEqual(["a 'message'"], [row["message"] for row in case.rows_of(path, "issues").values()])
        self.assertEqual(["gridify"], [row["value"] for row in case.rows_of(path, "grid_run").values()])

    def test_flatgeobuf(self):
        self.compare(self.export("out.fgb"))

    def test_shapefile_in_utf_8_gb18030_and_gbk(self):
        for encoding in ("UTF-8", "GB18030"):
            path = self.path(f"{encoding}.shp")
            self.assert_done(self.grids, "-o", path, "--encoding", encoding)
            self.assertEqual(encoding, (self.dir / f"{encoding}.cpg").read_text().strip())
            if encoding == "UTF-8":
                self.compare(path)
        self.assert_refused(3, [self.grids, "-o", self.path("gbk.shp"), "--encoding", "GBK"],
                            "$DIR/gbk.shp: the encoding GBK lacks characters of '𠮷野家，第5网格\n第二行' (field "
                            "'grid_name')".split("\n", maxsplit=1)[0])
        path = self.path("gbk.shp")
        self.assert_done(self.grids, "-o", path, "--encoding", "GBK", "--where", "households < 404")
        del self.before["420106001001005"]
        self.compare(path)
        self.assertIn("东湖社区第1网格".encode("gbk"), (self.dir / "gbk.dbf").read_bytes())

    def test_a_text_is_cut_on_a_character_boundary_with_a_warning(self):
        long = "网格" * 100
        source = gridify_case.write_layer(self.dir / "long.gpkg", [(case.square(0), {"grid_code": "1", "名称": long})])
        for encoding, size in (("UTF-8", 84), ("GBK", 127)):
            path = self.path(f"{encoding}.shp")
            self.assert_warned([source, "-o", path, "--encoding", encoding],
                               f"text_cut: grid 1: $DIR/{encoding}.shp: a text of the field '名称' was cut to the 254 bytes that a "
                               "Shapefile can hold")
            self.assertEqual(long[:size], case.rows_of(path)["1"]["名称"])

    def test_long_field_names_are_cut_and_stay_apart(self):
        source = gridify_case.write_layer(self.dir / "long.gpkg", [(case.square(0), {
            "grid_code": "1", "households_now": 1, "households_then": 2, "单元网格的名称": "a"})])
        self.assert_warned([source, "-o", self.path("out.shp")],
                           *(f"name_cut: the field '{a}' is called '{b}', for a Shapefile has 10 bytes for a name" for a, b in (
                               ("households_now", "households"), ("households_then", "househol_1"), ("单元网格的名称", "单元网"))))
        row = case.rows_of(self.path("out.shp"))["1"]
        self.assertEqual((1, 2, "a"), (row["households"], row["househol_1"], row["单元网"]))

    def test_fields_that_are_called_like_columns_of_the_format_are_kept(self):
        fields = {"grid_code": "1", "fid": 1.5, "geom": "x", "id": 7, "WKT": "w"}
        source = gridify_case.write_layer(self.dir / "own.shp", [(case.square(0), fields), (case.square(1), {"grid_code": "2"})])
        for name in ("out.gpkg", "out.shp", "out.fgb", "out.geojson", "out.kml"):
            self.assert_done(source, "-o", self.path(name))
            row = case.rows_of(self.path(name))["1"]
            self.assertEqual(fields, {field: row[field] for field in fields}, name)

    def test_a_number_that_a_shapefile_cannot_hold_is_an_error(self):
        for i, number in enumerate((-2**63, 1 - 2**63, 2**63 - 1, 10**17, -10**17, 10**18)):
            row = {"grid_code": "1", "n": number}
            source = gridify_case.write_layer(self.dir / f"big{i}.gpkg", [(case.square(0), row)])
            self.assert_refused(3, [source, "-o", self.path("out.shp")],
                                "$DIR/out.shp: a value of the field 'n' is too large for the format")
        self.assert_done(source, "-o", self.path("out.xlsx"))
        self.assertEqual(10**18, case.rows_of(self.path("out.xlsx"))["1"]["n"])

    def test_geojson_is_rfc_7946(self):
        path = self.export("out.geojson")
        self.compare(path, precision=0.6e-7, epsg=4326)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        document = json.loads(text)
        self.assertNotIn("crs", document)
        self.assertEqual([], re.findall(r"\d+\.\d{8,}(?=[,\]])", "".join(re.findall(r'"coordinates".*', text))))
        for feature in document["features"]:
            for shell, *holes in feature["geometry"]["coordinates"]:
                area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(shell, shell[1:]))
                self.assertGreater(area, 0)
                for hole in holes:
                    self.assertLess(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(hole, hole[1:])), 0)
        points = [tuple(p) for f in document["features"] for polygon in f["geometry"]["coordinates"] for ring in polygon
                  for p in ring[1:]]
        self.assertEqual(28, len(points))
        self.assertEqual(12 + 4, len(set(points)), "a common border has other vertices on its two sides")

    def test_kml_and_kmz_are_styled_and_nothing_in_them_is_code(self):
        for name in ("out.kml", "out.kmz"):
            path = self.export(name, "--language", "zh")
            self.compare(path, precision=1e-12, epsg=4326)
            text = self.unpacked(path, "doc.kml") if name.endswith("kmz") else (self.dir / name).read_text(encoding="utf-8")
            self.assertNotIn("<script", text)
            self.assertIn("&lt;td&gt;&amp;lt;script&amp;gt;", text)  # escaped in HTML, and that in XML
            self.assertIn("&lt;th align=&quot;left&quot;&gt;网格编码&lt;/th&gt;", text)
            self.assertEqual(6, text.count("<BalloonStyle>"))

    def test_csv_with_wkt_is_read_back_to_the_last_bit(self):
        path = self.export("out.csv")
        after = case.rows_of(path)
        self.assertEqual(list(self.before), list(after))
        for code, row in self.before.items():
            self.compare_geometry(row[""], after[code][""], 0)
            self.assertEqual(row["dev_hh"], float(after[code]["dev_hh"]))

    def test_csv_for_excel_holds_no_formula(self):
        for kind in ("point", "none"):
            path = self.export(f"{kind}.csv", "--geometry", kind, "--bom", "--titles", "--language", "zh",
                               "--rename", "备注==1+1")
            with open(path, "rb") as file:
                self.assertEqual(b"\xef\xbb\xbf", file.read(3))
            with open(path, encoding="utf-8-sig", newline="") as file:
                head, *rows = csv.reader(file)
            self.assertEqual(2 if kind == "point" else 0, head.index("网格编码"))
            self.assertIn("'=1+1", head)
            self.assertEqual([case.NAMES[0], case.NAMES[1], case.NAMES[2], "'" + case.NAMES[3], case.NAMES[4]],
                             [row[head.index("网格名称")] for row in rows])
            self.assertEqual("'@note", rows[1][head.index("'=1+1")])
            self.assertEqual("-0.05", rows[1][head.index("户数偏差")])
        with open(self.path("point.csv"), encoding="utf-8-sig", newline="") as file:
            for row, grid in zip(csv.DictReader(file), self.before.values()):
                point = ogr.CreateGeometryFromWkt(f"POINT ({row['label_x']} {row['label_y']})")
                self.assertTrue(grid[""].Contains(point))

    def test_xlsx(self):
        path = self.export("out.xlsx")
        self.compare(path, "grids", geometry=False)
        self.assertNotIn("<f>", self.unpacked(path, "xl/worksheets/sheet1.xml"))  # no formula
        path = self.export("titles.xlsx", "--titles", "--output-layer", "单元/网格")
        dataset = gdal.OpenEx(path)
        layer = dataset.GetLayer(0)
        self.assertEqual("单元_网格", layer.GetName())
        self.assertEqual("Grid code", layer.GetLayerDefn().GetFieldDefn(0).GetName())

    def test_tiles_hold_all_grids_in_a_file_and_in_a_folder(self):
        tiles = self.export("out.mbtiles", "--min-zoom", "12", "--max-zoom", "13")
        folder = self.export("tiles/", "--min-zoom", "12", "--max-zoom", "13")
        for row in self.before.values():
            self.transform(row[""], 3857)
        with open(folder + "metadata.json", encoding="utf-8") as file:
            described = json.load(file)
        with contextlib.closing(sqlite3.connect(tiles)) as connection:
            metadata = dict(connection.execute("SELECT name, value FROM metadata"))
        self.assertEqual((12, 13, "12"), (described["minzoom"], described["maxzoom"], described["center"].rsplit(",", 1)[1]))
        self.assertEqual(("12", "13", "12"), (metadata["minzoom"], metadata["maxzoom"], metadata["center"].rsplit(",", 1)[1]))
        for text in (described["json"], metadata["json"]):
            layer, = json.loads(text)["vector_layers"]
            self.assertEqual((12, 13), (layer["minzoom"], layer["maxzoom"]))
        for path, zoom in ((tiles, 12), (tiles, 13), (folder + "12", 12), (folder + "13", 13)):
            # A unit of the tile is 1.2 metres at the deeper level; the pieces of a grid in several tiles are put together.
            dataset = gdal.OpenEx(path, gdal.OF_VECTOR, open_options=[f"ZOOM_LEVEL={zoom}"] if path == tiles else [])
            found = {}
            for feature in dataset.GetLayer(0):
                geometry = feature.GetGeometryRef().Buffer(0)
                code = feature["grid_code"]
                old = found.get(code)
                found[code] = (feature["grid_name"], feature["households"], geometry.Union(old[2]) if old else geometry)
            self.assertEqual(list(self.before), sorted(found))
            for code, row in self.before.items():
                self.assertEqual((row["grid_name"], row["households"]), found[code][:2])
                self.assertLess(row[""].SymmetricDifference(found[code][2]).GetArea(), 0.05 * row[""].GetArea())

    def test_pgdump_is_one_transaction_with_everything_quoted(self):
        path = self.export("out.sql", "--output-layer", "gov.单元网格")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.assertTrue(text.endswith("COMMIT;\n"))
        self.assertIn("'x''); drop table grids; --'", text)
        for wanted in ('CREATE TABLE "gov"."单元网格" (\n  "grid_code" text PRIMARY KEY,', "USING gist", "COMMENT ON COLUMN",
                       '"geom" geometry(MultiPolygon,4547)', 'CREATE TABLE "gov"."单元网格_issues"'):
            self.assertIn(wanted, text)

    def test_the_same_bytes_twice(self):
        for name in ("gpkg", "shp", "geojson", "fgb", "kml", "kmz", "csv", "xlsx", "mbtiles", "sql"):
            self.export(f"x.{name}")
            before = self.contents()
            self.export(f"x.{name}", "-O")
            self.assertEqual(before, self.contents(), name)


if __name__ == "__main__":
    case.unittest.main()
