"""The dock "Grids" with layers as they come: without codes, in other coordinates, in GBK, read-only, with cells, points in one
place, formulas, none at all; and without gridify. Nothing is lost, and nothing happens without a word."""

import os
import sqlite3
import subprocess
import unittest
from pathlib import Path
from unittest import mock

import gridify_case as case
from dock_case import MISSING, UNIT, DockCase
from osgeo import ogr

if not MISSING:
    from qgis.core import QgsVectorLayer
    from qgis.PyQt.QtCore import Qt


@unittest.skipIf(MISSING, MISSING)
class Hostile(DockCase):

    def some_sites(self, count=3):
        return sorted(self.holders())[:count]

    def test_names_are_text_whatever_is_in_them(self):
        self.open_town()
        self.grids.startEditing()
        for feature in self.grids.getFeatures():
            for field in ("grid_name", "unit_name"):
                self.grids.changeAttributeValue(feature.id(), self.grids.fields().indexOf(field), "<b>{n}</b> & %s 'x'")
        self.select_grids("001")
        self.assertEqual("<b>{n}</b> & %s 'x'", self.dock.title.text())
        self.assertEqual(Qt.PlainText, self.dock.title.textFormat())
        self.assertIn("&lt;b&gt;{n}", self.dock.table.grids.tip(self.session.figures.grids[0]))
        self.press("lock")
        self.select_sites(self.some_sites(1))
        self.move(max(self.polygons()))
        self.press("update")
        self.wait()
        self.assertIsNotNone(self.session.preview, self.said)
        self.assertIn("<b>{n}</b> & %s 'x'", self.session.preview.layer.name())

    def test_a_layer_without_grid_code_is_named(self):
        self.open_dock(self.layer(self.units, "areas"), self.layer(self.path("buildings.gpkg"), "sites"))
        self.grids.selectAll()
        self.session.refresh()
        self.assertEqual("The layer 'areas' has no field 'grid_code'.", self.dock.summary.text())
        self.session.merge()
        self.assertIn("grid_code", self.problems()[-1])

    def test_a_grid_without_unit_and_code_is_told(self):
        self.open_town()
        self.grids.startEditing()
        grid = next(self.grids.getFeatures(f"grid_code = '{UNIT}001'"))
        for field in ("unit_code", "grid_code"):
            self.grids.changeAttributeValue(grid.id(), self.grids.fields().indexOf(field), None)
        self.grids.selectByIds([grid.id()])
        self.session.refresh()
        self.assertIn("fill in 'unit_code'", self.dock.summary.text())
        self.session.update()
        self.assertIn("unit_code", self.problems()[-1])

    def test_sites_in_other_coordinates_and_points_of_one_place(self):
        rows = [(row[""].PointOnSurface(), row["households"]) for row in case.read_layer(self.path("buildings.gpkg"))]
        rows.append(rows[0])
        to_wgs84 = case.osr.CoordinateTransformation(case.crs_of(case.TOWN_CRS), case.crs_of(4326))
        made = []
        for number, (point, households) in enumerate(rows):
            there = point.Clone()
            there.Transform(to_wgs84)
            made.append((there, {"fid_2": number, "HS": households}))
        case.write_layer(self.path("points.gpkg"), made, epsg=4326, kind=ogr.wkbPoint)
        self.divide("points.gpkg", "grids.gpkg", "--households", "HS")
        self.open_dock(self.layer(self.path("grids.gpkg") + "|layername=grids", "grids"), self.layer(self.path("points.gpkg"), "points"))
        self.select_grids("001")
        sums = {code: 0 for code in self.polygons()}
        for point, households in rows:
            for code, polygon in self.polygons().items():
                sums[code] += households if polygon.Contains(point) else 0
        self.assertEqual(sums, self.shown())
        first = next(code for code, polygon in self.polygons().items() if polygon.Contains(rows[0][0]))
        other = next(code for code in sums if code != first)
        self.select_sites([1])  # one of the two at the first place: both are in the square of its pin
        self.move(other)
        self.assertEqual(sums[other] + 2 * rows[0][1], self.shown()[other])
        self.press("update")
        self.wait()
        self.assertEqual([], self.problems())
        self.dock.accept_button.click()
        self.assertEqual(sums[other] + 2 * rows[0][1], self.shown()[other])
        self.assertTrue(self.polygons()[other].Contains(rows[0][0]))
        self.assertTrue(self.polygons()[other].IsValid())

    def test_a_shapefile_in_gbk_keeps_its_text(self):
        self.divide()
        subprocess.run([os.environ["GRIDEXPORT"], self.path("grids.gpkg"), "--encoding", "GBK", "-o", self.path("gbk.shp")],
                       check=True, capture_output=True)
        grids = self.layer(self.path("gbk.shp"), "gbk")
        self.assertNotEqual("UTF-8", grids.dataProvider().encoding())
        self.open_dock(grids, self.layer(self.path("buildings.gpkg"), "sites"))
        self.select_grids("001")
        self.assertEqual("东湖社区", self.session.figures.name)
        self.assertEqual(self.counted(), self.shown())
        sites = self.some_sites()
        other = max(set(self.polygons()) - {self.holders()[sites[0]]})
        self.select_sites(sites)
        self.move(other)
        self.select_grids("001")
        self.session.rename("东站")
        self.press("update")
        self.wait()
        self.assertEqual([], self.problems())
        self.dock.accept_button.click()
        self.press("save")
        self.assertEqual([], self.problems())
        again = QgsVectorLayer(self.path("gbk.shp"), "again", "ogr")
        names = {feature["grid_code"]: feature["grid_name"] for feature in again.getFeatures()}
        self.assertEqual("东站", names[UNIT + "001"])
        self.assertEqual(self.counted(), {feature["grid_code"]: feature["households"] for feature in again.getFeatures()
                                          if feature["unit_code"] == UNIT})

    def test_a_read_only_layer_is_shown_and_not_changed(self):
        self.open_town()
        self.grids.setReadOnly(True)
        self.select_grids("001", "002")
        self.assertEqual(self.counted(), self.shown())
        self.assertFalse(self.dock.buttons["merge"].isEnabled())
        self.assertIn("read-only", self.dock.buttons["merge"].toolTip())
        self.session.merge()
        self.assertIn("read-only", self.problems()[-1])
        self.press("lock")
        self.assertEqual([("lock", UNIT + "001"), ("lock", UNIT + "002")], self.wish_rows(), "wishes are another layer")
        self.press("unlock")
        self.select_sites(self.some_sites())
        self.move(max(self.polygons()))
        self.press("update")
        self.wait()
        self.assertIsNotNone(self.session.preview, self.said)
        self.assertFalse(self.dock.accept_button.isEnabled())
        self.session.accept()
        self.assertIn("read-only", self.problems()[-1])
        self.assertIsNotNone(self.session.preview, "the result is not lost")

    def test_gridify_is_not_installed(self):
        self.open_town()
        self.select_grids("001")
        with mock.patch.dict(os.environ, {"PATH": "/nowhere"}):
            self.press("update")
        self.assertIn("gridify is not in PATH", self.problems()[-1])
        self.assertIn("Folder of the programs", self.dock.note.text())
        self.assertIsNone(self.session.task)

    def test_gridify_dies_or_is_something_else(self):
        self.open_town()
        self.select_grids("001")
        for text in ("kill -9 $$", "echo nonsense; exit 7", "exit 0"):
            with self.subTest(text):
                folder = self.place.home / "odd"
                folder.mkdir(exist_ok=True)
                (folder / "gridify").write_text(f"#!/bin/sh\n{text}\n")
                (folder / "gridify").chmod(0o755)
                before = self.snapshot(self.grids)
                with mock.patch.dict(os.environ, {"PATH": f"{folder}:/bin"}):
                    self.press("update")
                    self.wait()
                self.assertIn("nothing was changed", self.problems()[-1])
                self.assertEqual(before, self.snapshot(self.grids))
                self.assertIsNone(self.session.preview)

    def test_cells_are_moved_as_wholes(self):
        rows = [(case.rectangle(case.WEST + 75 * i, case.SOUTH + 75 * j, case.WEST + 75 * i + 75, case.SOUTH + 75 * j + 75),
                 {"households": 10 + (7 * i + 3 * j) % 11, "unit_code": UNIT}) for i in range(8) for j in range(8)]
        case.write_layer(self.path("cells.gpkg"), rows)
        done = self.gridify("--cells", self.path("cells.gpkg"), "--unit-field", "unit_code", "-o", self.path("grids.gpkg"))
        self.assertIn(done.returncode, (0, 1), done.stderr)
        self.open_dock(self.layer(self.path("grids.gpkg") + "|layername=grids", "grids"), self.layer(self.path("cells.gpkg"), "cells"),
                       boundaries=False, barriers=False)
        self.dock.panel.cells.setChecked(True)
        self.select_grids("001")
        self.assertEqual(self.counted(), self.shown())
        polygons, holders = self.polygons(), self.holders()
        cell, other = next((fid, code) for fid, own in sorted(holders.items()) for code in sorted(polygons)
                           if code != own and polygons[code].Intersection(ogr.CreateGeometryFromWkt(rows[fid - 1][0])).Length() > 70)
        wanted = self.counted({cell: other})
        self.select_sites([cell])
        self.move(other)
        self.press("update")
        self.wait()
        self.assertEqual([], self.problems())
        self.dock.accept_button.click()
        self.assertEqual(wanted, self.counted())
        self.assertEqual(wanted, self.shown())
        moved = polygons[holders[cell]].Difference(self.polygons()[holders[cell]])
        self.assertLess(moved.SymDifference(ogr.CreateGeometryFromWkt(rows[cell - 1][0])).Area(), 1e-6, "the cell and nothing else")

    def test_expressions_for_households_and_workload(self):
        self.open_town()
        self.session.choices.texts.update({"households": "households * 2", "workload": "if(households > 20, 1, 0)"})
        self.session.connect_layers()
        self.select_grids("001")
        self.assertEqual({code: 2 * count for code, count in self.counted().items()}, self.shown())
        many = {code: 0 for code in self.polygons()}
        for fid, code in self.holders().items():
            many[code] += self.site_rows()[fid][1] > 20
        self.assertEqual(many, {grid.code: grid.workload for grid in self.session.figures.grids})
        self.assertFalse(self.dock.table.isColumnHidden(3))
        self.session.choices.texts["workload"] = "households +"
        self.session.connect_layers()
        self.session.refresh()
        self.assertIn("is no expression", self.dock.state.text())
        self.assertEqual({feature["grid_code"]: feature["households"] for feature in self.grids.getFeatures()
                          if feature["unit_code"] == UNIT}, self.shown(), "those of the layer")

    def test_a_dedicated_area_stays_outside_the_balance(self):
        area = case.rectangle(case.WEST + 200, case.SOUTH + 200, case.WEST + 330, case.SOUTH + 290)
        case.write_layer(self.path("school.gpkg"), [(area, {"name": "school"})])
        self.divide("buildings.gpkg", "grids.gpkg", "--dedicated", self.path("school.gpkg"))
        self.open_dock(self.layer(self.path("grids.gpkg") + "|layername=grids", "grids"), self.layer(self.path("buildings.gpkg"), "sites"))
        self.select_grids("001")
        (school,) = [grid for grid in self.session.figures.grids if not grid.is_general]
        general = [grid.households for grid in self.session.figures.grids if grid.is_general]
        self.assertEqual(sum(general) / len(general), self.session.figures.mean)
        self.assertEqual([], school.faults)
        self.select_sites([fid for fid in self.some_sites(9) if self.holders()[fid] != school.code][:2])
        self.move(max(grid.code for grid in self.session.figures.grids if grid.is_general))
        self.press("update")
        self.wait()
        self.assertEqual([], self.problems())
        self.dock.accept_button.click()
        kinds = {feature["grid_code"]: feature["kind"] for feature in self.grids.getFeatures() if feature["unit_code"] == UNIT}
        self.assertEqual("dedicated", kinds[school.code])
        self.assertEqual(1, list(kinds.values()).count("dedicated"))
        self.assertEqual(self.counted(), self.shown())

    def test_a_folder_that_cannot_hold_the_wishes(self):
        self.open_town()
        Path(self.path("grids_wishes.gpkg")).write_text("not a GeoPackage")
        self.select_grids("001")
        self.press("lock")
        self.assertEqual("memory", self.session.choices.layer("wishes").providerType())
        self.assertIn("in memory", self.said[0][1])
        self.assertEqual([("lock", UNIT + "001")], self.wish_rows())
        self.assertEqual("not a GeoPackage", Path(self.path("grids_wishes.gpkg")).read_text())

    def test_wishes_by_hand_are_kept_and_those_of_other_units_left(self):
        self.open_town()
        self.select_grids("001")
        self.press("lock")
        layer = self.session.choices.layer("wishes")
        with self.session.commands.command("by hand", layer):
            from grid_provider.dock import wish_layer
            for wish, code in (("no_border", ""), ("lock", "420106001002001"), ("pin", UNIT + "999")):
                shape = ogr.CreateGeometryFromWkt(case.rectangle(case.WEST + 20, case.SOUTH + 20, case.WEST + 100, case.SOUTH + 60))
                feature = wish_layer.new_feature(layer, wish, code, self.qgis_geometry(shape))
                layer.addFeature(feature)
        self.dock.panel.numbers["most"].setValue(310)
        self.dock.panel.numbers["target"].setValue(300)
        self.dock.panel.numbers["least"].setValue(200)
        self.grids.removeSelection()
        self.session.refresh()
        self.press("divide")
        self.wait()
        self.assertEqual([], self.problems())
        missed = [finding.message for finding in self.session.findings if finding.code == "wish_missed"]
        self.assertEqual(1, len(missed), missed)
        self.assertIn(UNIT + "999", missed[0])
        self.assertTrue(any(UNIT + "999" in self.dock.findings.item(row).text() for row in range(self.dock.findings.count())))

    @staticmethod
    def qgis_geometry(geometry):
        from qgis.core import QgsGeometry
        return QgsGeometry.fromWkt(geometry.ExportToWkt())

    def test_a_boundary_that_is_edited_is_read_again(self):
        self.open_town()
        self.select_grids("001")
        self.assertEqual(0, self.session.figures.lost)
        boundaries = self.session.choices.layer("boundaries")
        boundaries.startEditing()
        for feature in boundaries.getFeatures():
            if feature["unit_code"] == UNIT:
                boundaries.changeGeometry(feature.id(), feature.geometry().buffer(60, 1))
        self.session.refresh()
        around = ogr.CreateGeometryFromWkt(case.square(0)).Buffer(60, 1)
        own = self.holders()
        beside = sum(households for fid, (point, households) in self.site_rows().items() if fid not in own and around.Contains(point))
        self.assertGreater(beside, 0)
        self.assertEqual(beside, self.session.figures.lost)

    def test_sites_on_borders_and_corners_count_where_gridify_counts_them(self):
        rows = [(case.rectangle(case.WEST + 150 * i, case.SOUTH + 150 * j, case.WEST + 150 * i + 150, case.SOUTH + 150 * j + 150),
                 {"grid_code": f"{UNIT}{4 * j + i + 1:03}", "unit_code": UNIT}) for i in range(4) for j in range(4)]
        case.write_layer(self.path("plan.gpkg"), rows, layer="grids")
        # Twice as dense as the corners: a quarter of these lies on corners, half of them on borders.
        sites = [(f"POINT ({case.WEST + 75 * i} {case.SOUTH + 75 * j})", {"households": 1 + (i * 9 + j) % 37})
                 for i in range(1, 8) for j in range(1, 8)]
        case.write_layer(self.path("sites.gpkg.gpkg"), sites)
        done = self.gridify(self.units, "--sites", self.path("sites.gpkg.gpkg"), "--where", f"unit_code = '{UNIT}'", "--plan",
                            self.path("plan.gpkg"), "--previous", self.path("plan.gpkg"), "-o", self.path("taken.gpkg"))
        self.assertIn(done.returncode, (0, 1), done.stderr)
        counted = {row["grid_code"]: row["households"] for row in case.read_layer(self.path("taken.gpkg"), "grids")}
        self.assertEqual(16, len(counted))
        self.open_dock(self.layer(self.path("plan.gpkg"), "plan"), self.layer(self.path("sites.gpkg.gpkg"), "sites"))
        self.select_grids("001")
        # By hand: the rule gives a place on a border to the north, and one on a corner or a border to the east.
        rule = dict.fromkeys(counted, 0)
        for text, fields in sites:
            x, y = (float(part) for part in text[7:-1].split())
            rule[f"{UNIT}{4 * int((y - case.SOUTH) // 150) + int((x - case.WEST) // 150) + 1:03}"] += fields["households"]
        self.assertEqual(rule, self.shown())
        self.assertEqual(counted, self.shown())

    def test_a_database_that_is_busy_loses_nothing_when_saving(self):
        self.open_town()
        self.select_grids("001")
        self.session.rename("east")
        busy = sqlite3.connect(self.path("grids.gpkg"), isolation_level=None)
        self.addCleanup(busy.close)
        busy.execute("BEGIN IMMEDIATE")
        self.press("save")
        self.assertIn("the changes are kept", self.problems()[-1])
        self.assertEqual("east", self.session.figures.grids[0].name)
        busy.execute("ROLLBACK")
        self.press("save")
        self.assertIn(("info", "Saved: grids."), self.said)


if __name__ == "__main__":
    unittest.main()
