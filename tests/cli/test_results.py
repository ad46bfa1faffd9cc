"""What the grids must be: whole blocks, dedicated areas, barriers that no grid spans, cells, rasters."""

import csv
import os
import struct
import unittest

from osgeo import gdal, ogr

from gridify_case import (SIDE, SOUTH, UNITS, WEST, GridifyCase, building_rows, crs_of, read_layer, rectangle,
                          site_rows, street_rows, unit_rows)

TOTAL = sum(fields["households"] for _, fields in site_rows())


def cell_rows(step=60):
    """Cells that cover the whole town without gap or overlap."""
    rows = []
    codes = list(UNITS)
    for j in range(int(2 * SIDE / step)):
        for i in range(int(2 * SIDE / step)):
            x, y = WEST + i * step, SOUTH + j * step
            unit = int(x - WEST >= SIDE) + 2 * int(y - SOUTH >= SIDE)
            rows.append((rectangle(x, y, x + step, y + step),
                         {"site_id": f"c{i:02}{j:02}", "unit_code": codes[unit], "unit_name": UNITS[codes[unit]],
                          "households": 4 + (i * 7 + j * 13) % 17}))
    return rows


class Results(GridifyCase):

    def assert_coverage(self, rows, area=4 * SIDE * SIDE):
        """The grids overlap nowhere and leave no gap; every vertex on a border is in both grids."""
        union = ogr.Geometry(ogr.wkbMultiPolygon)
        for row in rows:
            self.assertTrue(row[""].IsValid(), row["grid_code"])
            for part in row[""]:
                union.AddGeometry(part)
        self.assertAlmostEqual(area, sum(row[""].GetArea() for row in rows), delta=1e-3)
        self.assertAlmostEqual(area, union.UnionCascaded().GetArea(), delta=1e-3)

    def test_no_building_is_cut(self):
        self.assert_done(self.units, "--sites", self.path("buildings.gpkg"), "--barriers", self.path("streets.gpkg"),
                         "-o", self.out)
        grids = read_layer(self.out)
        self.assert_coverage(grids)
        for wkt, _ in building_rows():
            building = ogr.CreateGeometryFromWkt(wkt)
            parts = [building.Intersection(grid[""]).GetArea() for grid in grids if building.Intersects(grid[""])]
            self.assertAlmostEqual(building.GetArea(), max(parts), delta=1e-3)

    def test_no_block_is_cut(self):
        block = rectangle(WEST + 120, SOUTH + 150, WEST + 310, SOUTH + 290)
        self.write("blocks.gpkg", [(block, {"name": "compound"})])
        self.assert_done(*self.town_with_sites("--blocks", self.path("blocks.gpkg")))
        grids = read_layer(self.out)
        self.assert_coverage(grids)
        whole = ogr.CreateGeometryFromWkt(block)
        inside = [grid for grid in grids if whole.Intersection(grid[""]).GetArea() > 1e-3]
        self.assertEqual(1, len(inside))

    def test_dedicated_areas_become_grids(self):
        school = rectangle(WEST + 100, SOUTH + 100, WEST + 220, SOUTH + 230)
        self.write("dedicated.gpkg", [(school, {"name": "school"})])
        run = self.gridify(*self.town_with_sites("--dedicated", self.path("dedicated.gpkg")))
        self.assertEqual((0, ""), (run.returncode, run.stderr))
        grids = read_layer(self.out)
        self.assert_coverage(grids)
        special = [grid for grid in grids if grid["kind"] == "dedicated"]
        self.assertEqual(1, len(special))
        self.assertLess(special[0][""].SymDifference(ogr.CreateGeometryFromWkt(school)).GetArea(), 1e-2)
        self.assertEqual(TOTAL, self.households())

    def test_no_grid_spans_a_hard_barrier(self):
        river = ogr.CreateGeometryFromWkt(next(wkt for wkt, row in street_rows() if row["class"] == "river"))
        self.assert_done(self.units, "--sites", self.path("buildings.gpkg"), "--barriers", self.path("streets.gpkg"),
                         "--hard-barriers", "class = 'river'", "-o", self.out)
        grids = read_layer(self.out)
        self.assert_coverage(grids)
        for grid in grids:
            if grid["unit_code"] in list(UNITS)[:2]:
                inside = river.Intersection(grid[""].Buffer(-0.01))
                self.assertLess(inside.Length(), 0.01, grid["grid_code"])

    def test_cells_within_boundaries(self):
        self.write("cells.gpkg", cell_rows())
        units = [ogr.CreateGeometryFromWkt(wkt) for wkt, _ in unit_rows()]
        for unit in units:
            unit.Segmentize(60)  # the vertices that the cells have
        self.write("dense.gpkg", list(zip(units, [fields for _, fields in unit_rows()])))
        table = self.path("cells.csv")
        self.assert_done(self.path("dense.gpkg"), "--cells", self.path("cells.gpkg"), "-o", self.out, "--assignments", table)
        grids = read_layer(self.out)
        self.assert_coverage(grids)
        self.assertEqual(sum(row["households"] for _, row in cell_rows()), self.households())
        self.check_assignments(table, grids)

    def check_assignments(self, table, grids):
        with open(table, encoding="utf-8", newline="") as file:
            assigned = {row["site_id"]: row["grid_code"] for row in csv.DictReader(file)}
        counts = {row["site_id"]: row["households"] for _, row in cell_rows()}
        self.assertEqual(set(counts), set(assigned))
        for grid in grids:
            inside = [counts[cell] for cell, code in assigned.items() if code == grid["grid_code"]]
            self.assertEqual((grid["sites"], grid["households"]), (len(inside), sum(inside)))

    def test_cells_with_a_field_of_units(self):
        self.write("cells.gpkg", cell_rows())
        table = self.path("cells.csv")
        words = ["--cells", self.path("cells.gpkg"), "--unit-field", "unit_code", "-o", self.out]
        self.assert_done(*words, "--assignments", table)
        grids = read_layer(self.out)
        self.assert_coverage(grids)
        self.assertEqual(set(UNITS.items()), {(row["unit_code"], row["unit_name"]) for row in grids})
        self.assertEqual(sum(row["households"] for _, row in cell_rows()), self.households())
        self.check_assignments(table, grids)
        self.assert_refused(2, [*words[:3], "village", "-O", "-o", self.out],
                            "$DIR/cells.gpkg (layer cells): there is no field 'village'; "
                            "the fields are: site_id, unit_code, unit_name, households",
                            "choose one of them with --unit-field")

    def test_cells_that_overlap(self):
        rows = cell_rows()
        x, y = WEST + 120, SOUTH + 120
        rows[44] = (rectangle(x, y, x + 90, y + 60), rows[44][1])
        self.write("cells.gpkg", rows)
        self.assert_findings(["--cells", self.path("cells.gpkg"), "--unit-field", "unit_code", "-o", self.out],
                             "note: cells_fitted: the cells of unit 420106001001 do not match each other exactly and were fitted "
                             "to each other")
        self.assert_coverage(read_layer(self.out), 4 * SIDE * SIDE - 60 * 60)  # where the cell was is nobody's now
        self.assertEqual(sum(row["households"] for _, row in rows), self.households())
        os.remove(self.out)
        run = self.gridify(self.units, "--cells", self.path("cells.gpkg"), "-o", self.out)
        text = "the cells of unit {} do not match its boundary or each other exactly and were fitted to it"
        fitted = "".join(f"gridify: note: cells_fitted: {text.format(code)}\n" for code in list(UNITS)[:3])
        more = "gridify: note: cells_fitted: 1 more; --json lists all\n"
        self.assertEqual((1, fitted + more), (run.returncode, run.stderr))
        self.assertEqual(sum(row["households"] for _, row in rows), self.households())

    def test_a_raster_of_population(self):
        side = 40
        raster = gdal.GetDriverByName("GTiff").Create(self.path("people.tif"), side, side, 1, gdal.GDT_Float32)
        raster.SetGeoTransform((WEST, 30, 0, SOUTH + 1200, 0, -30))
        raster.SetProjection(crs_of(4547).ExportToWkt())
        band = raster.GetRasterBand(1)
        band.SetNoDataValue(-1)
        values = [[-1 if (i * j) % 11 == 3 else (i * 5 + j * 3) % 7 for i in range(side)] for j in range(side)]
        band.WriteRaster(0, 0, side, side, b"".join(struct.pack(f"<{side}f", *row) for row in values))
        del band, raster
        table = self.path("pixels.csv")
        self.assert_done(self.units, "--sites", self.path("people.tif"), "-o", self.out, "--assignments", table)
        people = sum(value for row in values for value in row if value > 0)
        self.assertEqual(people, self.households())
        grids = read_layer(self.out)
        self.assert_coverage(grids)
        with open(table, encoding="utf-8", newline="") as file:
            self.assertEqual(sum(grid["sites"] for grid in grids), len(list(csv.DictReader(file))))

    def test_a_raster_that_cannot_be_read(self):
        (self.dir / "people.tif").write_bytes(b"II*\0not a raster")
        self.assert_refused(3, [self.units, "--sites", self.path("people.tif"), "-o", self.out],
                            "$DIR/people.tif: cannot be read as a vector data source: "
                            "`$DIR/people.tif' not recognized as a supported file format",
                            "`ogrinfo --formats` lists the formats that can be read")

    def test_the_total_of_grids(self):
        self.assert_done(*self.town_with_sites("--grids", "16"))
        self.assertEqual(16, len(read_layer(self.out)))
        self.assert_coverage(read_layer(self.out))


if __name__ == "__main__":
    unittest.main()
