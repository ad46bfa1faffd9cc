"""gridexport --to qgis: a project and the GeoPackage beside it, opened and drawn by real QGIS."""

import json
import os
import shutil
import unittest
import xml.etree.ElementTree as tree

from osgeo import ogr, osr

import gridexport_case as export
import gridify_case as case
import qgis_case as qgis
from qgis_case import ProjectCase

# A plane of one's own, without a code.
CUSTOM = "+proj=tmerc +lat_0=30 +lon_0=114.3 +k=1 +x_0=50000 +y_0=20000 +ellps=krass +units=m +no_defs"
HOSTILE = "<script>alert('1')</script> & \"q\" ]]> <![CDATA["


def setUpModule():
    qgis.start_qgis()


class Opens(ProjectCase):

    def test_project_and_package_open_without_a_question(self):
        opened = self.project("--title", "东湖网格 2024")
        self.assertEqual("东湖网格 2024", opened.project.title())
        self.assertEqual({"issues", "grids", "grid_run"}, set(opened.layers))
        self.assertEqual("EPSG:4547", opened.project.crs().authid())
        self.assertEqual("EPSG:4547", opened.layers["grids"].crs().authid())
        self.assertEqual(5, opened.layers["grids"].featureCount())
        self.assertEqual(opened.project.crs().ellipsoidAcronym(), opened.project.ellipsoid())
        self.assertEqual(["grids.gpkg", "plan.gpkg", "plan.qgs"], self.files())

    def test_both_files_can_be_sent_together(self):
        self.project()
        os.mkdir(self.path("elsewhere"))
        for name in ("plan.qgs", "plan.gpkg"):
            shutil.move(self.path(name), self.path("elsewhere/" + name))
        os.remove(self.grids)
        opened = self.open("elsewhere/plan.qgs")
        self.assertEqual(5, opened.layers["grids"].featureCount())
        for layer in opened.layers.values():
            self.assertTrue(layer.source().startswith(self.path("elsewhere/plan.gpkg|")), layer.source())

    def test_edits_snap_and_move_both_sides_of_a_border(self):
        self.lattice(3, 2)
        sites = case.write_layer(self.path("sites.gpkg"), [(f"POINT ({case.WEST + 150} {case.SOUTH + 150})", {"households": 3})])
        opened = self.project("--sites", sites)
        self.assertTrue(opened.project.topologicalEditing())
        snapping = opened.project.snappingConfig()
        self.assertTrue(snapping.enabled())
        self.assertEqual(qgis.QColor(255, 255, 0), opened.project.selectionColor(), "not white on white")
        grids = opened.layers["grids"]
        settings = qgis.QgsMapSettings()
        settings.setDestinationCrs(grids.crs())
        settings.setLayers([grids, opened.layers["sites"]])
        settings.setExtent(grids.extent())
        settings.setOutputSize(qgis.QSize(300, 200))  # a metre is a pixel
        utils = qgis.QgsSnappingUtils()
        utils.setMapSettings(settings)
        utils.setConfig(snapping)
        corner = qgis.QgsPointXY(case.WEST + 100, case.SOUTH + 100)
        for aside, matches in ((8, True), (30, False)):
            match = utils.snapToMap(qgis.QgsPointXY(corner.x() + aside, corner.y() + aside / 2))
            self.assertEqual(matches, match.isValid() and match.hasVertex() and match.point() == corner, aside)
        self.assertFalse(utils.snapToMap(qgis.QgsPointXY(case.WEST + 150, case.SOUTH + 150)).isValid(), "a border is not to run on a site")

    def test_extent_is_that_of_the_grids_with_a_margin(self):
        opened = self.project()
        grids = opened.layers["grids"].extent()
        self.assertTrue(opened.extent.contains(grids))
        self.assertLess(opened.extent.width(), 1.1 * grids.width())
        canvas = tree.parse(self.path("plan.qgs")).find("mapcanvas/extent")
        self.assertAlmostEqual(opened.extent.xMinimum(), float(canvas.find("xmin").text))
        self.assertEqual("meters", tree.parse(self.path("plan.qgs")).find("mapcanvas/units").text)

    def test_custom_crs_without_a_code(self):
        opened = self.project("--output-crs", CUSTOM, "--allow-ballpark")
        expected = osr.SpatialReference()
        expected.SetFromUserInput(CUSTOM)
        for crs in (opened.project.crs(), opened.layers["grids"].crs()):
            self.assertTrue(crs.isValid())
            found = osr.SpatialReference()
            found.ImportFromWkt(crs.toWkt())
            self.assertTrue(found.IsSame(expected, ["IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES"]), crs.toWkt())
        self.assertTrue(opened.extent.contains(opened.layers["grids"].extent()))
        self.assertGreater(len(opened.draw(self.path("map.png"))), 5)

    def test_degrees(self):
        opened = self.project("--output-crs", "EPSG:4490")
        self.assertEqual("EPSG:4490", opened.project.crs().authid())
        self.assertEqual("degrees", tree.parse(self.path("plan.qgs")).find("mapcanvas/units").text)
        self.assertEqual("EPSG:1024", opened.project.ellipsoid())

    def test_layer_of_anyone_with_its_own_fields(self):
        fields = lambda i: {"map_colour": f"roof {i}", "备注": HOSTILE, "fid": 7 - i}
        self.lattice(3, 2, fields)
        opened = self.project()
        row = export.rows_of(self.path("plan.gpkg"), "grids")["001"]
        self.assertEqual(("roof 0", HOSTILE), (row["map_colour"], row["备注"]))
        self.assertEqual("map_colour_2", opened.layers["grids"].renderer().classAttribute())
        self.assertIn(row["map_colour_2"], (1, 2, 3, 4))
        # Deviations that the layer does not say are reckoned.
        self.assertAlmostEqual(100 / 102.5 - 1, row["dev_hh"])

    def test_project_of_a_project(self):
        self.project()
        first = self.colours()
        self.grids = self.dir / "plan.gpkg"
        self.project(name="again.qgs")
        rows = export.rows_of(self.path("again.gpkg"), "grids")
        self.assertEqual(first, {code: row["map_colour_2"] for code, row in rows.items()})


class Styles(ProjectCase):

    def test_grids_have_two_styles(self):
        opened = self.project()
        grids = opened.layers["grids"]
        manager = grids.styleManager()
        self.assertEqual("colours", manager.currentStyle())
        self.assertEqual({"colours", "balance"}, set(manager.styles()))
        renderer = grids.renderer()
        self.assertEqual("categorizedSymbol", renderer.type())
        self.assertEqual("map_colour", renderer.classAttribute())
        self.assertEqual(sorted(set(self.colours().values())), [int(category.value()) for category in renderer.categories()])
        fills = [category.symbol().color().name() for category in renderer.categories()]
        self.assertEqual(len(fills), len(set(fills)))
        self.assertTrue(manager.setCurrentStyle("balance"))
        renderer = grids.renderer()
        self.assertEqual("graduatedSymbol", renderer.type())
        self.assertEqual("dev_hh", renderer.classAttribute())
        limits = [(label.lowerValue(), label.upperValue()) for label in renderer.ranges()]
        self.assertEqual(limits, [(-upper, -lower) for lower, upper in reversed(limits)], "not symmetric about 0")
        self.assertEqual([upper for _, upper in limits[:-1]], [lower for lower, _ in limits[1:]])
        middle = limits[len(limits) // 2]
        self.assertTrue(middle[0] < 0 < middle[1])
        self.assertTrue(grids.labelsEnabled())
        self.assertEqual("Grid code", grids.fields().field("grid_code").alias(), "the style took the titles away")
        self.assertTrue(manager.setCurrentStyle("colours"))
        self.assertEqual("categorizedSymbol", grids.renderer().type())

    def test_package_alone_opens_with_the_same_styles(self):
        self.project("--boundaries", self.grids, "--boundaries-layer", "grids")
        names = {row["f_table_name"]: [] for row in case.read_layer(self.path("plan.gpkg"), "layer_styles")}
        for row in case.read_layer(self.path("plan.gpkg"), "layer_styles"):
            names[row["f_table_name"]].append((row["styleName"], row["useAsDefault"], row["f_geometry_column"]))
        self.assertEqual({"grids": [("colours", 1, "geom"), ("balance", 0, "geom")], "issues": [("issues", 1, "geom")],
                          "boundaries": [("boundaries", 1, "geom")]}, names)
        layer = qgis.vector_layer(self.path("plan.gpkg"), "grids")
        self.assertEqual("map_colour", layer.renderer().classAttribute())
        self.assertTrue(layer.labelsEnabled())

    def test_labels_say_name_and_households(self):
        opened = self.project()
        self.assertEqual([f"{name}\n{400 + i}" for i, name in enumerate(export.NAMES)], self.labels(opened))
        settings = opened.layers["grids"].labeling().settings()
        self.assertTrue(settings.scaleVisibility)
        self.assertGreater(settings.minimumScale, settings.maximumScale)
        text = settings.format()
        self.assertTrue(text.buffer().enabled())
        self.assertFalse(text.allowHtmlFormatting())
        opened.layers["grids"].styleManager().setCurrentStyle("balance")
        self.assertEqual(["0%", "-5%", "-10%", "-15%", "-20%"],
                         [label.rsplit("(", 1)[1].rstrip(")") for label in self.labels(opened)])

    def labels(self, opened):
        return qgis.evaluate(opened.layers["grids"], opened.layers["grids"].labeling().settings().fieldName)

    def test_grid_without_a_name_is_labelled_by_its_code(self):
        self.lattice(2, 1)
        self.assertEqual(["001\n100", "002\n101"], self.labels(self.project()))

    def test_chinese(self):
        self.lattice(2, 2)
        opened = self.project("--language", "zh", "--boundaries", self.grids)
        grids = opened.layers["grids"]
        self.assertEqual(("网格", "网格编码", "户数"),
                         (grids.name(), grids.fields().field("grid_code").alias(), grids.fields().field("households").alias()))
        self.assertEqual("地图颜色编号", grids.fields().field("map_colour").alias())
        self.assertEqual({"相邻异色", "户数偏差"}, set(grids.styleManager().styles()))
        self.assertEqual("001\n100户", self.labels(opened)[0])
        grids.styleManager().setCurrentStyle("户数偏差")
        for label in [entry.label() for entry in grids.renderer().ranges()]:
            self.assertRegex(label, "[\u4e00-\u9fff]", "not translated")
        groups = [group.name() for group in opened.project.layerTreeRoot().findGroups()]
        self.assertEqual(["网格方案", "附表"], groups)
        self.assertEqual("u", opened.project.title())

    def test_hostile_texts_stay_text(self):
        """In the title, the names of layers and of the field that labels the units, and in values."""
        rows = [(export.square(0), {"NAME": HOSTILE}), (export.square(1), {"NAME": "b"})]
        units = case.write_layer(self.dir / "units.gpkg", rows, kind=ogr.wkbMultiPolygon)
        line = {"type": "Feature", "properties": {"class": HOSTILE},
                "geometry": {"type": "LineString", "coordinates": [[114.2, 30.58], [114.21, 30.58]]}}
        with open(self.path("l.geojson"), "w", encoding="utf-8") as file:
            json.dump({"type": "FeatureCollection", "name": HOSTILE, "features": [line]}, file)
        rows = [(row[0], {**row[1], "unit_code": f"{HOSTILE}{i % 2}"}) for i, row in enumerate(export.grid_rows())]
        self.grids = case.write_layer(self.dir / "hostile.gpkg", rows, kind=ogr.wkbMultiPolygon)
        opened = self.project("--title", HOSTILE, "--boundaries", units, "--barriers", self.path("l.geojson"))
        self.assertEqual(HOSTILE, opened.project.title())
        self.assertEqual(HOSTILE, opened.layers["barriers"].name())
        written = export.rows_of(self.path("plan.gpkg"), "grids").values()
        self.assertEqual(set(export.NAMES), {row["grid_name"] for row in written})
        self.assertEqual({HOSTILE + "0", HOSTILE + "1"}, {row["unit_code"] for row in written})
        units = opened.layers["boundaries"]
        self.assertEqual([HOSTILE, "b"], qgis.evaluate(units, units.labeling().settings().fieldName))
        self.assertEqual([HOSTILE], [feature["class"] for feature in opened.layers["barriers"].getFeatures()])
        self.assertGreater(len(opened.draw(self.path("map.png"))), 5)

    def test_dedicated_grids_are_hatched(self):
        self.lattice(2, 1, lambda i: {"kind": "dedicated" if i else "general"})
        self.assertEqual(["SimpleFill", "LinePatternFill"], self.symbol_layers(self.project()))
        self.lattice(2, 1, path="plain.gpkg")
        self.assertEqual(["SimpleFill"], self.symbol_layers(self.project("-O")))

    def symbol_layers(self, opened):
        categories = opened.layers["grids"].renderer().categories()
        symbol = categories[0].symbol()
        return [symbol.symbolLayer(i).layerType() for i in range(symbol.symbolLayerCount())]


class Colours(ProjectCase):

    def test_lattice_is_coloured_and_drawn(self):
        self.lattice(6, 5)
        opened = self.project()
        self.assertEqual(4, self.assert_neighbours_differ())
        self.assertEqual(30, len(self.colours()))
        seen = opened.draw(self.path("map.png"), ["grids"])
        fills = {category.symbol().color().getRgb()[:3] for category in opened.layers["grids"].renderer().categories()}
        # Each of the four, mixed with the white of the paper, covers a good part of the map.
        large = [colour for colour, count in seen.items() if count > qgis.PICTURE ** 2 / 40 and colour != (255, 255, 255)]
        self.assertEqual(4, len(large), large)
        self.assertEqual(4, len(fills))

    def test_borders_that_do_not_match(self):
        """A wall: each row is moved by half a brick, so that no two rows share a vertex."""
        def brick(i):
            x, y = case.WEST + 100 * (i % 5) + 50 * (i // 5 % 2), case.SOUTH + 60 * (i // 5)
            ring = ",".join(f"{x + a} {y + b}" for a, b in ((0, 0), (100, 0), (100, 60), (0, 60), (0, 0)))
            return f"POLYGON (({ring}))"
        self.lattice(5, 6, shape=brick)
        self.project()
        self.assertEqual(4, self.assert_neighbours_differ())

    def test_one_grid(self):
        self.lattice(1, 1)
        opened = self.project()
        self.assertEqual({"001": 1}, self.colours())
        self.assertEqual(1, len(opened.layers["grids"].renderer().categories()))

    def test_grids_on_top_of_each_other_have_colours_enough(self):
        square = f"POLYGON (({case.WEST} {case.SOUTH},{case.WEST + 9} {case.SOUTH},{case.WEST} {case.SOUTH + 9}," \
                 f"{case.WEST} {case.SOUTH}))"
        self.lattice(12, 1, shape=lambda i: square)
        run = self.gridexport(self.grids, "-o", self.path("plan.qgs"))
        self.assertEqual("", run.stderr)
        opened = self.open("plan.qgs")
        self.assertEqual(list(range(1, 13)), sorted(self.colours().values()))
        fills = {category.symbol().color().name() for category in opened.layers["grids"].renderer().categories()}
        self.assertEqual(12, len(fills))


if __name__ == "__main__":
    unittest.main()
