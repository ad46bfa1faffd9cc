"""What comes out goes in again: the types of fields and their values, through every tool and format, judged by OGR and psql."""

import json
import os
import shutil
import subprocess
import unittest

from osgeo import gdal, ogr

import gridexport_case as case
import gridify_case
import postgis_case

GRIDCHECK, GRIDMERGE = (os.environ.get(name) or shutil.which(name.lower()) for name in ("GRIDCHECK", "GRIDMERGE"))

# A column of each type: its type in PostgreSQL, and two values as SQL (a third row has none).
COLUMNS = {
    "flag": ("boolean", "true", "false"), "small": ("smallint", "-32768", "7"), "num": ("integer", "-2147483648", "2147483647"),
    "big": ("bigint", "9007199254740993", "-1"), "ratio": ("double precision", "0.1", "-1234.5"), "short": ("real", "0.1", "16777216"),
    "price": ("numeric(10,2)", "12345678.90", "-0.01"), "word": ("text", "'it''s \"x\" \\ 网格'", "'2026/01/31'"),
    "day": ("date", "'2026-01-31'", "'1899-12-31'"), "at": ("time", "'08:15:30'", "'23:59:59.125'"),
    "seen": ("timestamp", "'2026-01-31 08:15:30'", "'1969-07-20 20:17:40.5'"),
    "stamp": ("timestamptz", "'2026-01-31 08:15:30+08'", "'2026-07-01 00:00:00.125Z'"),
    "doc": ("jsonb", "'{\"a\": [1, null], \"b\": \"x\"}'", "'[]'"), "id": ("uuid", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", "null"),
    "raw": ("bytea", "'\\x00ff27'", "'\\x61'"), "tags": ("text[]", "array['a', 'b, c', '\"', '网']", "array['1']"),
    "ns": ("integer[]", "array[1, 2, -10]", "array[0]"), "bs": ("bigint[]", "array[9007199254740993]", "array[1, 2]"),
    "rs": ("double precision[]", "array[0.1, 2, 1e300]", "array[1.5]"), "fs": ("boolean[]", "array[true, false]", "array[true]"),
    "span": ("interval", "'3 days 02:00:00'", "'1 year'"), "range": ("int4range", "'[1,5)'", "'empty'"),
    "zip": ("zip_code", "'00123'", "'99999'"),
}
NUMBERS = {"flag": "Integer/Boolean", "small": "Integer/Int16", "num": "Integer", "big": "Integer64", "ratio": "Real",
           "short": "Real/Float32", "price": "Real"}
TEXTS = {name: "String" for name in COLUMNS if name not in NUMBERS}
LISTS = {"tags": "StringList", "ns": "IntegerList", "bs": "Integer64List", "rs": "RealList", "fs": "IntegerList/Boolean"}
# What OGR sees in each format; of the two rows with values, as a reader of text and numbers has them.
FORMATS = {
    "out.gpkg": {**NUMBERS, **TEXTS, **{name: "String/JSON" for name in (*LISTS, "doc")}, "day": "Date", "seen": "DateTime",
                 "stamp": "DateTime", "raw": "Binary"},
    "out.geojson": {**NUMBERS, **TEXTS, **LISTS, "small": "Integer", "short": "Real", "day": "Date", "at": "Time",
                    "seen": "DateTime", "stamp": "DateTime", "doc": "String/JSON"},
    "out.fgb": {**NUMBERS, **TEXTS, "seen": "DateTime", "stamp": "DateTime", "raw": "Binary"},
    "out.shp": {**NUMBERS, **TEXTS, "flag": "Integer", "small": "Integer", "num": "Integer64", "short": "Real", "day": "Date"},
}
# As said in the finding `type_changed`.
CHANGED = {"out.gpkg": {"at", *LISTS}, "out.geojson": {"raw"}, "out.fgb": {"day", "at", *LISTS},
           "out.shp": {"flag", "at", "seen", "stamp", "raw", *LISTS}}
READABLE = {"at": ["08:15:30", "23:59:59.125"], "ns": ["[1,2,-10]", "[0]"], "bs": ["[9007199254740993]", "[1,2]"],
            "fs": ["[true,false]", "[true]"], "tags": ['["a","b, c","\\"","网"]', '["1"]'], "rs": ["[0.1,2.0,1e+300]", "[1.5]"],
            "span": ["3 days 02:00:00", "1 year"], "range": ["[1,5)", "empty"], "zip": ["00123", "99999"],
            "word": ["it's \"x\" \\ 网格", "2026/01/31"], "big": [9007199254740993, -1], "num": [-2147483648, 2147483647],
            "small": [-32768, 7], "flag": [1, 0]}


def shape_of(layer):
    """The type of each field, with its subtype."""
    shape = {}
    definition = layer.GetLayerDefn()
    for i in range(definition.GetFieldCount()):
        field = definition.GetFieldDefn(i)
        subtype = ogr.GetFieldSubTypeName(field.GetSubType())
        shape[field.GetName()] = field.GetTypeName() + ("" if subtype == "None" else "/" + subtype)
    return shape


class Types(case.GridexportCase):
    """What is asked of a file."""

    def open(self, path, layer=None):
        dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR)
        return dataset, dataset.GetLayer(layer) if layer else dataset.GetLayer(0)

    def run_tool(self, tool, *words, code=0):
        if not tool:
            self.skipTest("skipped: a tool is not found; name it in the environment")
        run = subprocess.run([tool, *map(str, words)], capture_output=True, text=True, check=False)
        self.assertEqual(code, run.returncode, run.stderr + run.stdout)
        return run


class Database(postgis_case.PostgisCase, Types):

    def setUp(self):
        super().setUp()
        self.sql("CREATE DOMAIN zip_code AS text CHECK (value ~ '^[0-9]{5}$')")
        columns = ", ".join(f'"{name}" {kind[0]}' for name, kind in COLUMNS.items())
        self.sql(f"CREATE TABLE grids (grid_code text PRIMARY KEY, {columns}, geom geometry(MultiPolygon, 4490))")
        for i in range(3):
            values = ", ".join(kind[i + 1] if i < 2 else "null" for kind in COLUMNS.values())
            square = f"ST_Multi(ST_MakeEnvelope(114.{i}, 30, 114.{i + 1}, 30.1, 4490))"
            self.sql(f"INSERT INTO grids VALUES ('{i}', {values}, {square})")

    def content(self):
        names = ", ".join(f'"{name}"::text' for name in COLUMNS)
        return self.sql(f"SELECT {names} FROM grids ORDER BY grid_code")

    def export_from_table(self, name):
        """Says for which fields the type changed, and for no others."""
        words = [self.pg, "--layer", "grids", "-o", self.path(name), "-O", "--json"]
        run = self.gridexport(*words)
        self.assertIn(run.returncode, (0, 1), run.stderr)
        found = [finding for finding in json.loads(run.stdout)["findings"] if finding["code"] == "type_changed"]
        return {finding["message"].split("'")[1] for finding in found}

    def test_out_into_files_and_back_into_the_table(self):
        before = self.content()
        for name, shape in FORMATS.items():
            with self.subTest(name):
                self.assertEqual(CHANGED[name], self.export_from_table(name))
                dataset, layer = self.open(self.path(name))
                self.assertEqual(shape, {field: kind for field, kind in shape_of(layer).items() if field in COLUMNS})
                rows = sorted(layer, key=lambda row: row["grid_code"])  # FlatGeobuf has an order of its own
                for field, wanted in READABLE.items():
                    if shape[field].split("/")[0] in ("String", "Integer", "Integer64"):
                        self.assertEqual(wanted, [row.GetField(field) for row in rows[:2]], field)
                    self.assertFalse(rows[2].IsFieldSetAndNotNull(field), field)
                del layer, dataset
                self.sql("UPDATE grids SET " + ", ".join(f'"{column}" = null' for column in COLUMNS))
                self.assert_done(self.path(name), "-o", self.pg, "--upsert", "--output-crs", "EPSG:4490")
                self.assertEqual(before, self.content())

    def test_a_new_table_of_a_file_has_the_types_too(self):
        """Of GeoJSON, which has lists; a moment without a zone does not get one."""
        self.export_from_table("out.geojson")
        self.assert_done(self.path("out.geojson"), "-o", self.pg, "--output-layer", "made")
        made = dict(row.split("|") for row in self.sql(
            "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'made'::regclass AND attnum > 0"))
        for column, kind in {"flag": "boolean", "num": "integer", "big": "bigint", "day": "date", "doc": "json", "tags": "text[]",
                             "ns": "integer[]", "bs": "bigint[]", "rs": "double precision[]", "fs": "boolean[]",
                             "seen": "timestamp without time zone", "stamp": "timestamp with time zone"}.items():
            self.assertEqual(kind, made[column], column)
        self.assertEqual(self.sql("SELECT seen, stamp, tags, rs FROM grids ORDER BY grid_code"),
                         self.sql("SELECT seen, stamp, tags, rs FROM made ORDER BY grid_code"))

    def test_a_table_is_text_in_csv_and_a_script_is_as_the_connection(self):
        self.export_from_table("out.csv")
        with open(self.path("out.csv"), encoding="utf-8") as file:
            text = file.read()
        for value in ("2026-01-31T08:15:30", "08:15:30", "3 days 02:00:00", "00FF27", '"[1,2,-10]"', "12345678.9", "0.1"):
            self.assertIn(value, text)
        before = self.content()
        self.assert_done(self.pg, "--layer", "grids", "-o", self.path("out.sql"), "--upsert")
        self.sql("UPDATE grids SET " + ", ".join(f'"{column}" = null' for column in COLUMNS))
        with open(self.path("out.sql"), encoding="utf-8") as file:
            self.sql(file.read())
        self.assertEqual(before, self.content())

    def test_what_does_not_fit_the_column_is_refused(self):
        self.export_from_table("out.gpkg")
        dataset = gdal.OpenEx(self.path("out.gpkg"), gdal.OF_UPDATE)
        dataset.ExecuteSQL("UPDATE grids SET tags = 'no list' WHERE grid_code = '0'")
        del dataset
        before = self.content()
        run = self.gridexport(self.path("out.gpkg"), "-o", self.pg, "--upsert")
        self.assertEqual(3, run.returncode)
        self.assertIn("malformed array literal", run.stderr)
        self.assertEqual(before, self.content())


class Files(Types):
    """Fields of the user's own in a file of grids, through gridexport, gridmerge and gridcheck --repair."""

    FIELDS = [("checked", ogr.OFTInteger, ogr.OFSTBoolean, [1, 0]), ("small", ogr.OFTInteger, ogr.OFSTInt16, [-5, 7]),
              ("num", ogr.OFTInteger, ogr.OFSTNone, [1, 2]), ("big", ogr.OFTInteger64, ogr.OFSTNone, [1, 9007199254740993]),
              ("short", ogr.OFTReal, ogr.OFSTFloat32, [0.5, -0.25]), ("ratio", ogr.OFTReal, ogr.OFSTNone, [0.1, 2.0]),
              ("visited", ogr.OFTDate, ogr.OFSTNone, ["2026/01/31", "1999/12/01"]),
              ("edited", ogr.OFTDateTime, ogr.OFSTNone, ["2026/01/31 08:15:30+00", "2026/07/01 23:59:59.125+00"]),
              ("note", ogr.OFTString, ogr.OFSTNone, ["", "x"])]

    def setUp(self):
        super().setUp()
        self.own = self.path("own.gpkg")
        dataset = ogr.GetDriverByName("GPKG").CreateDataSource(self.own)
        layer = dataset.CreateLayer("grids", gridify_case.crs_of(4547), ogr.wkbMultiPolygon)
        for name, kind in (("grid_code", ogr.OFTString), ("unit_code", ogr.OFTString), ("households", ogr.OFTInteger)):
            layer.CreateField(ogr.FieldDefn(name, kind))
        for name, kind, subtype, _ in [*self.FIELDS, ("photo", ogr.OFTBinary, ogr.OFSTNone, [])]:
            field = ogr.FieldDefn(name, kind)
            field.SetSubType(subtype)
            layer.CreateField(field)
        for i in range(3):
            feature = ogr.Feature(layer.GetLayerDefn())
            feature["grid_code"], feature["unit_code"], feature["households"] = f"42010600100100{i + 1}", "420106001001", 400
            for name, _, _, values in self.FIELDS if i < 2 else []:
                feature[name] = values[i]
            if i < 2:
                feature.SetFieldBinaryFromHexString("photo", "00FF27")
            west = gridify_case.WEST + 100 * i
            feature.SetGeometry(ogr.ForceToMultiPolygon(ogr.CreateGeometryFromWkt(
                gridify_case.rectangle(west, gridify_case.SOUTH, west + 100, gridify_case.SOUTH + 100))))
            layer.CreateFeature(feature)
        del layer, dataset
        self.names = [name for name, _, _, _ in self.FIELDS] + ["photo"]

    def own_fields(self, path):
        dataset, layer = self.open(path, "grids")
        shape = {name: kind for name, kind in shape_of(layer).items() if name in self.names}
        rows = {row["grid_code"]: [row.GetFieldAsString(name) if row.IsFieldSetAndNotNull(name) else None for name in self.names]
                for row in layer}
        del dataset
        return shape, rows

    def test_a_geopackage_through_every_tool(self):
        wanted = self.own_fields(self.own)
        for tool, words in ((case.GRIDEXPORT, ["-o"]), (GRIDMERGE, ["-o"]), (GRIDCHECK, ["--only", "overlap", "--repair"])):
            with self.subTest(words[-1]):
                out = self.path(f"{words[-1]}{os.path.basename(tool or '')}.gpkg")
                self.run_tool(tool, self.own, *words, out)
                self.assertEqual(wanted, self.own_fields(out))

    def lists(self):
        """GeoJSON with lists of each kind, an object, and nulls."""
        path = self.path("lists.geojson")
        own = [{"next": [1, 2, 10], "tags": ["a", "b"], "far": [2**53 + 1], "real": [0.5], "yes": [True, False], "doc": {"a": [1, {}]},
                "ok": True}, {"next": [], "tags": ["\"", "，"], "far": [1], "real": [1.5], "yes": [True], "doc": {}, "ok": False}, {}]
        features = [{"type": "Feature", "properties": {"grid_code": f"42010600100100{i + 1}", "unit_code": "420106001001",
                                                       "households": 400, **more},
                     "geometry": {"type": "Polygon", "coordinates": [[[i, 0], [i + 1, 0], [i + 1, 1], [i, 1], [i, 0]]]}}
                    for i, more in enumerate(own)]
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"type": "FeatureCollection", "features": features}, file)
        return path, own

    def test_lists_stay_lists_in_geojson_and_are_json_in_a_geopackage(self):
        path, own = self.lists()
        names = list(own[0])
        lists = ["next", "tags", "far", "real", "yes"]
        for tool, words in ((case.GRIDEXPORT, ["-o"]), (GRIDMERGE, ["-o"]), (GRIDCHECK, ["--only", "overlap", "-v", "--repair"])):
            with self.subTest(os.path.basename(tool or "")):
                out = self.path(f"out{words[-1]}{os.path.basename(tool or '')}.geojson")
                self.run_tool(tool, path, *words, out)
                with open(out, encoding="utf-8") as file:
                    rows = [feature["properties"] for feature in json.load(file)["features"]]
                for row, values in zip(sorted(rows, key=lambda row: row["grid_code"]), own):
                    self.assertEqual({name: values.get(name) for name in names}, {name: row[name] for name in names})
                out = out.replace(".geojson", ".gpkg")
                run = self.run_tool(tool, path, *words, out)
                for name in lists[:3]:  # gridmerge lists the first of a kind
                    self.assertIn(f"the field '{name}' is written as text, as JSON, for the format has no lists", run.stderr)
                dataset, layer = self.open(out)
                for row, values in zip(sorted(layer, key=lambda row: row["grid_code"]), own):
                    for name in (*lists, "doc"):
                        text = row.GetField(name)
                        self.assertEqual(values.get(name), None if text is None else json.loads(text), name)
                self.assertEqual("Integer/Boolean", shape_of(layer)["ok"])
                del layer, dataset

    def test_layers_whose_types_differ_are_joined(self):
        """Integers of any width stay integers, a date beside text is the text of the date."""
        rows = [(gridify_case.rectangle(gridify_case.WEST + 300, gridify_case.SOUTH, gridify_case.WEST + 400, gridify_case.SOUTH + 100),
                 {"grid_code": "420106001002001", "unit_code": "420106001002", "households": 400, "checked": 5, "small": 2**40,
                  "visited": "never", "short": 1.5})]
        other = gridify_case.write_layer(self.dir / "other.gpkg", rows)
        self.run_tool(GRIDMERGE, self.own, other, "-o", self.path("joined.gpkg"))
        dataset, layer = self.open(self.path("joined.gpkg"), "grids")
        shape = shape_of(layer)
        self.assertEqual(["Integer64", "Integer64", "String", "Real"], [shape[n] for n in ("checked", "small", "visited", "short")])
        self.assertEqual([(1, "2026-01-31"), (0, "1999-12-01"), (None, None), (5, "never")],
                         [(row["checked"], row["visited"]) for row in sorted(layer, key=lambda row: row["grid_code"])])
        del layer, dataset


if __name__ == "__main__":
    unittest.main()
