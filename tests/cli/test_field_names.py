"""Fields of one name, or of one but for upper and lower case, and fields called like what a format adds: all values arrive."""

import csv
import json
import sqlite3
import subprocess
from pathlib import Path

from osgeo import gdal, ogr

import gridcheck_case
import gridexport_case
import gridify_case as case
import gridmerge_case
import postgis_case

# What formats call the key and the geometry.
OWN = ["fid", "FID_2", "geom", "GEOM", "ogc_fid", "gid", "shape", "geometry", "id", "rowid", "WKT", "label_x", "X", "way"]


class ToolCase(gridcheck_case.GridcheckCase):

    def run_tool(self, *words, code=0):
        run = subprocess.run(list(map(str, words)), capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual((code, ""), (run.returncode, run.stderr if code == 0 else ""), run.stderr)
        return run.stderr


class FieldNames(ToolCase):

    def shapefile(self, name, fields, wanted):
        """The town's units as grids with more fields; the names in the .dbf are replaced afterwards, for GDAL would number them."""
        path = self.dir / f"{name}.shp"
        case.write_layer(path, [(case.square(i), {"grid_code": f"{code}001", "unit_code": code, "households": 400,
                                                  **{field: 1000 * (j + 1) + i for j, field in enumerate(fields)}})
                                for i, code in enumerate(case.UNITS)])
        table = path.with_suffix(".dbf").read_bytes()
        for field, other in zip(fields, wanted):
            before, after = (text.encode().ljust(11, b"\0") for text in (field, other))
            self.assertEqual(1, table.count(before))
            table = table.replace(before, after)
        path.with_suffix(".dbf").write_bytes(table)
        return str(path)

    def assert_both(self, path, first, second, layer=None):
        rows = case.read_layer(path, layer)
        self.assertEqual(4, len(rows))
        self.assertEqual([(1000 + i, 2000 + i) for i in range(4)], sorted((row[first], row[second]) for row in rows), path)

    def outputs(self, source):
        for ending in ("gpkg", "shp", "geojson", "fgb", "csv", "xlsx", "kml"):
            path = self.path(f"export.{ending}")
            self.run_tool(gridexport_case.GRIDEXPORT, source, "-O", "-o", path, *(["--geometry", "none"] if ending == "csv" else []))
            yield path
        for ending in ("gpkg", "shp", "geojson", "fgb"):
            path = self.path(f"merge.{ending}")
            self.run_tool(gridmerge_case.GRIDMERGE, source, "-O", "-o", path)
            yield path
            path = self.path(f"repair-{Path(source).stem}.{ending}")
            self.run_tool(gridcheck_case.GRIDCHECK, source, "--only", "overlap", "-O", "--repair", path)
            yield path

    def test_two_fields_of_one_name_are_both_kept(self):
        for name, wanted in (("one", ["pop_20", "pop_20"]), ("case", ["pop_20", "POP_20"])):
            source = self.shapefile(name, ["popa", "popb"], wanted)
            for path in self.outputs(source):
                layer = gdal.OpenEx(path, gdal.OF_VECTOR)
                names = [layer.GetLayer(0).GetLayerDefn().GetFieldDefn(i).GetName()
                         for i in range(layer.GetLayer(0).GetLayerDefn().GetFieldCount())]
                del layer
                self.assertIn(wanted[0], names)
                if path.endswith(("csv", "kml")):
                    continue  # without types
                self.assert_both(path, wanted[0], wanted[1] + "_2")

    def test_each_can_be_named(self):
        source = self.shapefile("one", ["popa", "popb"], ["pop_20", "pop_20"])
        path = self.path("a.csv")
        self.run_tool(gridexport_case.GRIDEXPORT, source, "-o", path, "--geometry", "none", "--fields", "grid_code,pop_20_2",
                      "--rename", "pop_20_2=second")
        with open(path, encoding="utf-8", newline="") as file:
            self.assertEqual(["2000", "2001", "2002", "2003"], sorted(row["second"] for row in csv.DictReader(file)))
        self.run_tool(gridexport_case.GRIDEXPORT, source, "-o", self.path("b.gpkg"), "--where", "pop_20_2 = 2001 AND pop_20 = 1001")
        self.assertEqual([2001], [row["pop_20_2"] for row in case.read_layer(self.path("b.gpkg"))])

    def test_two_fields_for_one_purpose_are_refused_with_advice_that_works(self):
        units = self.shapefile("units2", ["namea", "nameb"], ["unit_name", "unit_name"])
        words = [case.GRIDIFY, units, "--sites", self.sites, "--code-field", "unit_code", "-o", self.path("o.gpkg")]
        said = self.run_tool(*words, code=2)
        self.assertIn("several fields could be meant: unit_name, unit_name_2\n", said)
        self.assertIn("choose one with --name-field", said)
        self.run_tool(*words, "--name-field", "unit_name_2")
        self.assertEqual({"2000", "2001", "2002", "2003"}, {row["unit_name"] for row in case.read_layer(self.path("o.gpkg"), "grids")})

    def test_case_alone_does_not_hide_a_field_where_only_one_is_read(self):
        rows = [{"type": "Feature", "properties": {"Key": f"x{i}", "key": f"{code}001", "UNIT_CODE": code, "households": 400},
                 "geometry": json.loads(ogr.CreateGeometryFromWkt(case.square(i)).ExportToJson())} for i, code in enumerate(case.UNITS)]
        with open(self.path("case.geojson"), "w", encoding="utf-8") as file:
            json.dump({"type": "FeatureCollection", "features": rows,
                       "crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{case.TOWN_CRS}"}}}, file)
        for option, wanted in (("Key", {"x0", "x1", "x2", "x3"}), ("key_2", {code + "001" for code in case.UNITS})):
            self.run_tool(gridmerge_case.GRIDMERGE, self.path("case.geojson"), "--code-field", option, "-O", "-o", self.path("m.gpkg"))
            self.assertEqual(wanted, {row["grid_code"] for row in case.read_layer(self.path("m.gpkg"), "grids")})
        said = self.run_tool(gridexport_case.GRIDEXPORT, self.path("case.geojson"), "--key", "Key", "--where", "key LIKE 'x%'",
                             "-o", self.path("w.gpkg"), code=2)
        self.assertIn("but for upper and lower case", said)

    def test_fields_called_like_what_a_format_adds(self):
        source = self.write("own.geojson", [(case.square(i), {"grid_code": f"{code}001", "unit_code": code, "households": 400, **{
            name: 100 * j + i for j, name in enumerate(OWN) if name not in ("GEOM", "FID_2")}}) for i, code in enumerate(case.UNITS)])
        for path in self.outputs(source):
            if not path.endswith(".gpkg"):
                continue
            with sqlite3.connect(path) as database:
                table, = database.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features' LIMIT 1").fetchone()
                for name in OWN:
                    if name not in ("GEOM", "FID_2"):
                        # gridmerge has always put a line behind names that are a format's own.
                        kept = name + "_" if "merge" in path and name in ("fid", "geom") else name
                        column = sorted(row[0] for row in database.execute(f'SELECT "{kept}" FROM "{table}"'))
                        self.assertEqual([100 * OWN.index(name) + i for i in range(4)], column, (path, name))
        said = self.run_tool(gridexport_case.GRIDEXPORT, source, "-o", self.path("wkt.csv"), code=2)
        self.assertIn("the field 'WKT' has the name of the column with the geometry", said)
        self.run_tool(gridexport_case.GRIDEXPORT, source, "-o", self.path("wkt.csv"), "--rename", "WKT=wkt_text")

    def test_names_that_become_one_in_a_shapefile(self):
        source = self.write("long.gpkg", [(case.square(i), {
            "grid_code": f"{code}001", "unit_code": code, "households": 400, "population_2020": 1000 + i, "population_2021": 2000 + i})
            for i, code in enumerate(case.UNITS)], layer="grids")
        self.run_tool(gridexport_case.GRIDEXPORT, source, "-o", self.path("long.shp"), "--fail-on", "warning", code=1)
        self.assert_both(self.path("long.shp"), "population", "populati_1")

    def test_a_rename_to_a_name_that_differs_in_case_only_is_refused(self):
        said = self.run_tool(gridexport_case.GRIDEXPORT, self.grids, "--rename", "kind=GRID_CODE", "-o", self.path("x.gpkg"), code=2)
        self.assertIn("two fields would be called", said)


class InADatabase(postgis_case.PostgisCase, ToolCase):

    def test_a_field_called_geom(self):
        source = self.write("own.gpkg", [(case.square(i), {"grid_code": f"{code}001", "unit_code": code, "households": 400, "geom": i})
                                         for i, code in enumerate(case.UNITS)], layer="grids", options=["GEOMETRY_NAME=g"])
        for tool, table, field, geometry in ((gridexport_case.GRIDEXPORT, "x", "geom", "geom_2"),
                                             (gridmerge_case.GRIDMERGE, "y", "geom_", "geom")):
            self.run_tool(tool, source, "-o", self.pg, "--output-layer", table)
            self.assertEqual([f"{i}|ST_MultiPolygon" for i in range(4)],
                             self.sql(f"SELECT {field}, ST_GeometryType({geometry}) FROM {table} ORDER BY 1"))
