"""Names that mean something to a format (quotes, backslashes, tags, line breaks ...): each format is read by a parser of others."""

import csv
import io
import json
import os
import re
import sqlite3
import subprocess
import unittest
import xml.etree.ElementTree as xml
import zipfile
from html.parser import HTMLParser
from pathlib import Path

from osgeo import gdal, ogr, osr

import atlas_pages
import gridcheck_case
import gridexport_case as case
import gridify_case
import gridmerge_case
import postgis_case

HOSTILE = ['East "Lake"', "back\\slash\\", "two\nlines", "tab\tand\rreturn", "it's; DROP TABLE x; --", "a<b>&amp;</b> ]]> </script>",
           "a{{title}} ${x} $[name] %s {}", "湖\u2028边\u2029", "a,b;c|d:[e]*?/", "a=SUM(1)", "percent %2F%22 #x", "'quoted'", " blanks "]
# As names of fields and values all of them are in each trial; as names of layers, titles and files some.
STEP = max(1, gridify_case.STEP // 2)
TRIED = HOSTILE[::STEP]
# A GeoPackage takes no layer that begins with a sign.
LAYERS = [name for name in HOSTILE if name[0] != "'"]
# XML has no way to write a control character, and a spreadsheet no sheet with some signs.
CONTROL = "ctl\x01"
KML = "{http://www.opengis.net/kml/2.2}"


def read_text(path):
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def sqlite_rows(path, statement):
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        return database.execute(statement).fetchall()


def first_layer(path):
    """Its name, and how many features it has."""
    dataset = gdal.OpenEx(path, gdal.OF_VECTOR)
    return dataset.GetLayer(0).GetName(), dataset.GetLayer(0).GetFeatureCount()


class Scripts(HTMLParser):
    """The title of a page, and what stands in its elements <script>, by id."""

    def __init__(self, text):
        super().__init__()
        self.title, self.data, self.inside, self.tags = "", {}, None, []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.inside = dict(attrs).get("id", "") if tag == "script" else tag

    def handle_endtag(self, tag):
        self.inside = None

    def handle_data(self, data):
        if self.inside == "title":
            self.title += data
        elif self.inside:
            self.data[self.inside] = self.data.get(self.inside, "") + data


class HostileCase(case.GridexportCase):

    def setUp(self):
        super().setUp()
        rows = [(wkt, {**fields, "grid_name": HOSTILE[i], **{name: f"v{n}" for n, name in enumerate(HOSTILE)}})
                for i, (wkt, fields) in enumerate(case.grid_rows())]
        os.remove(self.grids)
        gridify_case.write_layer(self.grids, rows, layer="grids", kind=ogr.wkbMultiPolygon)
        self.fields = ["grid_code", "grid_name", "unit_code", "kind", "households", "dev_hh", "area_m2", "备注", *HOSTILE]

    def exported(self, layer, name, *words):
        path = self.path(name)
        if Path(path).is_file():
            Path(path).unlink()  # the layer of the name before would be another's
        run = self.gridexport(self.grids, "-O", "-o", path, f"--output-layer={layer}", *words)
        self.assertEqual((0, ""), (run.returncode, run.stderr), layer)
        return path


class Layers(HostileCase):

    def test_geojson(self):
        for layer in [*TRIED, CONTROL]:
            page = json.loads(read_text(self.exported(layer, "out.geojson")))
            self.assertEqual(layer, page["name"])
            self.assertEqual(self.fields, list(page["features"][0]["properties"]))
            self.assertEqual(HOSTILE[:5], [feature["properties"]["grid_name"] for feature in page["features"]])

    def test_geopackage(self):
        for layer in LAYERS[::STEP]:
            path = self.exported(layer, "out.gpkg")
            self.assertIn((layer, layer), sqlite_rows(path, "SELECT table_name, identifier FROM gpkg_contents"))
            columns = sqlite_rows(path, 'PRAGMA table_info("{}")'.format(layer.replace('"', '""')))
            self.assertEqual(["fid", "geom", *self.fields], [column[1] for column in columns])
            for qml, in sqlite_rows(path, "SELECT styleQML FROM layer_styles"):
                xml.fromstring(qml)
            self.assertEqual({(layer,)}, set(sqlite_rows(path, "SELECT f_table_name FROM layer_styles")))

    def test_a_geopackage_has_names_of_its_own(self):
        for layer in ("'quoted'", "=x", "gpkg_x", "SQLITE_x", "issues", "Grid_Run", "layer_styles"):
            self.assert_refused(2, [self.grids, "-o", self.path("out.gpkg"), f"--output-layer={layer}"],
                                f"the layer of the grids cannot be called '{layer}' in a GeoPackage")

    def test_kml_and_kmz(self):
        for layer in TRIED:
            self.exported(layer, "out.kmz")
            with zipfile.ZipFile(self.path("out.kmz")) as archive:
                packed = archive.read("doc.kml").decode()
            text = read_text(self.exported(layer, "out.kml"))
            self.assertEqual(text, packed)
            document = xml.fromstring(text).find(KML + "Document")
            self.assertEqual(layer, document.find(KML + "name").text)
            self.assertEqual(self.fields, [field.get("name") for field in document.iter(KML + "SimpleField")])
            data = [{cell.get("name"): cell.text for cell in mark.iter(KML + "SimpleData")}
                    for mark in document.iter(KML + "Placemark")]
            self.assertEqual(HOSTILE[:5], [row["grid_name"] for row in data])
            self.assertEqual([f"v{n}" for n in range(len(HOSTILE))], [data[0][name] for name in HOSTILE])

    def test_csv(self):
        rows = list(csv.reader(io.StringIO(read_text(self.exported("any", "out.csv", "--geometry", "none")))))
        self.assertEqual(self.fields, rows[0])
        self.assertEqual(HOSTILE[:5], [row[1] for row in rows[1:]])

    def test_xlsx(self):
        for layer in TRIED:
            with zipfile.ZipFile(self.exported(layer, "out.xlsx")) as archive:
                parts = {name: xml.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith((".xml", ".rels"))}
            main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
            sheets = [sheet.get("name") for sheet in parts["xl/workbook.xml"].iter(main + "sheet")]
            self.assertEqual([re.sub(r"[\[\]:*?/\\'\x00-\x1f]", "_", layer)[:31]], sheets)
            texts = [text.text for text in parts["xl/sharedStrings.xml"].iter(main + "t")]
            for name in HOSTILE:
                self.assertTrue({name, name.replace("\r", "\n")} & set(texts), (name, texts))

    def test_shapefile_and_flatgeobuf(self):
        path = self.exported("any", "out.fgb")
        self.assertEqual(self.fields, list(case.rows_of(path)["420106001001001"])[:-1])
        for layer in TRIED:
            path = self.exported(layer, "out.fgb")
            self.assertEqual((layer, 5), first_layer(path))
        run = self.gridexport(self.grids, "-o", self.path("out.shp"))
        self.assertEqual(1, run.returncode)
        rows = case.rows_of(self.path("out.shp"))
        self.assertEqual(HOSTILE[:5], [rows[code]["grid_name"] for code in sorted(rows)])

    def test_tiles(self):
        plain = [name for name in HOSTILE if "/" not in name and "," not in name and name == name.strip(" ")]
        for layer in TRIED:
            options = ("--min-zoom", 12, "--max-zoom", 12, "--fields", ",".join(["grid_code", *plain]))
            metadata = dict(sqlite_rows(self.exported(layer, "out.mbtiles", *options), "SELECT name, value FROM metadata"))
            self.assertEqual(layer, metadata["name"])
            self.judge_vector_layers(layer, metadata["json"], plain)
            self.exported(layer, "tiles", "-f", "MVT", *options)
            metadata = json.loads(read_text(self.path("tiles/metadata.json")))
            self.assertEqual(layer, metadata["name"])
            self.judge_vector_layers(layer, metadata["json"], plain)

    def judge_vector_layers(self, layer, text, fields):
        described, = json.loads(text)["vector_layers"]
        self.assertEqual(layer, described["id"])
        self.assertEqual({"grid_code", *fields}, set(described["fields"]))

    def test_a_slash_in_a_field_does_not_hide_it_in_tiles(self):
        path = self.path("out.mbtiles")
        run = self.gridexport(self.grids, "-o", path, "--min-zoom", 12, "--max-zoom", 12)
        self.assertEqual([f"gridexport: warning: name_cut: the field '{name}' is called '{name.replace('/', '_')}', for names in tiles have no "
                          "slash" for name in HOSTILE if "/" in name], run.stderr.splitlines())
        self.assertEqual(1, run.returncode)
        text, = sqlite_rows(path, "SELECT value FROM metadata WHERE name = 'json'")[0]
        self.judge_vector_layers("grids", text, [name.replace("/", "_") for name in self.fields])


class Scripted(postgis_case.PostgisCase, HostileCase):

    def test_sql_says_to_a_database_what_the_layer_has(self):
        for layer in HOSTILE[:6:min(STEP, 3)]:
            script = read_text(self.exported(layer, "out.sql"))
            self.sql(script)
            name = '"{}"'.format(layer.replace('"', '""'))
            names = self.sql(f"SELECT to_json(grid_name) FROM {name} ORDER BY grid_code")
            self.assertEqual(HOSTILE[:5], [json.loads(text) for text in names])


class Views(HostileCase):

    def setUp(self):
        super().setUp()
        lines = [(f"LINESTRING ({case.WEST} {case.SOUTH + i},{case.WEST + 500} {case.SOUTH + i})", {"class": name})
                 for i, name in enumerate(HOSTILE)]
        self.lines = gridify_case.write_layer(self.dir / "lines.gpkg", lines, layer=HOSTILE[0])
        self.crs = osr.SpatialReference()
        self.crs.ImportFromEPSG(gridify_case.TOWN_CRS)
        wkt = self.crs.ExportToWkt(["FORMAT=WKT2_2019"]).replace("CGCS2000 / 3-degree", "<&>'\\ CGCS2000 ]]> / 3-degree", 1)
        self.wkt = re.sub(r',\s*ID\["EPSG",4547\]', "", wkt)

    def view(self, name, title):
        path = self.path(name)
        run = self.gridexport(self.grids, "-O", "-o", path, "--title", title, "--barriers", self.lines, "--output-crs", self.wkt)
        self.assertEqual((0, ""), (run.returncode, run.stderr), title)
        return path

    def test_page(self):
        for title in TRIED:
            page = Scripts(read_text(self.view("out.html", title)))
            self.assertEqual(re.sub(r"[\x00-\x1f]", " ", title), page.title)
            self.assertEqual(4, page.tags.count("script"))
            tables = json.loads(page.data["tables-data"])
            json.loads(page.data["map-data"])
            self.assertEqual(HOSTILE[:5], tables["grids"]["name"])

    def test_project(self):
        for title in TRIED:
            project = xml.fromstring(read_text(self.view("out.qgs", title)))
            self.assertEqual(title, project.get("projectname"))
            self.assertIn(HOSTILE[0], [layer.findtext("layername") for layer in project.iter("maplayer")])
            self.assertTrue(project.findtext("projectCrs/spatialrefsys/description").startswith("<&>'\\ CGCS2000 ]]> / 3-degree"))
            for qml, in sqlite_rows(self.path("out.gpkg"), "SELECT styleQML FROM layer_styles"):
                xml.fromstring(qml)
            columns = [column[1] for column in sqlite_rows(self.path("out.gpkg"), "PRAGMA table_info(grids)")]
            self.assertLessEqual(set(HOSTILE), set(columns))

    @unittest.skipIf(atlas_pages.missing(), f"skipped: {', '.join(atlas_pages.missing())} not found (package poppler-utils)")
    def test_atlas(self):
        for title in TRIED:
            said = atlas_pages.run("pdfinfo", self.view("out.pdf", title)).decode()
            shown = " ".join(re.sub(r"[\x00-\x1f\u2028\u2029]", " ", title).split())
            self.assertIn(shown, " ".join(said.split()))


class Files(HostileCase):

    def test_names_of_files(self):
        for name in ("a\\b.shp", "a\\b.fgb"):
            self.assert_refused(2, [self.grids, "-o", self.path(name)],
                                f"$DIR/{name}: a file of this format can have no backslash in its name")
        names = ('a "b" <&>', "a\\b", "a\nb", "it's", "a%41?x=y#z", "湖 边", "a|b", ":memory:")
        for number, name in enumerate(names):
            endings = ("gpkg", "shp", "geojson", "fgb", "kml", "kmz", "csv", "sql", "html", "pdf")
            for ending in endings[number % STEP::STEP]:
                if ending in ("shp", "fgb") and "\\" in name:
                    continue
                path = self.path(f"{name}.{ending}")
                run = self.gridexport(self.grids, "-o", path)
                self.assertEqual((ending == "shp", True), (run.returncode == 1, run.returncode < 2), (name, ending, run.stderr))
                self.assertTrue(os.path.exists(path))
                if ending in ("gpkg", "shp", "geojson", "fgb"):
                    self.assertEqual(5, first_layer(path)[1])


class Reports(gridcheck_case.GridcheckCase):
    """What the other tools write."""

    def named(self):
        for i, (code, _) in enumerate(list(gridify_case.UNITS.items())):
            yield gridify_case.square(i), {"unit_code": code, "unit_name": HOSTILE[i]}

    def test_reports_as_json_and_lists_as_csv(self):
        units = self.write("named.gpkg", list(self.named()), layer=HOSTILE[0])
        sites = self.write("named_sites.gpkg", [(wkt, {**fields, "site_id": HOSTILE[i % len(HOSTILE)]})
                                                for i, (wkt, fields) in enumerate(gridify_case.site_rows())])
        out, merged = self.path('a "b"\n.geojson'), self.path("a\\b.geojson")
        run = self.gridify(units, "--sites", sites, "--site-id", "site_id", "-o", out, "--assignments", self.path("a.csv"),
                           "--report", self.path("r.json"), "--json")
        self.assertEqual((0, ""), (run.returncode, run.stderr))
        self.assertEqual(json.loads(read_text(self.path("r.json"))), json.loads(run.stdout.replace("$DIR", str(self.dir))))
        rows = list(csv.reader(io.StringIO(read_text(self.path("a.csv")))))
        self.assertEqual(set(HOSTILE), {row[0] for row in rows[1:]})
        self.assertEqual(set(HOSTILE[:4]), {feature["properties"]["unit_name"]
                                            for feature in json.loads(read_text(out))["features"]})
        run = self.gridcheck(out, "--json", "--repair", merged, "--summary", self.path("s.csv"))
        json.loads(run.stdout)
        self.assertLess(run.returncode, 2, run.stderr)
        json.loads(read_text(merged))
        self.assertEqual(1, len({len(row) for row in csv.reader(io.StringIO(read_text(self.path("s.csv"))))}))
        run = subprocess.run([gridmerge_case.GRIDMERGE, out, "-o", merged, "-O", "--json"], capture_output=True, check=False)
        self.assertEqual((0, b""), (run.returncode, run.stderr))
        json.loads(run.stdout)
        json.loads(read_text(merged))

    def test_a_copy_of_a_layer_with_such_a_name(self):
        for name in [*TRIED, "=x"]:
            source = self.path("source.geojson")
            subprocess.run(["ogr2ogr", source, self.grids, "grids", "-nln", name], check=True)
            for ending in ("geojson", "gpkg", "fgb", "shp"):
                copy = self.path("copy." + ending)
                Path(copy).unlink(missing_ok=True)  # in a GeoPackage the layer of the name before would be another's
                run = self.gridcheck(source, "--repair", copy, "-O", "--only", "overlap")
                self.assertEqual((0, ""), (run.returncode, run.stderr), (name, ending))
                if ending == "geojson":
                    self.assertEqual(name, json.loads(read_text(copy))["name"])
                self.assertEqual(len(self.rows()), first_layer(copy)[1])
            os.remove(source)


if __name__ == "__main__":
    unittest.main()
