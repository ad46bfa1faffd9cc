"""Files that are missing, broken, or not what they should be."""

import unittest

from gridify_case import GridifyCase, site_rows, street_rows, unit_rows, read_layer

COPY = "copy all files of the Shapefile (.shp, .shx, .dbf, .prj, .cpg)"
AGAIN = "copy the file again from its source"
FORMATS = "`ogrinfo --formats` lists the formats that can be read"
ONE = "choose one with the option --layer, or the layer option of this input"
LAYERS = ONE + "; '*' takes all together"


class Files(GridifyCase):

    def words(self, name, *more):
        return [self.path(name), "--sites", self.sites, "-o", self.out, *more]

    def test_a_missing_file_of_boundaries(self):
        self.assert_refused(3, self.words("nothing.gpkg"), "$DIR/nothing.gpkg: there is no such file")

    def test_a_missing_file_of_any_other_input(self):
        for option in ("--sites", "--cells"):
            self.assert_refused(3, [self.units, option, self.path("nothing.shp"), "-o", self.out],
                                "$DIR/nothing.shp: there is no such file")
        for option in ("--barriers", "--blocks", "--dedicated"):
            self.assert_refused(3, self.town_with_sites(option, self.path("nothing.shp")),
                                "$DIR/nothing.shp: there is no such file")

    def test_an_empty_file(self):
        (self.dir / "zero.gpkg").write_bytes(b"")
        self.assert_refused(3, self.words("zero.gpkg"), "$DIR/zero.gpkg: the file is empty")

    def test_not_a_GIS_file(self):
        (self.dir / "letter.txt").write_text("Dear planner,\nhere are the grids.\n", encoding="utf-8")
        self.assert_refused(3, self.words("letter.txt"),
                            "$DIR/letter.txt: cannot be read as a vector data source: "
                            "`$DIR/letter.txt' not recognized as a supported file format", FORMATS)

    def test_a_text_that_is_called_a_geopackage(self):
        (self.dir / "letter.gpkg").write_text("Dear planner,\nhere are the grids.\n", encoding="utf-8")
        self.assert_refused(3, self.words("letter.gpkg"),
                            "$DIR/letter.gpkg: cannot be read as a vector data source: "
                            "`$DIR/letter.gpkg' not recognized as a supported file format", FORMATS)

    def test_a_folder_without_layers(self):
        (self.dir / "folder").mkdir()
        self.assert_refused(3, self.words("folder"),
                            "$DIR/folder: cannot be read as a vector data source: "
                            "`$DIR/folder' not recognized as a supported file format", FORMATS)

    def test_a_truncated_shapefile(self):
        self.write("units.shp", unit_rows(), options=["ENCODING=UTF-8"])
        for name, kept in (("units.shp", 400), ("units.shp", 60), ("units.shx", 104), ("units.dbf", 200)):
            whole = (self.dir / name).read_bytes()
            (self.dir / name).write_bytes(whole[:kept])
            promised = len(whole) - (1 if name == "units.dbf" else 0)  # the end mark is not counted
            problem = (f"its header promises {promised} bytes, but it has {kept}" if kept > 100
                       else "it ends within its header")
            self.assert_refused(3, self.words("units.shp"), f"$DIR/{name}: the file is truncated: {problem}", AGAIN)
            (self.dir / name).write_bytes(whole)

    def test_a_truncated_geopackage(self):
        whole = (self.dir / "units.gpkg").read_bytes()
        (self.dir / "units.gpkg").write_bytes(whole[:len(whole) // 2])
        self.assert_refused(3, self.words("units.gpkg"), "$DIR/units.gpkg: cannot be read as a vector data source: "
                            "database disk image is malformed", AGAIN)

    def test_a_truncated_flatgeobuf(self):
        self.write("units.fgb", unit_rows())
        whole = (self.dir / "units.fgb").read_bytes()
        (self.dir / "units.fgb").write_bytes(whole[:len(whole) - 100])
        self.assert_refused(3, self.words("units.fgb"), "$DIR/units.fgb (layer units): cannot be read in full: "
                            "Unexpected I/O failure: reading feature; Fatal error parsing feature",
                            "copy the file again from its source")

    def test_a_truncated_geojson(self):
        self.write("units.geojson", unit_rows())
        whole = (self.dir / "units.geojson").read_bytes()
        (self.dir / "units.geojson").write_bytes(whole[:len(whole) // 2])
        self.assert_refused(3, self.words("units.geojson"), "$DIR/units.geojson: cannot be read as a vector data source: "
                            "At line 7, character 215: Unterminated array; Failed to read GeoJSON data", AGAIN)

    def test_a_shapefile_without_one_of_its_files(self):
        for extension, role in ((".shx", "the index of the shapes"), (".dbf", "the attributes")):
            self.write("units.shp", unit_rows(), options=["ENCODING=UTF-8"])
            (self.dir / "units").with_suffix(extension).unlink()
            self.assert_refused(3, self.words("units.shp"),
                                f"$DIR/units.shp: the file {extension} is missing beside it, which holds {role}", COPY)

    def test_an_empty_layer(self):
        self.write("none.gpkg", [], kind=3)
        self.assert_refused(3, self.words("none.gpkg"), "$DIR/none.gpkg (layer none): the layer is empty")

    def test_a_filter_that_leaves_nothing(self):
        self.assert_refused(3, self.town_with_sites("--where", "unit_code = 'x'"),
                            "$DIR/units.gpkg (layer units): the filter 'unit_code = 'x'' leaves no unit",
                            "change --where")

    def test_lines_where_polygons_are_due(self):
        self.assert_refused(3, self.words("streets.gpkg"),
                            "$DIR/streets.gpkg (layer streets): boundaries must be polygons, but the layer holds lines")

    def test_polygons_where_lines_are_due(self):
        self.assert_refused(3, self.town_with_sites("--barriers", self.units),
                            "$DIR/units.gpkg (layer units): barriers must be lines, but the layer holds polygons")

    def test_points_where_polygons_are_due(self):
        for option in ("--blocks", "--dedicated"):
            self.assert_refused(3, self.town_with_sites(option, self.sites), "$DIR/sites.gpkg (layer sites): "
                                f"{option[2:]} must be polygons, but the layer holds points")
        self.assert_refused(3, [self.units, "--cells", self.sites, "-o", self.out],
                            "$DIR/sites.gpkg (layer sites): cells must be polygons, but the layer holds points")

    def test_lines_where_sites_are_due(self):
        self.assert_refused(3, [self.units, "--sites", self.path("streets.gpkg"), "-o", self.out],
                            "$DIR/streets.gpkg (layer streets): "
                            "sites must be points or polygons, but the layer holds lines")

    def test_a_wrong_name_of_a_layer(self):
        self.assert_refused(2, self.town_with_sites("--layer", "town"),
                            "$DIR/units.gpkg: there is no layer 'town'; the layers are: units", ONE)

    def test_several_layers(self):
        self.write("all.gpkg", unit_rows(), layer="units")
        self.write("all.gpkg", site_rows(), layer="sites", add=True)
        self.write("all.gpkg", street_rows(), layer="streets", add=True)
        self.assert_refused(2, self.words("all.gpkg"),
                            "$DIR/all.gpkg: there are several layers: units, sites, streets", LAYERS)
        self.assert_done(self.path("all.gpkg"), "--layer", "units", "--sites", self.path("all.gpkg"), "--sites-layer",
                         "sites", "--barriers", self.path("all.gpkg"), "--barriers-layer", "streets", "-o", self.out)

    def test_japanese_text_without_a_declared_encoding(self):
        names = ["鳥取市", "米子市", "倉吉市", "境港市"]
        rows = [(box, {"unit_code": row["unit_code"], "unit_name": name})
                for (box, row), name in zip(unit_rows(), names)]
        self.write("units.shp", rows, options=["ENCODING=CP932"])
        (self.dir / "units.cpg").unlink(missing_ok=True)
        table = bytearray((self.dir / "units.dbf").read_bytes())
        table[29] = 0  # the id of the language
        (self.dir / "units.dbf").write_bytes(table)
        self.assert_refused(3, self.words("units.shp"), "$DIR/units.shp (layer units, feature 0): the text of field "
                            "'unit_name' is not valid UTF-8 and the file declares no encoding",
                            "name the encoding with --encoding; these would fit: GB18030, CP932")
        self.assert_refused(2, self.words("units.shp", "--encoding", "CP9321"),
                            "the system cannot convert text from CP9321 to UTF-8",
                            "name another encoding with --encoding (`iconv -l` lists those there are)")
        self.assert_refused(3, self.words("units.shp", "--encoding", "UTF-8"), "$DIR/units.shp (layer units, feature 0): "
                            "the text of field 'unit_name' is not valid in the encoding UTF-8",
                            "name the encoding with --encoding; these would fit: GB18030, CP932")
        self.assert_done(*self.words("units.shp", "--encoding", "CP932"))
        self.assertEqual(set(names), {row["unit_name"] for row in read_layer(self.out)})

    def test_chinese_text_with_and_without_its_cpg_file(self):
        self.write("units.shp", unit_rows(), options=["ENCODING=GBK"])
        self.assert_done(*self.words("units.shp"))
        (self.dir / "units.cpg").unlink(missing_ok=True)
        table = bytearray((self.dir / "units.dbf").read_bytes())
        table[29] = 0x4D
        (self.dir / "units.dbf").write_bytes(table)
        self.assert_done(*self.words("units.shp", "-O"))
        self.assertIn("东湖社区", {row["unit_name"] for row in read_layer(self.out)})


if __name__ == "__main__":
    unittest.main()
