"""Boundaries as they are drawn on a web map: polygons without a single field."""

import json
import subprocess
import unittest

import gridify_case as case
from gridcheck_case import GRIDCHECK
from gridify_case import ogr
from gridmerge_case import GRIDMERGE


def coordinates(index):
    shape = ogr.CreateGeometryFromWkt(case.square(index))
    shape.AssignSpatialReference(case.crs_of(case.TOWN_CRS))
    shape.TransformTo(case.crs_of(4326))
    return json.loads(shape.ExportToJson(["COORDINATE_PRECISION=15"]))


class PlainBoundaries(case.GridifyCase):

    def boundaries(self, name, indices, ids=None, fields=None):
        features = []
        for k, index in enumerate(indices):
            feature = {"type": "Feature", "properties": dict((fields or {}).get(index, {})), "geometry": coordinates(index)}
            if ids:
                feature["id"] = ids[k]
            features.append(feature)
        path = self.path(name)
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"type": "FeatureCollection", "features": features}, file)
        return path

    def sites_in(self, indices):
        rows = [row for k, row in enumerate(case.site_rows()) if k // 60 in indices]
        return self.write(f"sites-{len(indices)}.gpkg", rows)

    def divided(self, path, indices, code, *more):
        """Unit codes of the grids; gridcheck and the sum of households agree."""
        sites = self.sites_in(indices)
        run = self.gridify(path, "--sites", sites, "-o", self.out, "-O", *more)
        self.assertEqual(code, run.returncode, run.stderr)
        rows = case.read_layer(self.out, "grids")
        self.assertEqual(sum(fields["households"] for k, (_, fields) in enumerate(case.site_rows()) if k // 60 in indices),
                         sum(row["households"] for row in rows))
        fid = ["--boundaries-code", "fid"] if "fid" in more else []
        check = subprocess.run([GRIDCHECK, self.out, "--boundaries", path, "--sites", sites, *fid], capture_output=True, text=True,
                               check=False)
        self.assertEqual(0, check.returncode, check.stdout + check.stderr)
        return sorted({row["unit_code"] for row in rows}), run.stderr

    def test_one_polygon_needs_no_code(self):
        self.assertEqual((["0"], ""), self.divided(self.boundaries("one.geojson", [1]), [1], 0))
        with open(self.path("bare.geojson"), "w", encoding="utf-8") as file:
            json.dump(coordinates(1), file)
        self.assertEqual((["0"], ""), self.divided(self.path("bare.geojson"), [1], 0))
        # Nor does it with fields that are no codes.
        path = self.boundaries("name.geojson", [1], fields={1: {"title": "East"}})
        self.assertEqual((["0"], ""), self.divided(path, [1], 0))

    def test_several_are_numbered_and_told(self):
        for ids, codes in ((None, ["0", "1", "2"]), ([7, 9, 20], ["20", "7", "9"])):
            got, said = self.divided(self.boundaries("three.geojson", [0, 1, 2], ids), [0, 1, 2], 1)
            self.assertEqual(codes, got)
            self.assertIn("the boundaries in $DIR/three.geojson have no field, so the units are called by the numbers of their features",
                          said)

    def test_numbers_that_are_asked_for(self):
        path = self.boundaries("titles.geojson", [0, 1], fields={0: {"title": "West"}, 1: {"title": "East"}})
        self.assert_refused(2, [path, "--sites", self.sites, "-o", self.out],
                            "$DIR/titles.geojson (layer titles): no field holds the units' codes; the fields are: title",
                            "name one with --code-field; --code-field fid takes the numbers of the features")
        self.assertEqual((["0", "1"], ""), self.divided(path, [0, 1], 0, "--code-field", "fid"))
        self.assertEqual((["1", "2"], ""), self.divided(
            self.write("two.gpkg", case.unit_rows()[:2]), [0, 1], 0, "--code-field", "fid"))

    def test_a_field_called_fid(self):
        path = self.boundaries("fields.geojson", [0, 1], fields={0: {"fid": 41}, 1: {"fid": 42}})
        self.assertEqual((["41", "42"], ""), self.divided(path, [0, 1], 0, "--code-field", "fid"))

    def test_the_grids_live_on(self):
        """Divided anew and merged they keep their codes."""
        path = self.boundaries("three.geojson", [0, 1, 2])
        self.divided(path, [0, 1, 2], 1)
        before = sorted(row["grid_code"] for row in case.read_layer(self.out, "grids"))
        run = self.gridify(path, "--sites", self.sites_in([0, 1, 2]), "--previous", self.out, "-o", self.path("next.gpkg"))
        self.assertEqual(1, run.returncode, run.stderr)
        self.assertEqual(before, sorted(row["grid_code"] for row in case.read_layer(self.path("next.gpkg"), "grids")))
        run = subprocess.run([GRIDMERGE, self.out, "--by", "unit", "-o", self.path("rolled.gpkg")], capture_output=True, text=True, check=False)
        self.assertIn(run.returncode, (0, 1), run.stderr)
        self.assertEqual(3, len(case.read_layer(self.path("rolled.gpkg"))))


if __name__ == "__main__":
    unittest.main()
