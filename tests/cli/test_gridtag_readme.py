"""What the README says of gridtag runs as it is printed, over the grids that its commands make: also the year of events, with PostGIS, and
the ways to many machines that can be tried on one."""

import collections
import csv
import random
import re
import shutil
import tempfile
import unittest

from osgeo import ogr

from readme_case import README, ROOT, ReadmeCase
from slurm_cluster import CannotStart, Cluster

SECTION = README.split("## Put records into grids\n", 1)[1].split("\n## ", 1)[0]


def printed(words, text=SECTION):
    """The one block of commands that has these words."""
    blocks = [block for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) if words in block]
    assert len(blocks) == 1, words
    return blocks[0]


def buildings():
    """Their number, middle and households."""
    dataset = ogr.Open(str(ROOT / "data/sample/buildings.fgb"))
    for feature in dataset.GetLayer(0):
        middle = feature.GetGeometryRef().Centroid()
        yield feature["osm_id"], middle.GetX(), middle.GetY()


def grids_of(path):
    """Households and hours of service by code of the grid."""
    dataset = ogr.Open(str(path))
    return {feature["grid_code"]: (feature["households"], feature["service_h"]) for feature in dataset.GetLayerByName("grids")}


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Readme(ReadmeCase):

    tools = ("GRIDIFY", "GRIDTAG", "GRIDEXPORT")

    def run_script(self, script):
        done = self.shell(script, "-e")
        self.assertEqual(0, done.returncode, done.stderr)

    def read(self, name):
        return (self.dir / name).read_text(encoding="utf-8")

    def test_the_filter_and_the_ways_to_many_machines_give_what_is_printed(self):
        tagged = re.search(r"```\n(id,.*?)```", SECTION, re.DOTALL)[1]
        events = "".join(line.rpartition(",")[0] + "\n" for line in tagged.splitlines())
        (self.dir / "events.csv").write_text(events, encoding="utf-8")
        self.run_script(re.search(r"```sh\n(gridify .*?)```", README, re.DOTALL)[1].rstrip() + " --fail-on never")
        self.run_script(printed("--write-index"))
        self.assertEqual(tagged, self.read("tagged.csv"))
        codes = [line.rpartition(",")[2] for line in tagged.splitlines()[1:]]
        self.assertEqual(["grid_code,kind,month,reason,records", f"{codes[0]},noise,2026-11,,1", f"{codes[1]},lamp,2026-11,,1"],
                         self.read("counts.csv").splitlines())
        # Houses: those in the middle of their grid for sure are where their middle is.
        houses = list(buildings())
        (self.dir / "complaints.csv").write_text("house\n" + "".join(f"{number}\n" for number, *_ in houses), encoding="utf-8")
        self.run_script(printed("--address-code").rstrip() + " --fail-on never")
        grids = ogr.Open(str(self.dir / "grids.gpkg"))
        places = {row["house"]: row["grid_code"] for row in rows_of(self.dir / "placed.csv")}
        agree = 0
        for feature in grids.GetLayerByName("grids"):
            shape = feature.GetGeometryRef()
            inside = [number for number, x, y in houses if shape.Contains(ogr.CreateGeometryFromWkt(f"POINT ({x} {y})"))]
            agree += sum(places[number] == feature["grid_code"] for number in inside)
        self.assertGreater(agree, 0.98 * len(houses))
        # Many records, in many small pieces.
        rows = events.splitlines(keepends=True)
        (self.dir / "events.csv").write_text(rows[0] + "".join(rows[1:]) * 6000, encoding="utf-8")
        whole = tagged.splitlines(keepends=True)
        whole = whole[0] + "".join(whole[1:]) * 6000
        self.run_script("rm -f tagged.csv counts.csv\n" + printed("gridtag-batch -n"))
        self.assertTrue(whole == self.read("tagged.csv"))
        self.assertEqual([["noise", "6000"], ["lamp", "6000"]], [[row["kind"], row["records"]] for row in rows_of(self.dir / "counts.csv")])
        self.try_parallel(whole)
        self.try_slurm(whole)

    def try_parallel(self, whole):
        if not shutil.which("parallel"):
            print("skipped: there is no GNU parallel")
            return
        self.run_script(printed("--pipepart").replace("100M", "40k"))
        self.assertTrue(whole.partition("\n")[2] == self.read("tagged.csv"))

    def try_slurm(self, whole):
        with tempfile.TemporaryDirectory(prefix="slurm-", ignore_cleanup_errors=True) as folder:
            try:
                cluster = Cluster(folder)
            except CannotStart as problem:
                print(f"skipped: Slurm cannot start here: {problem}")
                return
            try:
                self.environment["SLURM_CONF"] = cluster.environment["SLURM_CONF"]
                self.run_script(printed("sbatch"))
            finally:
                cluster.stop()
        self.assertTrue(whole == "".join(self.read(f"part-{i}.csv") for i in range(1, 9)))

    def write_year(self):
        """Events at buildings, most of them in the south; what kind each is, by the number of its building."""
        chance = random.Random(1)
        houses = sorted(buildings(), key=lambda house: house[2])
        south = houses[:len(houses) // 3]
        sites = collections.Counter()
        with open(self.dir / "year.csv", "w", encoding="utf-8") as out:
            out.write("id,lon,lat,kind,at\n")
            for i in range(12_000):
                number, x, y = chance.choice(south if i % 4 else houses)
                kind = chance.choice(("noise", "lamp", "fire"))
                sites[number, kind] += 1
                out.write(f"{i},{x:.7f},{y:.7f},{kind},2026-{1 + i % 12:02}-{1 + i % 28:02}\n")
        return sites

    def test_a_year_of_events_closes_the_circle(self):
        sites = self.write_year()
        self.sql("CREATE DATABASE gov")
        self.sql("CREATE EXTENSION postgis", "gov")
        self.run_script(printed("--as-of"))
        # Nobody is lost on the way: counts by grid and month, counts at sites, hours of the new grids.
        self.assertEqual(12_000, sum(int(row["records"]) for row in rows_of(self.dir / "counts.csv")))
        by_site = collections.Counter({(row["site"], row["kind"]): int(row["count"]) for row in rows_of(self.dir / "work.csv")})
        self.assertEqual(sites.total(), by_site.total())
        # A building is where its point in the middle is nearest, which of houses in a row may be that of the next.
        self.assertGreater((sites & by_site).total(), 0.95 * sites.total())
        old, new = (grids_of(self.dir / f"{year}.gpkg") for year in (2026, 2027))
        minutes = {"noise": 45, "lamp": 20, "fire": 240}
        hours = sum(count * minutes[kind] for (_, kind), count in sites.items()) / 60 / 12
        self.assertAlmostEqual(hours, sum(grid[1] for grid in new.values()) - sum(grid[1] for grid in old.values()), 6)
        kept = set(old) & set(new)
        self.assertGreater(len(kept), len(old) / 2, "what stays keeps its code")
        self.assertTrue(any(old[code][0] != new[code][0] for code in kept), "borders have moved")
        # The database has the new grids, and these alone.
        self.assertEqual([f"{code}|{households}" for code, (households, _) in sorted(new.items())],
                         self.sql("SELECT grid_code, households FROM gov.grids ORDER BY grid_code", "gov"))
        # Where an event was on the last day of the year is where it was tagged then; where a grid came of several it is not known.
        pairs = [(a["grid_code"], b["grid_code"]) for a, b in zip(rows_of(self.dir / "as-it-was.csv"), rows_of(self.dir / "tagged.csv"), strict=True)]
        known = [(then, tagged) for then, tagged in pairs if then]
        self.assertGreater(len(known), len(pairs) / 4)
        self.assertGreater(sum(then == tagged for then, tagged in known), 0.99 * len(known))


if __name__ == "__main__":
    unittest.main()
