"""gridcheck: each kind of fault is found, at its feature, and nothing beside it."""

import json

from gridcheck_case import GridcheckCase
import gridify_case as case


class Findings(GridcheckCase):

    def code(self, fid):
        return self.rows()[fid - 1]["grid_code"]

    def assert_found(self, words, *expected, code=1):
        self.assertEqual(list(expected), self.findings(self.grids, *words, code=code))

    # Layer

    def test_a_layer_without_a_crs(self):
        rows = [(row.pop(""), row) for row in self.rows()]
        plain = self.write("plain.gpkg", rows, epsg=None, kind=case.ogr.wkbMultiPolygon)
        self.assertEqual([("no_crs", None, "")], self.findings(plain))
        self.assertIn("the coordinates look like Gauss-Kruger without the zone", self.gridcheck(plain).stdout)
        self.assert_clean(plain, "--input-crs", f"EPSG:{case.TOWN_CRS}")

    def test_swapped_axes(self):
        rows = [("POLYGON ((30.5 114.2,30.6 114.2,30.6 114.3,30.5 114.3,30.5 114.2))", {"grid_code": "a"})]
        swapped = self.write("swapped.gpkg", rows, epsg=4326)
        self.assertEqual([("axes_swapped", None, "")], self.findings(swapped))

    def test_metres_declared_as_degrees(self):
        metres = self.write("metres.gpkg", [(case.square(0), {"grid_code": "a"})], epsg=4490)
        self.assertEqual([("wrong_crs", None, "")], self.findings(metres))

    def test_a_feature_far_outside_the_area_of_the_crs(self):
        far = self.write("far.gpkg", [(case.square(0), {"grid_code": "a"}),
                                      (case.rectangle(2000000, 3385000, 2000600, 3385600), {"grid_code": "b"})])
        self.assertEqual([("outside_crs_area", 2, "b")], self.findings(far, code=0))

    def test_points_and_lines_among_the_polygons(self):
        rows = [("POLYGON ((114 30,114.1 30,114.1 30.1,114 30))", {"grid_code": "a"}), ("POINT (114 30)", {"grid_code": "b"})]
        mixed = self.write("mixed.geojson", rows, epsg=4326, kind=case.ogr.wkbUnknown)
        self.assertEqual([("mixed_geometry", 1, "b")], self.findings(mixed))

    def test_a_local_crs_has_no_place_on_the_earth_and_is_no_wrong_one(self):
        local = case.osr.SpatialReference()
        local.SetFromUserInput('LOCAL_CS["site",UNIT["metre",1],AXIS["Easting",EAST],AXIS["Northing",NORTH]]')
        path = self.path("site.gpkg")
        dataset = case.ogr.GetDriverByName("GPKG").CreateDataSource(path)
        layer = dataset.CreateLayer("grids", local, case.ogr.wkbPolygon)
        for west in (0, 50.2):  # near its origin, with a gap of 20 cm that is open
            feature = case.ogr.Feature(layer.GetLayerDefn())
            feature.SetGeometry(case.ogr.CreateGeometryFromWkt(case.rectangle(west, 0, west + 50, 50)))
            layer.CreateFeature(feature)
        del layer, dataset
        self.assertEqual([("gap", 1, "")], self.findings(path))

    # Geometry

    def test_null_and_empty_geometry(self):
        codes = self.code(1), self.code(2)
        self.set_geometry(1, None)
        self.set_geometry(2, "MULTIPOLYGON EMPTY")
        self.assert_found(["--only", "null_geometry,empty_geometry"], ("null_geometry", 1, codes[0]),
                          ("empty_geometry", 2, codes[1]))

    def test_a_bow_tie_is_not_valid(self):
        self.set_geometry(1, "MULTIPOLYGON (((520000 3385000,520100 3385100,520100 3385000,520000 3385100,520000 3385000)))")
        self.assert_found(["--only", "invalid_geometry"], ("invalid_geometry", 1, self.code(1)))

    def test_a_coordinate_off_the_earth(self):
        self.set_geometry(1, "MULTIPOLYGON (((520000 3385000,5e12 3385100,520100 3385000,520000 3385000)))")
        self.assertIn(("bad_coordinate", 1, self.code(1)), self.findings(self.grids))

    # Coverage and boundaries

    def test_a_grid_that_is_gone_leaves_a_hole_in_its_unit(self):
        codes = {row["unit_code"] for row in self.rows()}
        self.change(lambda feature: feature["unit_code"] == "420106001001" and not feature.SetGeometry(None))
        found = self.findings(self.grids, "--boundaries", self.units, "--only", "uncovered,unit_without_grids")
        self.assertEqual([("unit_without_grids", None, "")], found)
        self.assertEqual(4, len(codes))

    def test_a_grid_with_the_code_of_another_unit(self):
        code = self.code(1)
        self.set_field(1, unit_code="420106001002")
        found = self.findings(self.grids, "--boundaries", self.units, "--only", "wrong_unit,code_prefix,outside_unit,uncovered")
        self.assertEqual([("wrong_unit", 1, code), ("code_prefix", 1, code)], found)

    def test_boundaries_that_overlap_are_told_and_cut(self):
        rows = case.unit_rows()
        rows[0] = (case.rectangle(case.WEST, case.SOUTH, case.WEST + 605, case.SOUTH + 600), rows[0][1])
        units = self.write("over.gpkg", rows)
        words = ("--boundaries", units, "--only", "units_overlap,outside_unit,uncovered,unit_without_grids,wrong_unit")
        self.assertEqual([("units_overlap", None, "")], self.findings(self.grids, *words))
        self.assertEqual([], self.findings(self.grids, "--boundaries", self.units, "--only", "units_overlap", code=0))

    def test_a_grid_that_reaches_into_the_next_unit(self):
        first = {row["unit_code"]: i for i, row in reversed(list(enumerate(self.rows(), 1)))}
        geometry = self.rows()[first["420106001001"] - 1][""].Union(case.ogr.CreateGeometryFromWkt(
            case.rectangle(case.WEST, case.SOUTH, case.WEST + 650, case.SOUTH + 10)))
        self.set_geometry(first["420106001001"], geometry.ExportToWkt())
        found = self.findings(self.grids, "--boundaries", self.units, "--only", "outside_unit")
        self.assertEqual({("outside_unit", first["420106001001"], self.code(first["420106001001"]))}, set(found))

    def test_a_grid_that_lies_in_no_unit(self):
        code = self.code(1)
        west = case.WEST - 5000
        self.set_geometry(1, "MULTI" + case.rectangle(west, case.SOUTH, west + 50, case.SOUTH + 50)
                          .replace("((", "(((").replace("))", ")))"))
        found = self.findings(self.grids, "--boundaries", self.units, "--only", "outside_unit")
        self.assertEqual([("outside_unit", 1, code)], found)

    def test_a_vertex_on_the_other_side_of_the_earth(self):
        """The rest of the layer is checked all the same."""
        degrees = [(case.rectangle(114 + i / 100, 30, 114.01 + i / 100, 30.01), {"unit_code": f"u{i}"}) for i in range(3)]
        units = self.write("units.geojson", degrees, epsg=4326)
        grids = [(wkt, {"grid_code": fields["unit_code"] + "001", **fields}) for wkt, fields in degrees]
        self.assert_clean(self.write("fine.geojson", grids, epsg=4326), "--boundaries", units)
        grids[1] = "POLYGON ((114.01 30,114.02 30,-66 -30,114.01 30.01,114.01 30))", grids[1][1]
        sites = self.write("s.geojson", [("POINT (114.005 30.005)", {"households": 3})], epsg=4326)
        found = self.findings(self.write("far.geojson", grids, epsg=4326), "--boundaries", units, "--sites", sites)
        self.assertIn("u1001", {code for _, _, code in found})
        self.assertNotIn(("site_in_no_grid", None, ""), found)

    # Codes

    def test_codes_that_are_missing_damaged_malformed_and_repeated(self):
        self.set_field(1, grid_code="")
        self.set_field(2, grid_code="4.20106E+14")
        self.set_field(3, grid_code="420106001001xyz")
        self.set_field(5, grid_code=self.code(4))
        self.assert_found(["--skip", "numbering_order"], ("code_missing", 1, ""), ("code_damaged", 2, "4.20106E+14"),
                          ("code_malformed", 3, "420106001001xyz"), ("code_duplicate", 5, self.code(4)))

    def test_a_retired_code_in_use_again(self):
        lineage = self.path("lineage.csv")
        with open(lineage, "w", encoding="utf-8") as file:
            file.write("old_code,new_code,households,share\n"
                       f"{self.code(1)},{self.code(1)},10,1\n{self.code(2)},420106001001009,7,0.5\n")
        with open(self.path("lineage.csvt"), "w", encoding="utf-8") as file:
            file.write('"String","String","Integer","Real"\n')
        self.assert_found(["--lineage", lineage], ("code_reused", 2, self.code(2)))

    # Counts

    def test_wrong_counts(self):
        row = self.rows()[2]
        self.set_field(3, households=row["households"] + 1, sites=row["sites"] - 1, workload=row["workload"] + 0.5)
        self.assert_found(self.against, *((code, 3, row["grid_code"])
                                          for code in ("households_differ", "workload_differs", "sites_differ")))

    def test_sites_without_a_grid_and_in_two(self):
        code = self.code(2)
        sites = len(case.read_layer(self.sites))
        inside = self.rows()[0]["sites"]
        self.set_geometry(1, self.rows()[1][""].ExportToWkt())
        found = self.findings(self.grids, *self.against, "--only", "site_in_no_grid,site_in_two_grids")
        self.assertEqual(inside, found.count(("site_in_no_grid", None, "")))
        self.assertEqual(self.rows()[1]["sites"], found.count(("site_in_two_grids", 2, code)))
        self.assertLess(len(found), sites)

    def test_a_site_outside_every_unit_is_an_error(self):
        rows = case.site_rows() + [("POINT (519000 3385000)", {"site_id": "far", "households": 3})]
        sites = self.write("more.gpkg", rows)
        self.assert_found(["--boundaries", self.units, "--sites", sites], ("site_outside", None, ""))
        self.assertIn(("site_in_no_grid", None, ""), self.findings(self.grids, "--sites", sites))

    # Balance

    def test_limits_and_deviations(self):
        self.assert_found(["--min", "390", "--max", "410", "--target", "400", "--skip", "no_fitting_count"],
                          *(("limit_missed", fid, row["grid_code"]) for fid, row in enumerate(self.rows(), 1)
                            if not 390 <= row["households"] <= 410 and self.fits(row["unit_code"])), code=0)
        far = [("tolerance_missed", fid, row["grid_code"]) for fid, row in enumerate(self.rows(), 1)
               if abs(row["dev_hh"]) > 0.005]
        self.assertTrue(far)
        self.assert_found(["--tolerance", "0.005"], *far, code=0)

    def fits(self, unit):
        """Whether some number of grids of 390 to 410 fits the households of a unit."""
        total = sum(row["households"] for row in self.rows() if row["unit_code"] == unit)
        return any(390 * k <= total <= 410 * k for k in range(1, 9))

    # Blocks, barriers, dedicated areas

    def test_a_border_that_cuts_a_building(self):
        rows = self.rows()
        first, second = next((a, b) for a in range(len(rows)) for b in range(a + 1, len(rows))
                             if rows[a]["unit_code"] == rows[b]["unit_code"]
                             and rows[a][""].Intersection(rows[b][""]).Length() > 20)
        line = rows[first][""].Intersection(rows[second][""])
        while line.GetGeometryCount():
            line = line.GetGeometryRef(0)
        x = (line.GetX(0) + line.GetX(1)) / 2
        y = (line.GetY(0) + line.GetY(1)) / 2
        block = self.write("block.gpkg", [(case.rectangle(x - 1, y - 1, x + 1, y + 1), {"name": "tower"})])
        self.assert_found(["--blocks", block], ("block_cut", first + 1, rows[first]["grid_code"]))

    def test_a_river_through_a_grid(self):
        grid = self.rows()[0]
        west, east, south, north = grid[""].GetEnvelope()
        middle = (south + north) / 2
        river = self.write("river.gpkg", [(f"LINESTRING ({west - 5} {middle},{east + 5} {middle})", {"class": "river"})])
        words = ["--barriers", river, "--hard-barriers", "class = 'river'"]
        found = self.findings(self.grids, *words, code=0)
        self.assertIn(("hard_barrier_spanned", 1, grid["grid_code"]), found)
        ends = self.write("ends.gpkg", [(f"LINESTRING ({west - 5} {middle},{(west + east) / 2} {middle})", {"class": "river"})])
        self.assert_clean(self.grids, "--barriers", ends, "--hard-barriers", "class = 'river'")

    def test_a_dedicated_area_in_a_general_grid(self):
        point = self.rows()[0][""].PointOnSurface()
        x, y = point.GetX(), point.GetY()
        school = self.write("school.gpkg", [(case.rectangle(x - 1, y - 1, x + 1, y + 1), {"name": "school"})])
        self.assert_found(["--dedicated", school], ("dedicated_split", 1, self.code(1)))

    # Attributes

    def test_measures_that_are_not_those_of_the_geometry(self):
        row = self.rows()[0]
        self.set_field(1, area_m2=row["area_m2"] * 1.00001, perim_m=row["perim_m"] + 1, compact=row["compact"] + 0.01)
        self.assert_found([], *((code, 1, row["grid_code"])
                                for code in ("area_differs", "perimeter_differs", "compactness_differs")))

    def test_a_deviation_that_is_not_from_the_mean(self):
        self.set_field(2, dev_hh=0.5)
        self.assert_found([], ("deviation_differs", 2, self.code(2)))

    def test_a_layer_without_codes_or_households(self):
        rows = [(row[""], {"name": row["grid_name"]}) for row in self.rows()]
        bare = self.write("bare.gpkg", rows, kind=case.ogr.wkbMultiPolygon)
        self.assert_clean(bare)  # a layer of others: its geometry and coverage are looked at
        not_run = json.loads(self.gridcheck("--json", bare).stdout)["checks_not_run"]
        lacking = [check["code"] for check in not_run if check["needs"] == "fields of grids, as --code-field"]
        self.assertLessEqual({"field_missing", "code_missing", "limit_missed", "area_differs"}, set(lacking))
        half = self.write("half.gpkg", [(wkt, {"households": 4}) for wkt, _ in rows], kind=case.ogr.wkbMultiPolygon)
        self.assertEqual([("field_missing", None, "")], self.findings(half, "--skip", "limit_missed"))
        self.assertEqual([("field_missing", None, "")] * 2, self.findings(bare, "--sites", self.sites))

    def test_text_in_another_encoding_than_declared(self):
        rows = [(row[""], {"grid_code": row["grid_code"], "grid_name": row["grid_name"]}) for row in self.rows()]
        shape = self.write("grids.shp", rows, kind=case.ogr.wkbPolygon, options=["ENCODING=UTF-8"])
        self.assert_clean(shape)
        self.assertEqual(12, len([f for f in self.findings(shape, "--encoding", "ASCII") if f[0] == "text_invalid"]))
