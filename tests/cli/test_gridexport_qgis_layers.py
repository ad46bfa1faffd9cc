"""gridexport --to qgis: what is shown beside the grids, and how both files come into place."""

import functools
import os
import resource
import signal
import sqlite3
import subprocess
import unittest

from osgeo import ogr

import gridexport_case as export
import gridify_case as case
import qgis_case as qgis
from qgis_case import ProjectCase


def setUpModule():
    qgis.start_qgis()


def limit_files(most):
    """No file may become larger: as on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


def line(k):
    y = case.SOUTH + 20 * k
    return f"LINESTRING ({case.WEST - 50} {y}, {case.WEST + 550} {y + 5})"


class Layers(ProjectCase):

    def write(self, name, rows, kind, **options):
        return case.write_layer(self.dir / name, rows, kind=kind, **options)

    def lines(self, name, rows, **options):
        return self.write(name, [(line(k), row) for k, row in enumerate(rows)], ogr.wkbLineString, **options)

    def all_inputs(self):
        sites = self.write("sites.gpkg", [(f"POINT ({case.WEST + 7 * i} {case.SOUTH + 50})", {"n": i}) for i in range(20)],
                           ogr.wkbPoint)
        units = self.write("units.gpkg", [(case.square(0), {"unit_name": "东湖"})], ogr.wkbPolygon)
        before = self.write("before.gpkg", export.grid_rows()[:2], ogr.wkbMultiPolygon, layer="grids")
        roads = self.lines("roads.gpkg", [{"class": "primary"}, {"class": "residential"}], layer="roads")
        river = self.lines("river.gpkg", [{"waterway": "river"}], layer="rivers")
        return ["--sites", sites, "--boundaries", units, "--previous", before, "--barriers", roads, "--barriers", river]

    def test_order_from_top_to_bottom(self):
        opened = self.project(*self.all_inputs())
        self.assertEqual(["issues", "boundaries", "previous", "sites", "grids", "barriers", "barriers_2"], opened.shown())
        groups = {group.name(): [layer.name() for layer in group.findLayers()]
                  for group in opened.project.layerTreeRoot().findGroups()}
        self.assertEqual({"Findings": ["Findings"], "Plan": ["Units", "Grids before", "Sites", "Grids"],
                          "Background": ["roads", "rivers"], "Tables": ["Run"]}, groups)
        self.assertGreater(len(opened.draw(self.path("map.png"))), 20)

    def test_everything_is_in_the_package(self):
        inputs = self.all_inputs()
        self.assertEqual(0, self.gridexport(self.grids, "-o", self.path("plan.qgs"), *inputs).returncode)
        for path in [self.grids, *inputs[1::2]]:
            os.remove(path)
        opened = self.open("plan.qgs")
        counts = {name: layer.featureCount() for name, layer in opened.layers.items()}
        self.assertEqual({"issues": 1, "boundaries": 1, "previous": 2, "sites": 20, "grids": 5, "barriers": 2, "barriers_2": 1,
                          "grid_run": counts["grid_run"]}, counts)
        self.assertIn(("1.tool", "gridify"), [(row["key"], row["value"]) for row in opened.layers["grid_run"].getFeatures()])

    def test_findings_are_shown_by_severity(self):
        renderer = self.project().layers["issues"].renderer()
        self.assertEqual("pointCluster", renderer.type())
        renderer = renderer.embeddedRenderer()
        self.assertEqual(("severity", ["error", "warning", "note"]),
                         (renderer.classAttribute(), [category.value() for category in renderer.categories()]))

    def test_lineage_is_a_table(self):
        case.write_layer(self.grids, [(None, {"old_code": "1", "new_code": "2", "households": 7, "share": 0.5})],
                         layer="lineage", kind=ogr.wkbNone, epsg=None, add=True)
        lineage = self.project("--language", "zh").layers["lineage"]
        self.assertEqual([["1", "2", 7, 0.5, "merged"]], [feature.attributes()[1:] for feature in lineage.getFeatures()])
        self.assertEqual("原网格编码", lineage.fields().field("old_code").alias())

    def test_lines_are_drawn_by_what_they_are(self):
        roads = self.lines("x.gpkg", [{"class": name} for name in
                                      ("primary", "residential", "rail", "stream", "人民路", "长江", "fence", None)])
        opened = self.project("--barriers", roads)
        layer = opened.layers["barriers"]
        self.assertEqual(["main_road", "road", "rail", "water", "road", "water", "other", "other"],
                         [feature["map_class"] for feature in layer.getFeatures()])
        self.assertEqual(["water", "rail", "main_road", "road", "other"],
                         [category.value() for category in layer.renderer().categories()])

    def test_lines_without_a_class_field_go_by_the_name_of_their_layer(self):
        rivers = self.lines("a.gpkg", [{"n": 1}], layer="河流")
        plain = self.lines("b.gpkg", [{"n": 1}], layer="fences")
        other = self.lines("c.gpkg", [{"railway": "yes"}, {"railway": None}], layer="x")
        opened = self.project("--barriers", rivers, "--barriers", plain, "--barriers", other)
        self.assertEqual(["water"], [feature["map_class"] for feature in opened.layers["barriers"].getFeatures()])
        self.assertEqual("singleSymbol", opened.layers["barriers_2"].renderer().type())
        self.assertNotIn("map_class", opened.layers["barriers_2"].fields().names())
        self.assertEqual(["rail", "other"], [feature["map_class"] for feature in opened.layers["barriers_3"].getFeatures()])

    def test_buildings_and_rivers_as_areas(self):
        houses = self.write("h.gpkg", [(case.square(0, 250), {"n": 1})], ogr.wkbPolygon)
        river = self.write("r.gpkg", [(case.square(0, 200), {"waterway": "riverbank"})], ogr.wkbPolygon)
        opened = self.project("--sites", houses, "--barriers", river)
        self.assertEqual("SimpleFill", opened.layers["sites"].renderer().symbol().symbolLayer(0).layerType())
        self.assertTrue(opened.layers["sites"].hasScaleBasedVisibility())
        categories = opened.layers["barriers"].renderer().categories()
        self.assertEqual(["water"], [category.value() for category in categories])

    def test_inputs_in_other_systems_are_brought_into_that_of_the_grids(self):
        site = self.write("s.gpkg", [("POINT (114.21 30.59)", {"n": 1})], ogr.wkbPoint, epsg=4326)
        opened = self.project("--sites", site)
        point = next(opened.layers["sites"].getFeatures()).geometry().asPoint()
        self.assertLess(abs(point.x() - case.WEST), 5000)
        self.assertEqual("EPSG:4547", opened.layers["sites"].crs().authid())

    def test_fields_that_differ_in_case_only_are_kept(self):
        with open(self.path("s.csv"), "w", encoding="utf-8") as file:
            file.write(f"WKT,Name,name,geom\n\"POINT ({case.WEST} {case.SOUTH})\",a,b,c\n")
        opened = self.project("--sites", self.path("s.csv"), "--sites-wkt", "WKT", "--input-crs", "EPSG:4547")
        feature = next(opened.layers["sites"].getFeatures())
        self.assertEqual(("a", "b", "c"), (feature["Name"], feature["name_2"], feature["geom"]))


class Files(ProjectCase):

    def test_both_files_are_said(self):
        run = self.gridexport(self.grids, "-o", self.path("plan.qgs"), "-v")
        self.assertEqual(0, run.returncode)
        self.assertIn("written: $DIR/plan.qgs, $DIR/plan.gpkg", run.stderr)
        run = self.gridexport(self.grids, "-o", self.path("two.qgs"), "--json")
        self.assertIn('"$DIR/two.gpkg"', run.stdout)

    def test_either_file_that_is_there_is_refused(self):
        for name in ("plan.gpkg", "plan.qgs"):
            with open(self.path(name), "w", encoding="utf-8") as file:
                file.write("mine")
            self.assert_refused(3, [self.grids, "-o", self.path("plan.qgs")], f"$DIR/{name}: the output exists already")
            os.remove(self.path(name))

    def test_overwrite_replaces_both(self):
        self.project()
        before = self.contents()
        self.project("-O", "--title", "another")
        self.assertEqual(before["plan.gpkg"], self.contents()["plan.gpkg"])
        self.assertNotEqual(before["plan.qgs"], self.contents()["plan.qgs"])

    def test_package_that_is_open_elsewhere_is_refused(self):
        self.project()
        connection = sqlite3.connect(self.path("plan.gpkg"))
        self.addCleanup(connection.close)
        connection.execute("pragma journal_mode=wal")
        connection.execute("create table x (y)")
        before = self.contents()
        run = self.gridexport(self.grids, "-O", "-o", self.path("plan.qgs"))
        self.assertEqual(3, run.returncode)
        self.assertIn("a program has the file open", run.stderr)
        self.assertEqual(before, self.contents())

    def test_inputs_are_never_overwritten(self):
        self.assert_refused(2, [self.grids, "-O", "-o", self.path("grids.qgs")],
                            "--output and the grids are the same file: $DIR/grids.gpkg (of $DIR/grids.qgs)")
        other = self.path("../" + self.dir.name + "/grids")
        self.assert_refused(2, [self.grids, "-O", "-o", f"{other}.qgs"], "--output and the grids are the same file: "
                            f"{other}.gpkg (of {other}.qgs) and $DIR/grids.gpkg".replace(str(self.dir), "$DIR"))
        sites = case.write_layer(self.dir / "plan.gpkg", [(f"POINT ({case.WEST} {case.SOUTH})", {"n": 1})])
        self.assert_refused(2, [self.grids, "-O", "-o", self.path("plan.qgs"), "--sites", sites],
                            "--output and --sites are the same file: $DIR/plan.gpkg (of $DIR/plan.qgs)")

    def test_neither_file_appears_when_one_cannot_be_written(self):
        self.project("--title", "old")
        before = self.contents()
        for most in (20_000, len(before["plan.gpkg"]) - 1):
            run = subprocess.run([export.GRIDEXPORT, self.grids, "-O", "-o", self.path("plan.qgs"), "--title", "new"],
                                 capture_output=True, text=True, check=False, preexec_fn=functools.partial(limit_files, most))
            self.assertEqual(3, run.returncode, run.stderr)
            self.assertEqual(before, self.contents())

    def test_names_that_no_one_could_open_are_refused(self):
        for name in ("a|b.qgs", "p%41.qgs"):
            run = self.gridexport(self.grids, "-o", self.path(name))
            self.assertEqual(2, run.returncode)
            self.assertIn("QGIS cannot open a GeoPackage whose name has", run.stderr)
        self.assertEqual(["grids.gpkg"], self.files())

    def test_names_with_signs_open(self):
        for name in ("a b", "q\"u's", "h#1", "q?x", "lt<&>]]>", "中文", "x=y;z", "dot.v1"):
            self.project(name=f"{name}.qgs")
            self.assertIn(f"{name}.gpkg", self.files())

    def test_same_bytes(self):
        self.project(name="a.qgs")
        self.assert_done(self.grids, "-o", self.path("b.qgs"), "-j", "1")
        read = self.contents()
        self.assertEqual(read["a.qgs"].replace(b"a.gpkg", b"b.gpkg"), read["b.qgs"])


if __name__ == "__main__":
    unittest.main()
