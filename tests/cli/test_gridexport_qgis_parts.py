"""gridexport --to qgis: units, themes, sheet, tips, forms, bookmarks and time, as real QGIS has them."""

import unittest

from osgeo import ogr

import gridexport_case as export
import gridify_case as case
import qgis_case as qgis
from qgis_case import ProjectCase

if not qgis.MISSING:
    from qgis.core import QgsDateTimeRange, QgsLayoutExporter, QgsVectorLayerTemporalContext
    from qgis.PyQt.QtCore import QDate, QDateTime, QTime
    from qgis.PyQt.QtXml import QDomDocument

HOSTILE = "<script>alert('1')</script> & \"q\" ]]>"


def setUpModule():
    qgis.start_qgis()


class Parts(ProjectCase):
    """Six units of four squares each, in two columns of the lattice."""

    COLUMNS, ROWS = 4, 6

    def unit_of(self, i):
        return f"u{i % self.COLUMNS // 2}{i // self.COLUMNS // 2}"

    def units(self, *options, fields=lambda i: {}, **shape):
        self.lattice(self.COLUMNS, self.ROWS, lambda i: {"unit_code": self.unit_of(i), "unit_name": f"{HOSTILE} {self.unit_of(i)}",
                                                         "grid_name": f"{HOSTILE} {i}", "kind": "general", **fields(i)}, **shape)
        return self.project(*options)

    def test_units_are_the_grids_put_together(self):
        opened = self.units()
        before = {}
        for row in export.rows_of(self.grids, None).values():
            ground, households = before.get(row["unit_code"], (ogr.Geometry(ogr.wkbMultiPolygon), 0))
            before[row["unit_code"]] = (ground.Union(row[""]), households + row["households"])
        rows = {row["unit_code"]: row for row in case.read_layer(self.path("plan.gpkg"), "units")}
        self.assertEqual(set(before), set(rows))
        for code, (ground, households) in before.items():
            self.assertEqual(0, ground.SymmetricDifference(rows[code][""]).GetArea())
            self.assertEqual((4, households), (rows[code]["grids"], rows[code]["households"]))
        pairs = qgis.border_pairs({code: row[""] for code, row in rows.items()}, 0.3)
        self.assertEqual(7, len(pairs))
        for one, other in pairs:
            self.assertNotEqual(rows[one]["map_colour"], rows[other]["map_colour"])
        rule = opened.layers["units"].renderer().rootRule().children()[0]
        category = opened.layers["grids"].renderer().categories()[0]
        widths = [symbol.symbolLayer(n).clone() for symbol, n in ((rule.symbol(), 1), (category.symbol(), 0))]
        self.assertGreater(widths[0].width(), 2 * widths[1].strokeWidth())

    def test_themes_show_what_they_say(self):
        before = self.grids
        opened = self.units("--previous", before, fields=lambda i: {"walk_km": 1.0, "workload": 10.0 + i})
        themes = opened.project.mapThemeCollection()
        self.assertEqual({"plan", "balance", "hours", "changes"}, set(themes.mapThemes()))
        grids, previous = opened.layers["grids"], opened.layers["previous"]
        for name, style in (("plan", "colours"), ("balance", "balance"), ("hours", "hours"), ("changes", "colours")):
            record, = [record for record in themes.mapThemeState(name).layerRecords() if record.layer() == grids]
            self.assertEqual(style, record.currentStyle)
            self.assertEqual(name == "changes", previous in themes.mapThemeVisibleLayers(name))
        self.assertEqual({"balance", "plan"}, set(self.units("-O").project.mapThemeCollection().mapThemes()))

    def test_the_sheet_has_title_map_legend_scale_and_table(self):
        opened = self.units("--title", HOSTILE)
        layout, = opened.project.layoutManager().layouts()
        kinds = {type(item).__name__: item for item in layout.items()}
        self.assertEqual(HOSTILE, kinds["QgsLayoutItemLabel"].text())
        self.assertTrue(kinds["QgsLayoutItemMap"].extent().contains(opened.layers["grids"].extent()))
        self.assertEqual(("plan", kinds["QgsLayoutItemMap"]),
                         (kinds["QgsLayoutItemMap"].followVisibilityPresetName(), kinds["QgsLayoutItemLegend"].linkedMap()))
        bar = kinds["QgsLayoutItemScaleBar"]
        self.assertEqual((kinds["QgsLayoutItemMap"], "m", 50), (bar.linkedMap(), bar.unitLabel(), bar.unitsPerSegment()))
        table = kinds["QgsLayoutFrame"].multiFrame()
        table.refresh()
        self.assertEqual(["Unit", "Grids", "Households"], [column.heading() for column in table.columns()])
        self.assertEqual([f"{HOSTILE} u00", "4", "410"], [str(cell) for cell in table.contents()[0]])
        settings = QgsLayoutExporter.ImageExportSettings()
        settings.dpi = 40
        self.assertEqual(QgsLayoutExporter.Success, QgsLayoutExporter(layout).exportToImage(self.path("sheet.png"), settings))
        picture = qgis.QImage(self.path("sheet.png"))
        seen = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
        fills = {category.symbol().color().name() for category in opened.layers["grids"].renderer().categories()}
        self.assertLessEqual(fills, seen)

    def test_what_is_pointed_at_is_told_as_text(self):
        opened = self.units()
        grids = opened.layers["grids"]
        context = qgis.QgsExpressionContext(qgis.QgsExpressionContextUtils.globalProjectLayerScopes(grids))
        context.setFeature(next(grids.getFeatures()))
        shown = qgis.QgsExpression.replaceExpressionText(grids.mapTipTemplate(), context)
        self.assertIn("<b>&lt;script>alert('1')&lt;/script> &amp; \"q\" ]]> 0</b>", shown)
        self.assertIn("<td>Households</td><td><b>100</b>", shown)

    def test_what_is_reckoned_cannot_be_typed_in(self):
        grids = self.units(fields=lambda i: {"valid_from": "2026/01/01"}).layers["grids"]
        form, names = grids.editFormConfig(), grids.fields().names()
        read_only = {name for i, name in enumerate(names) if form.readOnly(i)}
        self.assertEqual({"dev_hh", "dev_wl", "area_m2", "perim_m", "compact", "map_colour"}, read_only)
        widgets = {name: grids.editorWidgetSetup(i).type() for i, name in enumerate(names)}
        self.assertEqual(("ValueMap", "Range"), (widgets["kind"], widgets["households"]))

    def test_bookmarks_lead_to_units(self):
        opened = self.units()
        found = {mark.name(): mark for mark in opened.project.bookmarkManager().bookmarks()}
        units = {feature["unit_name"]: feature for feature in opened.layers["units"].getFeatures()}
        self.assertEqual(set(units), set(found))
        for name, mark in found.items():
            self.assertEqual("EPSG:4547", mark.extent().crs().authid())
            self.assertEqual(units[name].geometry().boundingBox(), qgis.QgsRectangle(mark.extent()))

    def test_grids_are_there_from_their_day_on(self):
        start = QDate(2026, 3, 1)
        rows = lambda i: {"valid_from": "2026/03/01" if i % 2 else "2020/01/01"}
        self.lattice(2, 2, lambda i: {"unit_code": "u", **rows(i)})
        package = ogr.Open(self.grids, 1)  # a field of days
        layer = package.GetLayer(0)
        defined = ogr.FieldDefn("valid_from", ogr.OFTDate)
        layer.AlterFieldDefn(layer.GetLayerDefn().GetFieldIndex("valid_from"), defined, ogr.ALTER_TYPE_FLAG)
        layer = package = None
        grids = self.project().layers["grids"]
        time = grids.temporalProperties()
        self.assertTrue(time.isActive())
        context = QgsVectorLayerTemporalContext()
        context.setLayer(grids)
        for day, count in ((start.addDays(-2), 2), (start.addDays(1), 4)):
            moment = QDateTime(day, QTime(12, 0))
            chosen = time.createFilterString(context, QgsDateTimeRange(moment, moment))
            self.assertEqual(count, sum(qgis.evaluate(grids, chosen)), chosen)

    def test_of_many_grids_the_units_are_drawn_until_grids_can_be_seen(self):
        self.COLUMNS, self.ROWS = 72, 70
        opened = self.units()
        grids, units = opened.layers["grids"], opened.layers["units"]
        self.assertTrue(grids.hasScaleBasedVisibility())
        near = grids.minimumScale()
        fills = {category.symbol().color().getRgb()[:3] for category in grids.renderer().categories()}
        overview, outlines = units.renderer().rootRule().children()
        for scale, is_near in ((near * 1.1, False), (near * 0.9, True)):
            self.assertEqual((not is_near, is_near), (overview.isScaleOK(scale), outlines.isScaleOK(scale)))
            self.assertEqual(is_near, grids.isInScaleRange(scale))
        seen = opened.draw(self.path("map.png"), ["units", "grids"])
        large = [colour for colour, count in seen.items() if count > qgis.PICTURE ** 2 / 100 and colour != (255, 255, 255)]
        self.assertGreaterEqual(len(large), 4)
        self.assertLessEqual(fills, set(large))

    def test_a_layer_by_itself_is_drawn_by_scale(self):
        self.lattice(4, 3, lambda i: {"grid_code": f"420106001001{i + 1:03}", "grid_name": f"Grid {i + 1}", "kind": "general",
                                      "dev_hh": 0.0, "area_m2": 10_000.0})
        self.assert_done(self.grids, "-o", self.path("out.gpkg"))
        layer = qgis.vector_layer(self.path("out.gpkg"), "grids")
        text = layer.labeling().settings()
        self.assertEqual((True, 17_000), (text.scaleVisibility, text.minimumScale), "100 m are 6 mm")
        self.assertEqual(["Grid 1\n100", "1"], [qgis.evaluate(layer, text.fieldName, scale)[0] for scale in (5_000, 17_000)])
        rules = layer.renderer().rootRule().children()
        self.assertEqual([("grids", [False, True]), ("general", [True, False]), ("dedicated", [True, False])],
                         [(rule.label(), [rule.isScaleOK(scale) for scale in (80_000, 90_000)]) for rule in rules])
        bare, outlined = (rule.symbol().symbolLayer(0).clone() for rule in rules[:2])
        self.assertEqual((0, 1), (bare.strokeStyle(), outlined.strokeStyle()), "no outlines where they would be all")
        self.assertEqual({"grids", "balance"}, {row["styleName"] for row in case.read_layer(self.path("out.gpkg"), "layer_styles")
                                                if row["f_table_name"] == "grids"})

    def test_an_sld_gives_the_same_picture(self):
        """Judged by pixels: at most 1 % of them differ by more than 40 of 255 in a channel, for outlines are 0.7 pixels wide, not 0.2 mm."""
        deviations = (-0.4, -0.25, -0.2, -0.1, -0.07, -0.05, 0.0, 0.05, 0.06, 0.1, 0.2, 0.25, 0.3)
        self.lattice(4, 4, lambda i: {"grid_code": f"420106001001{i + 1:03}", "grid_name": f"Grid {i + 1}", "kind": "general",
                                      "dev_hh": deviations[i % len(deviations)], "area_m2": 10_000.0})
        self.assert_done(self.grids, "-o", self.path("out.gpkg"))
        self.assert_done(self.grids, "-o", self.path("grids.sld"), "--title", HOSTILE)
        ours, sld = (qgis.vector_layer(self.path("out.gpkg"), "grids") for _ in range(2))
        style, = [row["styleQML"] for row in case.read_layer(self.path("out.gpkg"), "layer_styles") if row["styleName"] == "balance"]
        document = QDomDocument()
        document.setContent(style)
        self.assertTrue(ours.importNamedStyle(document)[0])
        self.assertIn(True, sld.loadSldStyle(self.path("grids.sld")))
        self.assertTrue(sld.labelsEnabled())
        self.assertEqual("households", sld.labeling().settings(sld.labeling().subProviders()[0]).fieldName)
        for layer in (ours, sld):
            layer.setLabelsEnabled(False)
        for metres in (500, 60_000):  # outlines, and none
            pictures = [self.picture(layer, metres) for layer in (ours, sld)]
            colours = {colour for row in pictures[0] for colour in row}
            self.assertGreaterEqual(len(colours), 8, "all classes are drawn")
            apart = sum(max(abs(a - b) for a, b in zip(one, other)) > 40
                        for rows in zip(*pictures) for one, other in zip(*rows))
            self.assertLessEqual(apart, 0.01 * qgis.PICTURE ** 2)

    def picture(self, layer, metres):
        """Rows of colours of a window so wide around the middle of the layer, with all of it at its centre."""
        settings = qgis.QgsMapSettings()
        settings.setLayers([layer])
        settings.setDestinationCrs(layer.crs())
        settings.setOutputSize(qgis.QSize(qgis.PICTURE, qgis.PICTURE))
        middle = layer.extent().center()
        settings.setExtent(qgis.QgsRectangle(middle.x() - metres / 2, middle.y() - metres / 2, middle.x() + metres / 2,
                                             middle.y() + metres / 2))
        context = qgis.QgsExpressionContext()
        context.appendScope(qgis.QgsExpressionContextUtils.mapSettingsScope(settings))
        settings.setExpressionContext(context)
        job = qgis.QgsMapRendererParallelJob(settings)
        job.start()
        job.waitForFinished()
        image = job.renderedImage()
        return [[image.pixelColor(x, y).getRgb()[:3] for x in range(qgis.PICTURE)] for y in range(qgis.PICTURE)]

    def test_an_sld_needs_its_fields(self):
        self.lattice(2, 2)
        self.assert_refused(2, [self.grids, "-o", self.path("x.sld")], "$DIR/lattice.gpkg (layer lattice): "
                            "an SLD colours grids by the field 'dev_hh', which the layer lacks")
        self.assert_refused(2, [self.grids, "-o", self.path("x.sld"), "--sites", self.grids], "an SLD draws the grids and nothing else")

    def test_a_name_gives_way_to_a_number(self):
        opened = self.units(fields=lambda i: {"grid_name": f"Grid {i + 1}"})
        grids = opened.layers["grids"]
        text = grids.labeling().settings().fieldName
        # 100 m are 20 mm at 1:5,000, where the 6 letters have room, and 5 mm at 1:20,000.
        self.assertEqual(["Grid 1\n100", "1"], [qgis.evaluate(grids, text, scale)[0] for scale in (5_000, 20_000)])


if __name__ == "__main__":
    unittest.main()
