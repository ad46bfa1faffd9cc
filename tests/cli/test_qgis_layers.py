"""The algorithms of the plugin in PyQGIS: the program gets what QGIS shows of a layer."""

import json
import os
import unittest

import gridify_case as case
from qgis_layers_case import FIRST, MISSING, LayersCase

if not MISSING:
    from qgis.PyQt.QtCore import QVariant
    from qgis.core import (QgsApplication, QgsCoordinateReferenceSystem, QgsFeature, QgsField, QgsGeometry, QgsProcessingException,
                           QgsProcessingFeatureSourceDefinition)


@unittest.skipIf(MISSING, MISSING)
class Layers(LayersCase):

    def test_a_file_is_named_to_the_program(self):
        said = self.divide(BOUNDARIES=self.layer(self.units + "|layername=units"))
        self.assert_direct(said)
        self.assertIn(f"--boundaries={self.units} --layer=units", said["command"][0])
        self.assert_same_grids()

    def test_a_filter_is_respected(self):
        layer = self.layer(self.units + "|layername=units")
        layer.setSubsetString(f"\"unit_code\" <> '{FIRST}'")
        self.assert_copied(self.divide(BOUNDARIES=layer), "it has a filter")
        self.assertEqual(sorted(case.UNITS)[1:], self.units_of())

    def test_a_selection_is_respected(self):
        layer = self.layer(self.units)
        layer.selectByExpression(f"unit_code = '{FIRST}'")
        self.assert_copied(self.divide(BOUNDARIES=QgsProcessingFeatureSourceDefinition(layer.id(), True)), "only some of its")
        self.assertEqual([FIRST], self.units_of())

    def test_edits_that_are_not_saved_are_respected(self):
        layer = self.layer(self.units)
        layer.startEditing()
        layer.deleteFeature(next(f.id() for f in layer.getFeatures() if f["unit_code"] == FIRST))
        self.assert_copied(self.divide(BOUNDARIES=layer), "it has edits")
        self.assertEqual(sorted(case.UNITS)[1:], self.units_of())
        layer.rollBack()

    def test_a_memory_layer_with_lists_null_geometry_and_a_field_fid(self):
        layer = self.layer("Polygon?crs=EPSG:4547&field=unit_code:string&field=unit_name:string&field=fid:int", "m", "memory")
        layer.dataProvider().addAttributes([QgsField("list", QVariant.StringList)])
        layer.updateFields()
        rows = [*case.unit_rows(), (None, {"unit_code": "420106001099", "unit_name": "无"})]
        features = []
        for wkt, fields in rows:
            feature = QgsFeature(layer.fields())
            feature.setAttributes([fields["unit_code"], fields["unit_name"], 7, ["a", "b"]])
            if wkt:
                feature.setGeometry(QgsGeometry.fromWkt(wkt))
            features.append(feature)
        self.assertTrue(layer.dataProvider().addFeatures(features)[0])
        said = self.divide(BOUNDARIES=layer)
        self.assert_copied(said, "only QGIS can read it")
        self.assertEqual(sorted(case.UNITS), self.units_of())
        self.assertEqual(set(case.UNITS.values()), {row["unit_name"] for row in case.read_layer(self.out, "grids")})
        # Not left out in silence.
        self.assertTrue([line for line in said["warning"] if line.startswith("unit_without_geometry")])

    def test_fields_that_a_geopackage_takes_for_others(self):
        names = ["grid_code", "geom", "FID", "temporary_fid", "Note", "note", "x'); drop table grids; --"]
        layer = self.layer("Polygon?crs=EPSG:4547&" + "&".join(f"field={name}:string" for name in names), "m", "memory")
        feature = QgsFeature(layer.fields())
        feature.setAttributes([f"v{i}" for i in range(len(names))])
        feature.setGeometry(QgsGeometry.fromWkt(case.square(0)))
        self.assertTrue(layer.dataProvider().addFeatures([feature])[0])
        said = self.run_algorithm("gridexport", GRIDS=layer, OUTPUT=self.path("out.geojson"))[1]
        row = case.read_layer(self.path("out.geojson"))[0]
        names[5] = "note_2"
        self.assertEqual({name: f"v{i}" for i, name in enumerate(names)}, {key: value for key, value in row.items() if key})
        self.assertEqual(["The field 'note' is called 'note_2' here: there is one with the same letters."], said["warning"])
        # A line for each grid is a format of the plugin as well.
        self.run_algorithm("gridexport", GRIDS=layer, OUTPUT=self.path("out.geojsonl"), LOAD=False)
        with open(self.path("out.geojsonl"), encoding="utf-8") as file:
            self.assertEqual(["v0"], [json.loads(line)["properties"]["grid_code"] for line in file])
        algorithm = QgsApplication.processingRegistry().createAlgorithmById("grid:gridexport")
        self.assertIn("(*.geojsonl)", algorithm.parameterDefinition("OUTPUT").fileFilter())

    def test_an_encoding_a_crs_and_a_joined_field_of_qgis_are_respected(self):
        os.remove(self.path("gbk.cpg"))
        layer = self.layer(self.path("gbk.shp"))
        layer.setProviderEncoding("GBK")
        self.assertEqual(set(case.UNITS.values()), {feature["unit_name"] for feature in layer.getFeatures()})
        layer.setCrs(QgsCoordinateReferenceSystem("EPSG:4547"))
        layer.addExpressionField("'U' || right(\"unit_code\", 3)", QgsField("short", QVariant.String))
        said = self.divide(BOUNDARIES=layer, CODE_FIELD="short")
        self.assert_copied(said, "")
        rows = case.read_layer(self.out, "grids")
        self.assertEqual(["U001", "U002", "U003", "U004"], sorted({row["unit_code"] for row in rows}))
        self.assertEqual(set(case.UNITS.values()), {row["unit_name"] for row in rows})

    def test_grids_that_are_copied_keep_their_lineage(self):
        self.divide()
        self.divide(PREVIOUS=self.out, OUTPUT=self.path("second.gpkg"), TARGET=350, MIN=200, MAX=380)
        lineage = case.read_layer(self.path("second.gpkg"), "lineage")
        self.assertTrue(lineage)
        layer = self.layer(self.path("second.gpkg") + "|layername=grids")
        layer.setSubsetString(f"unit_code = '{FIRST}'")
        self.run_algorithm("gridexport", GRIDS=layer, OUTPUT=self.path("out.gpkg"), LOAD=False)
        self.assertEqual([FIRST], self.units_of(self.path("out.gpkg")))
        self.assertEqual(lineage, case.read_layer(self.path("out.gpkg"), "lineage"))

    def test_several_layers_one_of_them_with_a_filter(self):
        layer = self.layer(self.path("streets.gpkg"))
        layer.setSubsetString("class = 'river'")
        said = self.divide(BARRIERS=[self.path("streets.gpkg")], HARD_BARRIERS=[layer])
        self.assertEqual(2, said["command"][0].count("--barriers="))
        self.assert_copied(said, "it has a filter")
        streets = self.path("streets.gpkg")
        self.assert_same_grids("--barriers", streets, "--barriers", streets, "--barriers-where", "class = 'river'",
                               "--hard-barriers", "class = 'river'")

    def test_replacements_and_their_fields(self):
        self.divide()
        layer = self.layer(self.units)
        layer.selectByExpression(f"unit_code = '{FIRST}'")
        self.divide(BOUNDARIES=QgsProcessingFeatureSourceDefinition(layer.id(), True), OUTPUT=self.path("new.gpkg"), TARGET=250,
                    MIN=150, MAX=300)
        self.run_algorithm("gridmerge", INPUTS=[self.out], REPLACEMENTS=[self.path("new.gpkg")], CODE_FIELD="grid_code",
                           OUTPUT=self.path("merged.gpkg"))
        new = {row["grid_code"]: row["households"] for row in case.read_layer(self.path("new.gpkg"), "grids")}
        merged = {row["grid_code"]: row["households"] for row in case.read_layer(self.path("merged.gpkg"), "grids")}
        self.assertEqual(new, {code: count for code, count in merged.items() if code.startswith(FIRST)})
        self.assertEqual(sorted(case.UNITS), self.units_of(self.path("merged.gpkg")))
        with self.assertRaisesRegex(QgsProcessingException, "one layer whose units they replace"):
            self.run_algorithm("gridmerge", INPUTS=[self.out, self.out], REPLACEMENTS=[self.path("new.gpkg")],
                               OUTPUT=self.path("other.gpkg"))


if __name__ == "__main__":
    unittest.main()
