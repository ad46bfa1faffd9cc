"""gridtag as a filter: every byte but what is added stays, in CSV and in lines of JSON. Judged by OGR and by Python's own csv and
json."""

import csv
import gzip
import io
import json
import random
import subprocess
import unittest

import gridify_case as case
from gridtag_case import EAST, GRIDTAG, NORTH, GridtagCase


def inside(chance):
    return case.WEST + chance.randint(1, 11999) / 10 + 0.03, case.SOUTH + chance.randint(1, 11999) / 10 + 0.03


class Csv(GridtagCase):
    def test_each_record_gets_the_code_that_ogr_finds(self):
        chance = random.Random(1)
        points = [inside(chance) for _ in range(300)]
        text = "name,x,y\r\n" + "".join(f"p{i},{x},{y}\r\n" for i, (x, y) in enumerate(points))
        tagged = self.tag(text).decode()
        expected = "name,x,y,grid_code\r\n" + "".join(f"p{i},{x},{y},{self.code_at(x, y)}\r\n" for i, (x, y) in enumerate(points))
        self.assertEqual(expected, tagged)
        self.assertGreater(len(set(tagged.splitlines())), 100)

    def test_any_separator_quotes_line_ends_and_a_mark_stay(self):
        x, y = case.WEST + 100.03, case.SOUTH + 100.03
        code = self.code_at(x, y)
        for separator in ",;\t|":
            rows = [f'"a ""name"", with all: ,;\t|\r\nand a line"{separator}"{x}"{separator}{y}{separator}',
                    f'plain " mark{separator} {x}{separator}{y} {separator}"',
                    f'{separator}{x}{separator}{y}{separator}last']
            rows[1] = rows[1][:-1]
            head = f"name{separator}x{separator}y{separator}note"
            text = "\ufeff" + head + "\r\n" + rows[0] + "\n" + rows[1] + "\r" + "\n\r\n" + rows[2]
            expected = ("\ufeff" + head + separator + "grid_code\r\n" + rows[0] + separator + code + "\n" + rows[1] + separator + code +
                        "\r\n\r\n" + rows[2] + separator + code)
            self.assertEqual(expected, self.tag(text).decode(), separator)

    def test_lines_that_end_in_a_carriage_return_alone(self):
        x, y = case.WEST + 100.03, case.SOUTH + 100.03
        code = self.code_at(x, y)
        self.assertEqual(f"x,y,grid_code\r{x},{y},{code}\r{x},{y},{code}", self.tag(f"x,y\r{x},{y}\r{x},{y}").decode())

    def test_random_tables_come_back_from_pythons_csv(self):
        """Python reads what gridtag wrote: the same cells and one more."""
        letters = 'ab,;"\n\r 中文\t'
        for seed in range(10):
            chance = random.Random(seed)
            rows = [["".join(chance.choice(letters) for _ in range(chance.randint(0, 6))), *map(str, inside(chance))] for _ in range(50)]
            out = io.StringIO()
            writer = csv.writer(out, lineterminator="\r\n", quoting=chance.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
            writer.writerows([["名称", "经度", "纬度"], *rows])
            tagged = self.tag(out.getvalue(), "--separator", ",").decode()
            back = list(csv.reader(io.StringIO(tagged, newline="")))
            self.assertEqual([["名称", "经度", "纬度", "grid_code"]] +
                             [[*row, self.code_at(float(row[1]), float(row[2]))] for row in rows], back)

    def test_gbk_stays_gbk(self):
        x, y = case.WEST + 100.03, case.SOUTH + 100.03
        text = f"名称,经度,纬度\n东湖,{x},{y}\n"
        tagged = self.tag(text.encode("gbk"), "--add", "grid_code,grid_name").decode("gbk")
        row = next(row for row in case.read_layer(self.grids, "grids") if row["grid_code"] == self.code_at(x, y))
        self.assertEqual(f"名称,经度,纬度,grid_code,grid_name\n东湖,{x},{y},{row['grid_code']},{row['grid_name']}\n", tagged)

    def test_what_can_be_added_and_other_names(self):
        x, y = case.WEST + 100.03, case.SOUTH + 100.03
        code = self.code_at(x, y)
        text = f"grid_code,x,y\nmine,{x},{y}\nmine,{EAST + 10},{NORTH - 5.05}\n"
        near = self.code_at(EAST - 0.01, NORTH - 5.05)
        tagged = self.tag(text, "--add", "grid_code=code,unit_code,distance_m,reason", "--reach", "20", code=1,
                          said="record_reached").decode()
        self.assertEqual(f"grid_code,x,y,code,unit_code,distance_m,reason\nmine,{x},{y},{code},{code[:12]},0.00,\n"
                         f"mine,{EAST + 10},{NORTH - 5.05},{near},{near[:12]},10.00,reached\n", tagged)
        self.refused(2, [self.grids], "standard input: there is a field 'grid_code' already", text.encode(),
                     "choose another name: --add grid_code=NAME")

    def test_columns_by_number_where_there_are_no_names(self):
        x, y = case.WEST + 100.03, case.SOUTH + 100.03
        self.assertEqual(f"{y},a,{x},{self.code_at(x, y)}\n", self.tag(f"{y},a,{x}\n", "--no-header", "--x", "3", "--y", "1").decode())

    def test_well_known_text(self):
        x, y = case.WEST + 100.03, case.SOUTH + 100.03
        code = self.code_at(x, y)
        text = f"a,wkt\n1,POINT ({x} {y})\n2,\"POINT Z({x} {y} 7)\"\n3,point( {x}  {y} )\n"
        self.assertEqual(text.replace("wkt\n", "wkt,grid_code\n").replace(")\n", f"),{code}\n").replace(")\"\n", f")\",{code}\n"),
                         self.tag(text).decode())
        run = self.run_gridtag(self.grids, "--add", "reason", records=b"wkt\nLINESTRING (0 0)\nPOINT EMPTY\n\"POINT (1 2 3 4 5)\"\nPOINT 1 2\n")
        self.assertEqual(["reason", "unreadable", "without_place", "unreadable", "unreadable"],
                         [line.rsplit(b",", 1)[1].decode() for line in run.stdout.splitlines()])


class Json(GridtagCase):
    def test_members_are_added_and_nothing_else_changes(self):
        chance = random.Random(2)
        lines, expected = [], []
        for i in range(200):
            x, y = inside(chance)
            code = self.code_at(x, y)
            line = chance.choice([f'{{"id":{i},"x":{x},"y":{y},"a":{{"x":[1,"}}"]}}}}', f'{{ "x" : "{x}", "y":{y} , "t":"\\"}}{{"  }}  ',
                                  f'\x1e{{"x":{x},"y":{y}}}'])
            end = line.rstrip().rfind("}")
            behind = len(line[:end].rstrip())
            lines.append(line)
            expected.append(line[:behind] + f',"grid_code":"{code}"' + line[behind:])
        tagged = self.tag("\n".join(lines) + "\n").decode()
        self.assertEqual("\n".join(expected) + "\n", tagged)
        for line in tagged.rstrip("\n").split("\n"):
            json.loads(line.lstrip("\x1e"))

    def test_features_get_properties(self):
        """GeoJSON is in degrees, the grids in metres: OGR carries the point over."""
        transform = case.osr.CoordinateTransformation(case.crs_of(case.TOWN_CRS), case.crs_of(4326))
        x, y = case.WEST + 100.03, case.SOUTH + 100.03
        degrees = list(transform.TransformPoint(x, y)[:2])
        for properties in ({"a": 1}, {}, None):
            text = json.dumps({"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": degrees}})
            feature = json.loads(self.tag(text + "\n"))
            self.assertEqual({**(properties or {}), "grid_code": self.code_at(x, y)}, feature["properties"])
        none = '{"type":"Feature","properties":{},"geometry":null}\n'
        self.assertEqual({"grid_code": None}, json.loads(self.tag(text + "\n" + none, code=1, said="no place").splitlines()[1])["properties"])

    def test_what_is_no_record_goes_through_and_is_told(self):
        x, y = case.WEST + 100.03, case.SOUTH + 100.03
        good = f'{{"x":{x},"y":{y}}}'
        bad = ['{"x":1', "[1,2]", "words", '{"x":1,"y":2} more', '{"x":1 "y":2}', '{"grid_code":1,"x":1,"y":2}']
        tagged = self.tag("\n".join([good, *bad, "", good]), code=1, said="record_malformed").decode().split("\n")
        self.assertEqual([*bad, ""], tagged[1:-1])
        self.assertEqual(tagged[0], tagged[-1])
        self.refused(3, [self.grids, "--records-format", "json"], "standard input: the first line is no JSON object", b'[{"x":1}]\n',
                     "give each record a line of its own (`jq -c .[]`)")


class Files(GridtagCase):
    def setUp(self):
        super().setUp()
        chance = random.Random(3)
        self.points = [inside(chance) for _ in range(50)]
        self.text = "x,y\n" + "".join(f"{x},{y}\n" for x, y in self.points)
        self.expected = "x,y,grid_code\n" + "".join(f"{x},{y},{self.code_at(x, y)}\n" for x, y in self.points)

    def test_packed_files_are_unpacked_and_packed(self):
        packed = gzip.compress(self.text[:300].encode()) + gzip.compress(self.text[300:].encode())
        (self.dir / "r.csv.gz").write_bytes(packed)
        self.assertEqual(b"", self.tag(b"", self.path("r.csv.gz"), "-o", self.path("t.csv.gz")))
        self.assertEqual(self.expected, gzip.decompress((self.dir / "t.csv.gz").read_bytes()).decode())
        zst = subprocess.run(["zstd", "-c"], input=self.text.encode(), capture_output=True, check=True).stdout
        self.assertEqual(self.expected, self.tag(zst).decode())
        self.tag(zst, "-o", self.path("t.csv.zst"))
        self.assertEqual(self.expected.encode(), subprocess.run(["zstd", "-dc", self.path("t.csv.zst")], capture_output=True, check=True).stdout)
        for cut in (packed[:100], zst[:60]):
            self.assertIn(b"the packed data are", self.run_gridtag(self.grids, records=cut).stderr)

    def test_a_gis_file_becomes_another_one(self):
        rows = [(f"POINT ({x} {y})", {"name": f"n{i}", "wert": i}) for i, (x, y) in enumerate(self.points)]
        self.write("r.fgb", rows, options=["SPATIAL_INDEX=NO"])
        for name in ("t.fgb", "t.gpkg", "t.geojson", "t.csv"):
            self.tag(b"", self.path("r.fgb"), "-o", self.path(name), "--add", "grid_code,reason", *(["--records-format", "gis"]))
            tagged = case.read_layer(self.path(name))
            codes = {row["name"]: row["grid_code"] for row in tagged}
            self.assertEqual({f"n{i}": self.code_at(x, y) for i, (x, y) in enumerate(self.points)}, codes, name)
        (self.dir / "r.csv").write_text(self.text, encoding="ascii")
        self.tag(b"", self.path("r.csv"), "-o", self.path("u.gpkg"))
        self.assertEqual([self.code_at(x, y) for x, y in self.points], [row["grid_code"] for row in case.read_layer(self.path("u.gpkg"))])
        self.refused(2, [self.grids, self.path("r.fgb")], "the format of a GIS file on standard output is not named",
                     hint="say -f GeoJSON, GeoJSONSeq, CSV or FlatGeobuf, or give -o FILE")

    def test_an_output_comes_into_place_complete_or_not_at_all(self):
        self.tag(self.text, "-o", self.path("t.csv"))
        self.assertEqual(self.expected, (self.dir / "t.csv").read_text(encoding="ascii"))
        self.refused(3, [self.grids, "-o", self.path("t.csv")], "$DIR/t.csv: the output exists already", self.text.encode(),
                     "replace it with -O, --overwrite")
        run = self.run_gridtag(self.grids, "-o", self.path("t.csv"), "-O", records=gzip.compress(self.text.encode())[:-20])
        self.assertEqual(3, run.returncode)
        self.assertEqual(self.expected, (self.dir / "t.csv").read_text(encoding="ascii"), "an unfinished output replaced the old one")

    def test_an_index_gives_the_same_and_a_damaged_one_is_refused(self):
        index = self.path("town.gridx")
        self.tag(b"", "--write-index", index)
        run = self.run_gridtag(index, records=self.text.encode())
        self.assertEqual((0, self.expected, b""), (run.returncode, run.stdout.decode(), run.stderr))
        self.refused(2, [index, "--where", "1 = 1"], "$DIR/town.gridx: an index is taken as it is: --layer, --where, --code-field, --unit-field, "
                     "--input-crs, --encoding and --as-of are for the layer that it was made from", self.text.encode(), "give the layer instead")
        self.refused(2, [self.grids, "--write-index", index, "--counts", self.path("c.csv")],
                     "there are no records to be tagged beside --write-index", hint="name their file")
        content = (self.dir / "town.gridx").read_bytes()
        chance = random.Random(4)
        for trial in range(21):
            damaged = bytearray(content)
            kind = trial % 3
            if kind == 0:
                damaged[chance.randrange(8, len(damaged))] ^= 1 << chance.randrange(8)
            elif kind == 1:
                del damaged[chance.randrange(8, len(damaged)):]
            else:
                damaged += bytes(chance.randrange(1, 50))
            (self.dir / "bad.gridx").write_bytes(damaged)
            run = self.run_gridtag(self.path("bad.gridx"), records=self.text.encode())
            self.assertEqual((3, b""), (run.returncode, run.stdout), f"trial {trial}")
            self.assertIn(b"bad.gridx: the index is ", run.stderr)

    def test_sites_come_back_in_the_grids_of_gridify(self):
        """Every site, by the assignments that gridify wrote."""
        with open(self.path("assignments.csv"), encoding="utf-8") as file:
            codes = {row["site_id"]: row["grid_code"] for row in csv.DictReader(file)}
        text = "site_id,x,y\n" + "".join(f"{row['site_id']},{row[''].GetX()!r},{row[''].GetY()!r}\n"
                                         for row in case.read_layer(self.sites))
        tagged = {row["site_id"]: row["grid_code"] for row in csv.DictReader(io.StringIO(self.tag(text).decode()))}
        self.assertEqual(codes, tagged)
        self.assertGreater(len(codes), 100)


if __name__ == "__main__":
    unittest.main()
