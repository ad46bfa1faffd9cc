"""Data sets in several parts, and data about the data: what the parts say of each other is held against what is there."""

import contextlib
import shutil
import sqlite3
import struct
import subprocess
import unittest
import zipfile
from pathlib import Path

from osgeo import gdal

import gridify_case as case
from gridcheck_case import GRIDCHECK
from gridexport_case import GRIDEXPORT
from gridmerge_case import GRIDMERGE

TOGETHER = "copy all files of the Shapefile together from their source, or export it again"


class Shapefiles(case.GridifyCase):

    def setUp(self):
        super().setUp()
        self.shapes = case.site_rows()
        self.write("sites.shp", self.shapes)
        self.out = self.path("out.gpkg")
        self.words = [self.units, "--sites", self.path("sites.shp"), "--effort", "fast", "-o", self.out]

    def bytes_of(self, part):
        return bytearray((self.dir / ("sites" + part)).read_bytes())

    def put(self, part, data):
        (self.dir / ("sites" + part)).write_bytes(data)

    def keep_records(self, count):
        """A table with fewer records, whole in itself."""
        table = self.bytes_of(".dbf")
        head, size = struct.unpack("<HH", table[8:12])
        table[4:8] = struct.pack("<I", count)
        self.put(".dbf", table[:head + size * count] + b"\x1a")

    def keep_entries(self, count):
        """An index with fewer entries, whole in itself."""
        index = self.bytes_of(".shx")[:100 + 8 * count]
        index[24:28] = struct.pack(">I", len(index) // 2)
        self.put(".shx", index)

    def renumber(self, number):
        """Numbers in the .shp as number(i) says."""
        index, shapes = self.bytes_of(".shx"), self.bytes_of(".shp")
        for i in range(len(self.shapes)):
            at = 2 * struct.unpack_from(">I", index, 100 + 8 * i)[0]
            struct.pack_into(">I", shapes, at, number(i))
        self.put(".shp", shapes)

    def delete(self, count):
        table = self.bytes_of(".dbf")
        head, size = struct.unpack("<HH", table[8:12])
        for i in range(count):
            table[head + size * i] = ord("*")
        self.put(".dbf", table)

    def assert_parts_differ(self, message, words=None):
        self.assert_refused(3, words or self.words, "$DIR/sites.shp: " + message, TOGETHER)

    def test_a_table_or_an_index_of_another_length_is_refused(self):
        apart = "the parts of the Shapefile do not belong together: the index sites.shx leads to {} shapes, but sites.{} holds {}"
        self.keep_entries(200)
        self.assert_parts_differ(apart.format(200, "dbf", "240 records"))
        self.keep_records(200)
        self.assert_parts_differ(apart.format(200, "shp", "240 shapes"))
        self.write("sites.shp", self.shapes)
        self.keep_records(200)
        self.assert_parts_differ(apart.format(240, "dbf", "200 records"))
        (self.dir / "folder").mkdir()
        for part in (".shp", ".shx", ".dbf", ".prj"):
            shutil.copy(self.path("sites" + part), self.dir / "folder")
        self.assert_refused(3, [self.units, "--sites", self.path("folder"), "-o", self.out],
                            "$DIR/folder/sites.shp: " + apart.format(240, "dbf", "200 records"), TOGETHER)

    @unittest.skipUnless(GRIDCHECK and GRIDMERGE and GRIDEXPORT, "skipped: not all tools are found")
    def test_all_tools_refuse_parts_that_differ(self):
        self.write("sites.shp", case.unit_rows(), options=["ENCODING=UTF-8"])
        self.keep_records(3)
        for tool, more in ((GRIDCHECK, []), (GRIDMERGE, ["-o", self.out]), (GRIDEXPORT, ["-o", self.out])):
            run = subprocess.run([tool, self.path("sites.shp"), *more], capture_output=True, text=True, check=False)
            self.assertEqual(3, run.returncode, run.stderr)
            self.assertIn("the index sites.shx leads to 4 shapes, but sites.dbf holds 3 records", run.stderr)

    def test_an_index_that_leads_astray_is_refused(self):
        whole = self.bytes_of(".shx")
        index = bytearray(whole)
        for i in range(20):
            index[100 + 8 * i:108 + 8 * i] = whole[100 + 8 * 150:108 + 8 * 150]
        self.put(".shx", index)
        self.assert_parts_differ("the index leads to shape 151 where shape 1 of 240 should be")
        index = bytearray(whole)
        index[100 + 8 * 7:104 + 8 * 7] = struct.pack(">I", 10 ** 8)
        self.put(".shx", index)
        self.assert_parts_differ("the index leads nowhere for shape 8 of 240")
        index = bytearray(whole)
        index[100 + 8 * 7:104 + 8 * 7] = struct.pack(">I", struct.unpack_from(">I", whole, 100 + 8 * 7)[0] + 2)
        self.put(".shx", index)
        self.assert_parts_differ("the index leads nowhere for shape 8 of 240")

    def test_shapes_may_be_numbered_in_other_ways_but_not_be_there_twice(self):
        whole = self.bytes_of(".shx")
        for number in (lambda i: i, lambda i: 0, lambda i: 1):
            self.renumber(number)
            self.assert_done(*self.words, "-O")
            self.assertEqual(sum(fields["households"] for _, fields in self.shapes), self.households())
        index = bytearray(whole)
        index[100:108] = whole[100 + 8 * 150:108 + 8 * 150]
        self.put(".shx", index)
        self.assert_parts_differ("the index leads to one shape twice", [*self.words, "-O"])

    def test_a_shapefile_that_was_edited_is_whole(self):
        rows = [(geometry, {"unit_code": fields["unit_code"]}) for geometry, fields in case.unit_rows()]
        units = self.write("edited.shp", rows)
        dataset = gdal.OpenEx(units, gdal.OF_VECTOR | gdal.OF_UPDATE)
        layer = dataset.GetLayer(0)
        feature = layer.GetFeature(1)
        ring = feature.GetGeometryRef().Clone()
        ring.Segmentize(10)  # no longer fits into its place
        feature.SetGeometry(ring)
        layer.SetFeature(feature)
        del feature, layer, dataset
        self.assert_done(units, "--sites", self.sites, "--effort", "fast", "-o", self.out)

    def test_a_shapefile_may_be_opened_as_a_folder_an_archive_or_another_of_its_files(self):
        (self.dir / "folder").mkdir()
        with zipfile.ZipFile(self.path("sites.zip"), "w", zipfile.ZIP_DEFLATED) as archive:
            for part in (".shp", ".shx", ".dbf", ".prj"):
                shutil.copy(self.path("sites" + part), self.dir / "folder")
                archive.write(self.path("sites" + part), "sites" + part)
        shutil.copy(self.path("sites.zip"), self.path("sites.shz"))
        archive = "/vsizip/" + self.path("sites.zip")
        for sites in (self.path("folder"), self.path("sites.dbf"), self.path("sites.shx"), self.path("sites.shz"), archive,
                      archive + "/sites.shp"):
            with self.subTest(sites):
                self.assert_done(self.units, "--sites", sites, "--effort", "fast", "-o", self.out, "-O")
                self.assertEqual(sum(fields["households"] for _, fields in self.shapes), self.households())

    def test_deleted_records_are_told(self):
        self.delete(40)
        left = sum(fields["households"] for _, fields in self.shapes[40:])
        run = self.gridify(*self.words, "-v")
        self.assertIn("gridify: sites: sites.shp layer=sites deleted=40 crc32:", run.stderr)
        self.assertEqual(left, self.households(self.out, "grids"))
        self.assertTrue(any(" deleted=40 " in row["value"] for row in case.read_layer(self.out, "grid_run")))

    @unittest.skipUnless(GRIDCHECK and GRIDMERGE and GRIDEXPORT, "skipped: not all tools are found")
    def test_all_tools_tell_deleted_records(self):
        self.assert_done(*self.words)
        gdal.VectorTranslate(self.path("sites.shp"), self.out, layers=["grids"], format="ESRI Shapefile")
        self.delete(1)
        for tool, more in ((GRIDCHECK, []), (GRIDMERGE, ["-o", self.out, "-O"]), (GRIDEXPORT, ["-o", self.out, "-O"])):
            run = subprocess.run([tool, self.path("sites.shp"), "-v", *more], capture_output=True, text=True, check=False)
            self.assertIn("sites.shp: 1 records are marked as deleted and were left out", run.stderr)


class OtherParts(case.GridifyCase):

    def test_a_mif_without_all_of_its_features_is_refused(self):
        gdal.VectorTranslate(self.path("sites.mif"), self.sites, format="MapInfo File", datasetCreationOptions=["FORMAT=MIF"])
        mif = Path(self.path("sites.mif"))
        lines = mif.read_text().splitlines(keepends=True)
        kept = [at for at, line in enumerate(lines) if line.startswith("Point")][200]
        mif.write_text("".join(lines[:kept]))
        self.assert_refused(3, [self.units, "--sites", str(mif), "--input-crs", f"EPSG:{case.TOWN_CRS}", "-o", self.out],
                            "$DIR/sites.mif (layer sites): the parts do not belong together: the .mif holds 200 features, "
                            "but the .mid 240 lines", "copy both files together from their source")

    def test_a_tab_whose_table_is_shorter_is_refused(self):
        gdal.VectorTranslate(self.path("sites.tab"), self.sites, format="MapInfo File")
        table = bytearray((self.dir / "sites.dat").read_bytes())
        head, size = struct.unpack("<HH", table[8:12])
        table[4:8] = struct.pack("<I", 200)
        (self.dir / "sites.dat").write_bytes(table[:head + size * 200] + b"\x1a")
        self.assert_refused(3, [self.units, "--sites", self.path("sites.tab"), "--input-crs", f"EPSG:{case.TOWN_CRS}", "-o",
                                self.out], "$DIR/sites.tab (layer sites): the parts do not belong together: the .id leads to "
                            "240 shapes, but the .dat holds 200 records",
                            "copy all files of the .tab together from their source")

    def test_a_flatgeobuf_that_ends_in_its_index_is_refused(self):
        sites = Path(self.write("sites.fgb", case.site_rows()))
        sites.write_bytes(sites.read_bytes()[:sites.stat().st_size * 3 // 10])
        self.assert_refused(3, [self.units, "--sites", str(sites), "-o", self.out], "$DIR/sites.fgb (layer sites): the header "
                            "promises 240 features, but only 0 can be read", "copy the file again from its source")


    def test_a_database_that_lacks_its_last_page_is_refused(self):
        gdal.VectorTranslate(self.path("sites.sqlite"), self.sites, format="SQLite")
        sites = Path(self.path("sites.sqlite"))
        whole = sites.read_bytes()
        sites.write_bytes(whole[:-1])
        self.assert_refused(3, [self.units, "--sites", str(sites), "-o", self.out], "$DIR/sites.sqlite: the file is truncated: its "
                            f"header promises {len(whole)} bytes, but it has {len(whole) - 1}",
                            "copy the file again from its source")


class Metadata(case.GridifyCase):

    def change(self, source, *statements):
        with contextlib.closing(sqlite3.connect(source)) as database, database:
            for statement in statements:
                database.execute(statement)

    def fresh(self):
        for name in ("units.gpkg", "sites.gpkg"):
            shutil.copy(self.template / name, self.dir)

    def test_numbers_and_extents_that_are_not_true_change_nothing(self):
        self.assert_done(*self.town_with_sites("--effort", "fast"))
        expected = sorted((row["grid_code"], row["households"], row["perim_m"], bytes(row[""].ExportToWkb()))
                          for row in case.read_layer(self.out, "grids"))
        extent = "UPDATE gpkg_contents SET min_x = {}, min_y = {}, max_x = {}, max_y = {}"
        lies = [f"UPDATE gpkg_ogr_contents SET feature_count = {count}" for count in (0, 1, 10 ** 11, 2 ** 63 - 1, -5)]
        lies += [extent.format(*box) for box in ((0, 0, 0, 0), (0, 0, 1, 1), (case.SOUTH, case.WEST, case.SOUTH + 9, case.WEST + 9),
                                                 ("NULL",) * 4, (9e9, 9e9, -9e9, -9e9))]
        for lie in lies:
            self.fresh()
            self.change(self.units, lie)
            self.change(self.sites, lie)
            with self.subTest(lie):
                self.assert_done(*self.town_with_sites("--effort", "fast", "-O"))
                self.assertEqual(expected, sorted((row["grid_code"], row["households"], row["perim_m"],
                                                   bytes(row[""].ExportToWkb())) for row in case.read_layer(self.out, "grids")))
                if GRIDCHECK:
                    run = subprocess.run([GRIDCHECK, self.units, "--only", "overlap,gap"], capture_output=True, check=False)
                    self.assertEqual((0, b""), (run.returncode, run.stderr))

    def test_a_count_does_not_make_a_layer_that_is_empty(self):
        self.change(self.sites, "DELETE FROM sites", "UPDATE gpkg_ogr_contents SET feature_count = 240")
        self.assert_refused(3, self.town_with_sites(), "$DIR/sites.gpkg (layer sites): the layer is empty")

    def test_an_extent_in_the_header_of_a_shapefile_is_not_believed(self):
        self.write("units.shp", [(g, {"code": f["unit_code"]}) for g, f in case.unit_rows()])
        shapes = bytearray((self.dir / "units.shp").read_bytes())
        struct.pack_into("<4d", shapes, 36, 0, 0, 1, 1)
        (self.dir / "units.shp").write_bytes(shapes)
        self.assert_done(self.path("units.shp"), "--sites", self.sites, "--effort", "fast", "-o", self.out)


if __name__ == "__main__":
    unittest.main()
