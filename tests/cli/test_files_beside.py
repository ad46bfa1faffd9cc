"""What lies beside an input neither decides over it nor is left there; and what a file says of its text is not believed blindly.

A run with the companion must give what the run without it gives. The stale ones are made by GDAL itself.
"""

import csv
import os
import re
import sqlite3
import subprocess
import unittest
import xml.etree.ElementTree as xml
import zipfile
from pathlib import Path

import gridify_case as case
from gridexport_case import GRIDEXPORT
from gridify_case import gdal, ogr
from gridmerge_case import GRIDMERGE

NAMES = ["东村居民委员会", "南村居民委员会", "西村居民委员会", "北村居民委员会"]


class Beside(case.GridifyCase):

    def write_csv(self, name, rows):
        with open(self.path(name), "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
        return self.path(name)

    def text(self, name, content):
        Path(self.path(name)).write_text(content, encoding="utf-8")

    def test_types_of_csv(self):
        """Identifiers keep their zeros, and long ones their digits."""
        rows = [["id", "household", "x", "y", "households"]]
        for i, (wkt, fields) in enumerate(case.site_rows()):
            x, y = wkt[7:-1].split(" ")
            rows.append([f"{i:06}", f"420106001001{i // 2:08}", x, y, fields["households"]])
        sites = self.write_csv("s.csv", rows)
        words = [self.units, "--sites", sites, "--input-crs", "EPSG:4547", "-O", "-o"]
        lists = []
        for types in (None, '"Integer","Integer64","Real","Real","Integer"', '"Real","Integer","String","String","String"'):
            if types:
                self.text("s.csvt", types + "\n")
            self.assert_done(*words, self.out, "--site-id", "id", "--assignments", self.path("a.csv"))
            roster = self.gridify(*words, self.path("roster.gpkg"), "--household-id", "household", "--target", "30", "--min", "10", "--max", "60")
            lists.append((self.content("a.csv"), self.households(), self.households(self.path("roster.gpkg")), roster.stderr))
        self.assertIn(b"000000,", lists[0][0])
        self.assertEqual(120, lists[0][2])
        self.assertEqual([lists[0]] * 3, lists)

    def test_schema_of_gml(self):
        """GDAL keeps it in a .gfs beside the file, and believes that more than the file."""
        for fields in (("unit_code", "unit_name"), ("dm", "mc")):
            rows = [(wkt, dict(zip(fields, old.values()))) for wkt, old in case.unit_rows()]
            source = self.write("delivery.gpkg", rows)
            subprocess.run(["ogr2ogr", "-f", "GML", "-dsco", "XSISCHEMA=OFF", self.path("u.gml"), source], check=True)
            os.utime(self.path("u.gml"), (1_000_000_000, 1_000_000_000))  # as from an archive
            Path(source).unlink()
            before = self.files()
            self.assert_done(self.path("u.gml"), "--code-field", fields[0], "--name-field", fields[1], "--sites", self.sites, "-o", self.out, "-O")
            self.assertEqual(sorted([*before, "grids.gpkg"]) if "grids.gpkg" not in before else before, self.files())
            self.assertEqual(set(case.UNITS.values()), {row["unit_name"] for row in case.read_layer(self.out, "grids")})
            subprocess.run(["ogrinfo", "-al", "-so", self.path("u.gml")], check=True, capture_output=True)  # leaves its .gfs
            self.assertIn("u.gfs", self.files())

    def test_index_of_attributes(self):
        for capitals in (False, True):
            path = self.write("i.shp", case.unit_rows())
            dataset = gdal.OpenEx(path, gdal.OF_VECTOR | gdal.OF_UPDATE)
            dataset.ExecuteSQL("CREATE INDEX ON i USING unit_code")
            del dataset
            self.assertIn("i.idm", self.files())
            table = Path(self.path("i.dbf"))
            table.write_bytes(table.read_bytes().replace(b"420106001001", b"420106001009"))
            if capitals:
                for file in list(self.dir.glob("i.*")):
                    file.rename(file.with_suffix(file.suffix.upper()))
                path = self.path("i.SHP")
            run = self.gridify(path, "--where", "unit_code = '420106001009'", "--sites", self.sites, "-o", self.out, "-O")
            self.assertEqual({"420106001009"}, {row["unit_code"] for row in case.read_layer(self.out, "grids")}, run.stderr)
            for file in self.dir.glob("i.*"):
                file.unlink()

    def names_with(self, cpg, *words):
        rows = [(wkt, {"unit_code": fields["unit_code"], "unit_name": name}) for (wkt, fields), name in zip(case.unit_rows(), NAMES)]
        self.write("c.shp", rows, options=["ENCODING=" + ("UTF-8" if cpg == "65001" else "CP936")])
        self.text("c.cpg", cpg)
        run = self.gridify(self.path("c.shp"), "--sites", self.sites, "-o", self.out, "-O", *words)
        names = sorted({row["unit_name"] for row in case.read_layer(self.out, "grids")}) if run.returncode == 0 else None
        for file in self.dir.glob("c.*"):
            file.unlink()
        return names, run.stderr

    def test_names_of_encodings(self):
        for cpg in ("GBK", "936", "CP936", "cp936", "ANSI 936", "OEM 936", "windows-936", "GB18030", "65001"):
            self.assertEqual((sorted(NAMES), ""), self.names_with(cpg), cpg)
        for cpg in ("OEM", "ANSI", "system", "default"):
            names, said = self.names_with(cpg)
            self.assertIsNone(names, cpg)
            self.assertIn("these would fit: GB18030", said)
        for cpg in ("ISO-8859-1", "1252", "CP1252", "ANSI 1252"):
            names, said = self.names_with(cpg)
            self.assertIsNone(names, cpg)
            self.assertIn("in GBK it is good", said)
            self.assertEqual((sorted(NAMES), ""), self.names_with(cpg, "--encoding", "GBK"), cpg)

    def test_western_text_stays_what_it_is(self):
        names = ["Zürich Süd", "Genève", "Málaga", "Århus Ø"]
        rows = [(wkt, {"unit_code": fields["unit_code"], "unit_name": name}) for (wkt, fields), name in zip(case.unit_rows(), names)]
        path = self.write("w.shp", rows, options=["ENCODING=ISO-8859-1"])
        self.assert_done(path, "--sites", self.sites, "-o", self.out)
        self.assertEqual(sorted(names), sorted({row["unit_name"] for row in case.read_layer(self.out, "grids")}))

    def test_name_of_a_crs_in_gbk(self):
        path = self.write("u.shp", case.unit_rows())
        wkt = Path(self.path("u.prj")).read_text(encoding="ascii").replace("CGCS2000_3_Degree_GK_CM_114E", "东城2000")
        Path(self.path("u.prj")).write_bytes(wkt.encode("gbk"))
        self.assertIn("东城2000".encode("gbk"), self.content("u.prj"))
        self.gridify(path, "--sites", self.sites, "-o", self.out)
        with sqlite3.connect(self.out) as file:
            self.assertIn("东城2000", [name for (name,) in file.execute("SELECT srs_name FROM gpkg_spatial_ref_sys")])

    def test_fields_called_like_the_geometry(self):
        for name in ("OGR_GEOMETRY", "OGR_STYLE", "ogr_geometry", "FID"):
            sites = self.write("s.geojson", [(wkt, {**fields, name: "x"}) for wkt, fields in case.site_rows()])
            self.assert_done(self.units, "--sites", sites, "--input-crs", "EPSG:4547", "-o", self.out, "-O")
            units = self.write("u.gpkg", [(wkt, {**fields, name.replace("FID", "fid_"): "x"}) for wkt, fields in case.unit_rows()])
            self.assert_done(units, "--sites", self.sites, "-o", self.out, "-O")
            Path(sites).unlink()
            Path(units).unlink()

    def test_numbers_beyond_64_bits(self):
        text = Path(self.write("n.geojson", [(wkt, {"unit_code": i}) for i, (wkt, _) in enumerate(case.unit_rows())], epsg=4326)).read_text()
        self.text("n.geojson", text.replace('"unit_code": ', '"unit_code": 4201060010010000000'))
        run = self.gridify(self.path("n.geojson"), "--input-crs", "EPSG:4547", "--sites", self.sites, "-o", self.out)
        self.assertEqual(3, run.returncode)
        self.assertIn("write such numbers as text, in quotation marks", run.stderr)

    def test_a_line_for_excel(self):
        self.text("sep.csv", "sep=;\nid;x;y\n1;520100;3385100\n")
        self.assert_refused(3, [self.units, "--sites", self.path("sep.csv"), "--input-crs", "EPSG:4547", "-o", self.out],
                            "$DIR/sep.csv (layer sep): line 1: 'sep=;' stands where the names of the columns belong", "delete this line")

    def test_names_of_columns_in_two_lines(self):
        for separator, end in ((",", "\n"), (";", "\r\n"), ("\t", "\n")):
            rows = [["id", '"add\nress"', "x", "y"], ["1", "a", "520100", "3385100"], ["2", "b", "520200", "3385100"]]
            self.text("two.csv", end.join(separator.join(row) for row in rows) + end)
            self.assert_refused(3, [self.units, "--sites", self.path("two.csv"), "--input-crs", "EPSG:4547", "-o", self.out],
                                "$DIR/two.csv (layer two): line 1: the name of a column goes on in another line, where no program looks for "
                                "it", "write the names of the columns in one line")

    def test_sources_as_qgis_writes_them(self):
        case.write_layer(self.units, case.street_rows(), layer="streets", add=True)
        self.assert_done(self.units + "|layername=units", "--sites", self.sites + "|layername=sites", "--barriers",
                         self.units + "|layername=streets|subset=class = 'river' OR class = 'a|b'", "-o", self.out)
        self.assert_done(self.units, "--layer", "units", "--sites", self.sites, "--barriers", self.units, "--barriers-layer", "streets",
                         "--barriers-where", "class = 'river' OR class = 'a|b'", "-o", self.path("same.gpkg"))
        grids = [[(row["grid_code"], row[""].ExportToWkt()) for row in case.read_layer(path, "grids")] for path in (self.out, self.path("same.gpkg"))]
        self.assertEqual(*grids)
        run = subprocess.run([GRIDMERGE, self.out + "|layername=grids", "-o", self.path("m.gpkg")], capture_output=True, text=True, check=False)
        self.assertEqual((0, ""), (run.returncode, run.stderr))
        self.assert_refused(2, [self.units + "|layername=units", "--sites", self.sites, "-o", self.units, "-O"],
                            "--output and the boundaries are the same file: $DIR/units.gpkg (of $DIR/units.gpkg|layername=units)",
                            "name another file with --output")
        self.assert_refused(2, [self.units + "|layerid=0", "--sites", self.sites, "-o", self.path("x.gpkg")],
                            "$DIR/units.gpkg|layerid=0: 'layerid=0' cannot be used", "name the layer: FILE|layername=NAME")

    def test_locked_by_another_program(self):
        with sqlite3.connect(self.units) as file:
            file.execute("BEGIN EXCLUSIVE")
            run = self.gridify(*self.town_with_sites())
        self.assertEqual(3, run.returncode)
        self.assertIn("database is locked\ngridify: hint: another program is writing to the file", run.stderr)


class Limits(case.GridifyCase):
    """What a format cannot hold is refused, not changed."""

    def export(self, name, target, rows, kind=ogr.wkbPolygon):
        source = self.write(name, rows, kind=kind)
        run = subprocess.run([GRIDEXPORT, source, "--key", "unit_code", "-o", self.path(target)], capture_output=True, text=True, check=False)
        self.assertEqual([], [file for file in self.files() if file.startswith(".")])
        return run

    def assert_not_written(self, run, target, said):
        self.assertEqual(3, run.returncode, run.stderr)
        self.assertIn(said, run.stderr)
        self.assertNotIn(target, self.files())

    def test_cells_of_a_workbook(self):
        (wkt, fields), *_ = case.unit_rows()
        for text, holds in (("字" * 32767, True), ("字" * 32768, False), ("𠮷" * 16383, True), ("𠮷" * 16384, False)):
            run = self.export("long.gpkg", "long.xlsx", [(wkt, {**fields, "note": text})])
            if holds:
                self.assertEqual(0, run.returncode, run.stderr)
                Path(self.path("long.xlsx")).unlink()
            else:
                self.assert_not_written(run, "long.xlsx", "but a workbook holds 32767")
            Path(self.path("long.gpkg")).unlink()
        codes = ["a_x000D_b", "_x005F_", "_x12g4_", "_xFFFF_x0041_"]
        self.assertEqual(0, self.export("codes.gpkg", "codes.xlsx", [(wkt, {**fields, "unit_code": code}) for code in codes]).returncode)
        with zipfile.ZipFile(self.path("codes.xlsx")) as book:
            texts = [text.text or "" for text in xml.fromstring(book.read("xl/sharedStrings.xml")).iter() if text.tag.endswith("}t")]
        decoded = [re.sub("_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), text) for text in texts]  # as Excel does
        self.assertLessEqual(set(codes), set(decoded))

    def test_fields_of_a_shapefile(self):
        (wkt, fields), *_ = case.unit_rows()
        for number, holds in ((255, True), (256, False)):
            row = {"unit_code": "1", **{f"f{i}": i for i in range(number - 1)}}
            run = self.export(f"wide{number}.gpkg", f"wide{number}.shp", [(wkt, row)])
            if holds:
                self.assertEqual(0, run.returncode, run.stderr)
            else:
                self.assert_not_written(run, f"wide{number}.shp", "there are 256 fields, but a Shapefile can have 255")
        del fields

    def test_parts_that_a_shapefile_would_take_for_holes(self):
        west, south = case.WEST, case.SOUTH
        inner = case.rectangle(west + 100, south + 100, west + 200, south + 200)
        nested = f"MULTIPOLYGON ({case.square(0)[8:]},{inner[8:]})"
        (_, fields), *_ = case.unit_rows()
        run = self.export("nested.gpkg", "nested.shp", [(nested, fields)], kind=ogr.wkbMultiPolygon)
        self.assert_not_written(run, "nested.shp", "would not be the same in a Shapefile")
        for target in ("nested.mbtiles", "nested/"):  # a hole would be in the place of the inner part
            run = subprocess.run([GRIDEXPORT, self.path("nested.gpkg"), "--key", "unit_code", "-o", f"{self.dir}/{target}", "--max-zoom", "10"],
                                 capture_output=True, text=True, check=False)
            self.assert_not_written(run, target.rstrip("/"), "the polygon of feature 1 would not be the same in tiles: it is not valid")
        for target in ("nested.kml", "nested.geojson", "nested.fgb"):  # these keep the parts as they are
            self.assertEqual(0, subprocess.run([GRIDEXPORT, self.path("nested.gpkg"), "--key", "unit_code", "-o", self.path(target)],
                                               capture_output=True, check=False).returncode)
            (shape,) = [row[""] for row in case.read_layer(self.path(target))]
            self.assertEqual(2, shape.GetGeometryCount(), target)
            if target != "nested.fgb":
                shape.Transform(case.osr.CoordinateTransformation(case.crs_of(4326), case.crs_of(case.TOWN_CRS)))
            areas = sorted(part.GetArea() for part in shape)
            self.assertLess(abs(areas[0] - 1e4) + abs(areas[1] - 36e4), 5, target)
        # Not so what only looks other for the rounding of large coordinates: thin and small, with zone numbers or in degrees.
        for number, (x, y, long, wide) in enumerate(((38520000.123, 3385000.456, 900.0, 1e-4), (114.2345678901, 30.6012345678, 1e-5, 1e-9),
                                                     (114.2345678901, 30.6012345678, 0.3, 0.2))):
            bends = [f"{x + long * i / 999} {y + wide * (i % 2) / 9}" for i in range(1000)]
            ring = ",".join([*bends, f"{x + long} {y + wide}", f"{x} {y + wide}", bends[0]])
            run = self.export(f"fine{number}.gpkg", f"fine{number}.shp", [(f"POLYGON (({ring}))", fields)])
            self.assertEqual(0, run.returncode, run.stderr)
        beside = f"MULTIPOLYGON ({case.square(0)[8:]},{case.square(3)[8:]})"
        self.assertEqual(0, self.export("beside.gpkg", "beside.shp", [(beside, fields)], kind=ogr.wkbMultiPolygon).returncode)


if __name__ == "__main__":
    unittest.main()
