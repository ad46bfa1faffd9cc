"""gridtag where something is wrong: with the records, the pipe, the disk, or because it is stopped. Nothing is lost in silence."""

import os
import random
import signal
import subprocess
import time
import unittest
from collections import Counter
from datetime import date, timedelta

import gridify_case as case
from gridtag_case import GRIDTAG, GridtagCase

X, Y = case.WEST + 100.03, case.SOUTH + 100.03


class Records(GridtagCase):
    def setUp(self):
        super().setUp()
        self.code = self.code_at(X, Y)

    def reasons(self, text, *words, said, code=1):
        """The reason of each record."""
        tagged = self.tag(text, "--add", "reason", *words, code=code, said=said).decode()
        return [line.rpartition(",")[2] for line in tagged.splitlines()[1:]]

    def test_no_record_is_dropped_and_each_reason_is_told_with_its_line(self):
        text = f"x,y\n{X},{Y}\n0,0\n,\n{X},\nabc,{Y}\nnan,1\n1e400,1\n\"1,5\",2\n１００,{Y}\n{X}\n{X},{Y},1\n\n{X},{Y}"
        self.assertEqual(["", "outside", "without_place", "without_place", "unreadable", "unreadable", "unreadable", "unreadable", "outside",
                          "malformed", "malformed", "", ""], self.reasons(text, said="record_outside: standard input: 2 of 12 records lie in no grid: "
                                                                          "line 3 at 0,0, line 10 at 100,"))
        self.assertIn(b"line 6 (a coordinate is not a number)", self.run_gridtag(self.grids, records=text.encode()).stderr)

    def test_half_a_line_at_the_end_gets_no_grid(self):
        """What is cut off may look like a place."""
        whole = f"id,x,y,note\n1,{X},{Y},a\n2,{X},{Y},b"
        self.assertEqual(whole.replace("note\n", "note,grid_code\n").replace("a\n", f"a,{self.code}\n") + f",{self.code}",
                         self.tag(whole).decode())
        half = whole[:whole.rfind(",") - 3]
        self.assertEqual(half.replace("note\n", "note,grid_code\n").replace("a\n", f"a,{self.code}\n") + ",,",
                         self.tag(half, code=1, said="line 3 (the row has fewer cells than there are columns)").decode())

    def test_a_quotation_mark_that_is_not_closed(self):
        text = f"id,x,y\n1,{X},{Y}\n\"2,{X},{Y}\n3,{X},{Y}\n"
        tagged = self.tag(text, code=1, said="line 3 (a quotation mark is not closed)").decode()
        self.assertEqual(f"id,x,y,grid_code\n1,{X},{Y},{self.code}\n\"2,{X},{Y}\n3,{X},{Y}\n", tagged)

    def test_nul_bytes_and_invalid_text_go_through(self):
        text = b"id,x,y\n\0a\0,%r,%r\nb,%r\0,%r\n\xff\xfe,%r,%r\n" % (X, Y, X, Y, X, Y)
        run = self.run_gridtag(self.grids, "--records-encoding", "CP1252", records=text)
        code = self.code.encode()
        self.assertEqual(b"id,x,y,grid_code\n\0a\0,%r,%r,%s\nb,%r\0,%r,\n\xff\xfe,%r,%r,%s\n" % (X, Y, code, X, Y, X, Y, code), run.stdout)
        self.assertIn(b"line 3 (a coordinate is not a number)", run.stderr)
        self.refused(3, [self.grids], "standard input: the text is neither UTF-8 nor GBK", text,
                     "name its encoding with --records-encoding (`iconv -l` lists those there are)")
        self.refused(3, [self.grids], "standard input: the text is in UTF-16, which cannot be read", "x,y\n1,2\n".encode("utf-16"),
                     "convert it with `iconv -f UTF-16 -t UTF-8`")

    def test_a_very_long_line_and_very_many_columns(self):
        long = f"note,x,y\n{'a' * 100_000_000},{X},{Y}\nb,{X},{Y}\n"
        tagged = self.tag(long).decode()
        self.assertEqual(long.replace("x,y\n", "x,y,grid_code\n").replace(f"{Y}\n", f"{Y},{self.code}\n"), tagged)
        names = ",".join(f"c{i}" for i in range(100_000))
        cells = "," * 100_000
        tagged = self.tag(f"x,{names},y\n{X}{cells},{Y}\n{X}{cells[1:]},{Y}\n", code=1, said="line 3 (the row has fewer cells").decode()
        self.assertEqual(f"x,{names},y,grid_code\n{X}{cells},{Y},{self.code}\n{X}{cells[1:]},{Y},,\n", tagged)

    def test_nothing_and_a_head_alone(self):
        self.refused(3, [self.grids], "standard input: there is nothing to read")
        self.assertEqual(b"x,y,grid_code\n", self.tag("x,y\n"))
        self.refused(2, [self.grids], "standard input: no columns hold coordinates; the columns are: a, b", b"a,b\n1,2\n",
                     "name them with --x and --y, or one that holds WKT with --wkt, or the code of a site with --address-code; or say --no-header where the first row is data")

    def test_the_wrong_way_round_and_in_another_crs(self):
        chance = random.Random(5)
        places = [(case.WEST + chance.random() * 1190, case.SOUTH + chance.random() * 1190) for _ in range(40)]
        self.tag("x,y\n" + "".join(f"{y},{x}\n" for x, y in places), code=1, said="the other way round: name them with --x and --y")
        transform = case.osr.CoordinateTransformation(case.crs_of(case.TOWN_CRS), case.crs_of(4326))
        degrees = [transform.TransformPoint(x, y)[:2] for x, y in places]
        text = "x,y\n" + "".join(f"{x!r},{y!r}\n" for x, y in degrees)
        self.tag(text, code=1, said="would be inside in degrees: --crs EPSG:4326")
        # A few of them among many that are inside say nothing of all.
        mixed = text + "".join(f"{x!r},{y!r}\n" for x, y in places + places)
        self.assertNotIn("would be inside", self.run_gridtag(self.grids, records=mixed.encode()).stderr.decode())
        codes = [line.rsplit(",", 1)[1] for line in self.tag(text, "--crs", "EPSG:4326").decode().splitlines()[1:]]
        self.assertEqual([self.code_at(x, y) for x, y in places], codes)

    def test_places_that_cannot_be_carried_over(self):
        self.assertEqual(["unreadable", "unreadable", "outside"],
                         self.reasons("lon,lat\n0,91\n400,0\n114,-89\n", "--crs", "EPSG:4326", said="record_unreadable"))


class Streams(GridtagCase):
    """Records that do not end by themselves."""

    def start(self, *words, **how):
        # What is freed stays in memory for a while where a sanitizer watches over it.
        options = f"{os.environ.get('ASAN_OPTIONS', '')}:quarantine_size_mb=1"
        process = subprocess.Popen([GRIDTAG, self.grids, *words], stdin=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env={**os.environ, "ASAN_OPTIONS": options}, **how)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.stdin.close)
        return process

    def feed(self, process, blocks):
        try:
            process.stdin.write(b"x,y\n")
            for _ in range(blocks):
                process.stdin.write(b"%r,%r\n" % (X, Y) * 20_000)
            process.stdin.close()
        except BrokenPipeError:
            pass

    def test_a_reader_that_goes_away_and_a_full_disk(self):
        read, write = os.pipe()
        os.close(read)
        process = self.start(stdout=write)
        os.close(write)
        self.feed(process, 50)
        self.assertEqual(b"", process.stderr.read())  # as a shell knows it of other programs
        self.assertEqual(128 + signal.SIGPIPE, process.wait(60))
        with open("/dev/full", "wb") as full:
            process = self.start(stdout=full)
        self.feed(process, 50)
        self.assertEqual(b"gridtag: error: cannot write to standard output: No space left on device\n"
                         b"gridtag: hint: free some space, or write elsewhere\n", process.stderr.read())
        self.assertEqual(3, process.wait(60))

    def test_killed_it_leaves_nothing_that_is_not_complete(self):
        (self.dir / "t.csv").write_text("old", encoding="ascii")
        for kill in (signal.SIGTERM, signal.SIGINT):
            process = self.start("-o", self.path("t.csv"), "-O", stdout=subprocess.DEVNULL)
            process.stdin.write(b"x,y\n" + b"%r,%r\n" % (X, Y) * 100_000)
            process.stdin.flush()
            deadline = time.monotonic() + 30
            while not any(name.startswith(".") for name in os.listdir(self.dir)) and time.monotonic() < deadline:
                time.sleep(0.01)
            process.send_signal(kill)
            self.assertEqual(128 + kill, process.wait(30))
            process.stdin.close()
            self.assertEqual("old", (self.dir / "t.csv").read_text(encoding="ascii"))
            self.assertEqual([], [name for name in os.listdir(self.dir) if name.startswith(".")])

    def test_memory_does_not_grow_with_the_records(self):
        peaks = []
        for blocks in (20, 200):
            process = self.start("-q", stdout=subprocess.DEVNULL)
            self.feed(process, blocks)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            self.assertEqual(0, process.returncode)
            peaks.append(usage.ru_maxrss)
        self.assertLess(peaks[1], 1.5 * peaks[0])


class Counts(GridtagCase):
    def test_counts_by_kind_and_period_are_those_of_python(self):
        chance = random.Random(6)
        rows, expected = [], {"month": Counter(), "week": Counter(), "day": Counter()}
        for _ in range(400):
            x, y = case.WEST + chance.randint(-500, 12000) / 10 + 0.03, case.SOUTH + chance.randint(1, 11999) / 10 + 0.03
            kind = chance.choice(["咨询", "a,b", ""])
            day = date(2025, 12, 20) + timedelta(days=chance.randrange(40))
            written = chance.choice([f"{day}", f"{day} 08:15:00", f"{day:%Y/%m/%d}", f"{day.year}/{day.month}/{day.day} 8:15", f"{day:%Y%m%d}",
                                     f"{day}T08:15:00Z"])
            rows.append(f'{x},{y},"{kind}",{written}\n')
            code = self.code_at(x, y)
            year, week, _ = day.isocalendar()
            for period, name in (("month", f"{day:%Y-%m}"), ("week", f"{year}-W{week:02}"), ("day", f"{day}")):
                expected[period][code, kind, name, "" if code else "outside"] += 1
        text = "x,y,kind,at\n" + "".join(rows)
        for period, wanted in expected.items():
            self.tag(text, "--counts", self.path("c.csv"), "--kind", "kind", "--time", "at", "--period", period, "-O", "--fail-on", "error",
                     "-q")
            counted = case.read_layer(self.path("c.csv"))
            self.assertEqual(dict(wanted), {(row["grid_code"], row["kind"], row[period], row["reason"]): int(row["records"]) for row in counted})
        self.tag(text, "--counts", self.path("c.csv"), "-O", "--fail-on", "error", "-q")
        plain = {(row["grid_code"], row["reason"]): int(row["records"]) for row in case.read_layer(self.path("c.csv"))}
        grids = [row["grid_code"] for row in case.read_layer(self.grids, "grids")]
        self.assertEqual({*((code, "") for code in grids), ("", "outside")}, set(plain))
        self.assertEqual(400, sum(plain.values()))

    def test_a_time_that_is_none_is_told_and_counted(self):
        for time_text in ("2026-02-30", "yesterday", "", "26-01-01", "2026-13-01", "202601011"):
            self.tag(f"x,y,at\n{X},{Y},{time_text}\n", "--counts", self.path("c.csv"), "--time", "at", "-O", code=1, said="record_undated")
            self.assertEqual([""], [row["month"] for row in case.read_layer(self.path("c.csv"))], time_text)
        self.refused(2, [self.grids, "--kind", "a"], "--kind is given without --counts")


class Grids(GridtagCase):
    def test_grids_that_overlap_are_told_and_the_first_has_the_ground(self):
        def box(west, east):
            return case.rectangle(case.WEST + west, case.SOUTH, case.WEST + east, case.SOUTH + 10)
        self.write("two.gpkg", [(box(0, 10), {"grid_code": "a"}), (box(5, 15), {"grid_code": "b"}), (box(20, 30), {"grid_code": "b"})],
                   layer="grids")
        places = {7: "a", 12: "b", 25: "b", 10: "b", 5: "a", 17: ""}
        records = "".join(f"{case.WEST + east},{case.SOUTH + 5}\n" for east in places)
        run = self.run_gridtag(self.path("two.gpkg"), records=("x,y\n" + records).encode())
        self.assertEqual(list(places.values()), [line.rsplit(",", 1)[1] for line in run.stdout.decode().splitlines()[1:]])
        said = run.stderr.decode()
        self.assertIn("error: overlap: grids a and b have ground in common; records there get a, which comes first in the layer", said)
        self.assertIn("error: code_duplicate", said)
        self.assertEqual(1, run.returncode)


if __name__ == "__main__":
    unittest.main()
