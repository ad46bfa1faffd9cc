"""No output is an input under another name: every tool, every option that writes, every option that reads, every alias.

Judged by the bytes of all files before and after, and by the exit code. What the options are is read from --help, so that
a new one cannot be forgotten here.
"""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import unittest
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gridify_case as case

# Where programs run several times as slow, one trial of so many is made.
TOOLS = {tool: os.environ.get(tool.upper()) or shutil.which(tool)
         for tool in ("gridify", "gridcheck", "gridmerge", "gridexport", "gridtag")}

# What a tool reads: the option, its file, and the words that it needs besides.
LAND = [("--barriers", "streets.gpkg", []), ("--blocks", "buildings.gpkg", []), ("--dedicated", "park.gpkg", []), ("--walk", "streets.gpkg", [])]
COUNTS = [("--sites", "sites.gpkg", []), ("--cells", "cells.gpkg", [])]
COMMON = [("--profile", "p.profile", []), ("--config", "c.cfg", [])]
READS = {
    "gridify": [("--boundaries", "units.gpkg", []), *COUNTS, *LAND,
                ("--previous", "grids.gpkg", []), ("--unit-map", "map.csv", ["--previous", "grids.gpkg"]),
                ("--wishes", "sites.gpkg", []), ("--events", "sites.gpkg", []), ("--used-codes", "used.csv", []), ("--plan", "grids.gpkg", []), *COMMON],
    "gridcheck": [("--grids", "grids.gpkg", []), ("--boundaries", "units.gpkg", []), *COUNTS,
                  *LAND, ("--against", "old.gpkg", []), ("--events", "sites.gpkg", []), ("--lineage", "lineage.csv", []),
                  ("--exceptions", "sites.gpkg", []), ("--wishes", "sites.gpkg", []), *COMMON],
    "gridmerge": [("--input", "grids.gpkg", []),
                  ("--boundaries", "units.gpkg", ["--by", "unit"]), ("--config", "c.cfg", [])],
    "gridexport": [("--grids", "grids.gpkg", []), ("--boundaries", "units.gpkg", []),
                   ("--sites", "sites.gpkg", []), ("--barriers", "streets.gpkg", []), ("--previous", "old.gpkg", []),
                   ("--comparison", "plans.json", []), ("--posts", "posts.csv", []), ("--cells", "cells.gpkg", []), ("--walk", "streets.gpkg", []),
                   ("--profile", "p.profile", []), ("--schema", "s.schema", []), ("--config", "c.cfg", [])],
    "gridtag": [("--grids", "grids.gpkg", []), ("--records", "sites.gpkg", []), ("--sites", "sites.gpkg", ["--address-code", "site_id"]), ("--config", "c.cfg", [])],
}
# What a tool writes: the option, and what the name may end in.
WRITES = {
    "gridify": {"--output": [".gpkg", ".shp", ".geojson", ".fgb"], "--assignments": [".csv"],
                "--improvements": [".csv", ".gpkg"], "--report": [".json", ".txt"], "--chart": [".html"],
                "--staff": [".csv", ".xlsx"], "--staff-areas": [".csv"]},
    "gridcheck": {"--issues": [".gpkg", ".geojson"], "--summary": [".csv"], "--repair": [".gpkg", ".shp"],
                  "--recount": [".gpkg", ".shp"], "--comparison": [".csv", ".json"]},
    "gridmerge": {"--output": [".gpkg", ".shp", ".geojson", ".fgb"]},
    "gridexport": {"--output": [".gpkg", ".shp", ".csv", ".xlsx", ".kml", ".pdf", ".html", ".qgs", ".mbtiles", ".sql"]},
    "gridtag": {"--output": [".gpkg", ".csv"], "--counts": [".csv"], "--write-index": [".gridx"]},
}
VIEWS = (".pdf", ".html", ".qgs")


def same(_folder, name, _ending):
    return name


def absolute(folder, name, _ending):
    return str(folder / name)


def dots(_folder, name, _ending):
    return f"./sub/../{name}"


def linked(folder, name, ending):
    (folder / f"link{ending}").symlink_to(name)
    return f"link{ending}"


def linked_twice(folder, name, ending):
    (folder / f"sub/first{ending}").symlink_to(f"../{name}")
    (folder / f"second{ending}").symlink_to(folder / f"sub/first{ending}")
    return f"second{ending}"


def linked_folder(folder, name, _ending):
    (folder / "folder").symlink_to(folder)
    return f"folder/sub/../{name}"


def hard_link(folder, name, ending):
    (folder / f"hard{ending}").hardlink_to(folder / name)
    return f"hard{ending}"


# The first are tried with each pair of options, the others in turn.
ALIASES = [absolute, linked_twice, linked_folder, hard_link]
MORE_ALIASES = [same, dots, linked]


def file_options(tool):
    """The options of a tool whose value is a file."""
    text = subprocess.run([TOOLS[tool], "--help"], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"^  (?:-\w \[ )?(--[a-z-]+)(?: \])? (?:[A-Z]+\|)?FILE", text, re.MULTILINE))


class Trial:
    """A run whose option `write` names what is the file of `read` under an alias; `swapped`: the other way round."""

    def __init__(self, tool, read, write, ending, alias, swapped=False):
        self.tool, (self.read, self.name, self.needs), self.write = tool, read, write
        self.ending, self.alias, self.swapped = ending, alias, swapped

    def words(self, folder):
        """The command line, right but for what is tried, with -O; the alias is made in the folder."""
        other = self.alias(folder, self.name, self.ending)
        reads, writes = (other, self.name) if self.swapped else (self.name, other)
        words = [*self.needs, self.read, reads, self.write, writes, "-O"]
        if self.read not in ("--grids", "--input") and (self.tool, self.read) != ("gridify", "--boundaries"):
            words.append("units.gpkg" if self.tool == "gridify" else "grids.gpkg")
        if self.tool == "gridify" and self.read not in ("--cells", "--sites"):
            words += ["--sites", "sites.gpkg"]
        return words if self.tool != "gridify" or self.write == "--output" else [*words, "--output", "new.gpkg"]


class Words:
    """A run of just these words."""

    def __init__(self, tool, words, make=lambda folder: None):
        self.tool, self.all, self.make = tool, words.split(), make

    def words(self, folder):
        self.make(folder)
        return [*self.all, "-O"]


class Town:
    """A folder with a copy of the town, in which runs are tried one after the other."""

    def __init__(self, template):
        self.template = template
        self.dir = Path(tempfile.mkdtemp(prefix="same-"))
        self.fill()

    def fill(self):
        shutil.rmtree(self.dir)
        shutil.copytree(self.template, self.dir, symlinks=True)
        self.digests = self.contents()

    def contents(self):
        return {str(path.relative_to(self.dir)): hashlib.sha1(path.read_bytes()).hexdigest() if path.is_file() else ""
                for path in sorted(self.dir.rglob("*"))}

    def complaints(self, trial):
        """Makes a run; says what is wrong, or nothing."""
        words = trial.words(self.dir)
        before = self.contents()
        run = subprocess.run([TOOLS[trial.tool], *words], cwd=self.dir, stdin=subprocess.DEVNULL, capture_output=True,
                             timeout=60, check=False, text=True)
        after = self.contents()
        wrong = [f"changed {name}" for name in before if after.get(name) != before[name]]
        wrong += [f"wrote {name}" for name in after if name not in before]
        if run.returncode != 2 or not re.search(" the same file| the folder that holds ", run.stderr) or "hint: " not in run.stderr:
            wrong.append(f"exit code {run.returncode}: {run.stderr.strip()}")
        if wrong:
            self.fill()
        else:
            for name in sorted(set(before) - set(self.digests), reverse=True):
                path = self.dir / name
                path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
        return [f"{trial.tool} {' '.join(words)}: {'; '.join(wrong)}".replace(str(self.dir), "$DIR")] if wrong else []


def make_town(town):
    """Everything that is read somewhere, and data in several files."""
    case.write_layer(town / "units.gpkg", case.unit_rows())
    case.write_layer(town / "sites.gpkg", case.site_rows(per_unit=20))
    case.write_layer(town / "buildings.gpkg", case.building_rows(per_side=2))
    case.write_layer(town / "streets.gpkg", case.street_rows())
    case.write_layer(town / "park.gpkg", [(case.rectangle(case.WEST, case.SOUTH, case.WEST + 90, case.SOUTH + 90), {"n": 1})])
    case.write_layer(town / "cells.gpkg", [(case.square(i), {"households": 900}) for i in range(4)])
    case.write_layer(town / "un.shp", case.unit_rows(), options=["ENCODING=UTF-8"])
    with zipfile.ZipFile(town / "un.zip", "w") as archive:
        for part in town.glob("un.*"):
            if part.suffix != ".zip":
                archive.write(part, part.name)
    (town / "un.vrt").write_text('<OGRVRTDataSource><OGRVRTLayer name="un"><SrcDataSource relativeToVRT="1">un.shp'
                                 '</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>', encoding="ascii")
    (town / "map.csv").write_text("old_code,new_code\n420106001001,420106001001\n", encoding="ascii")
    (town / "used.csv").write_text("grid_code,year\n420106001001009,2025\n", encoding="ascii")
    (town / "lineage.csv").write_text("old_code,new_code\n420106001001009,420106001001001\n", encoding="ascii")
    (town / "p.profile").write_text("[sizes]\ntarget = 300\nmin = 200\nmax = 400\n", encoding="ascii")
    (town / "c.cfg").write_text("quiet = true\n", encoding="ascii")
    (town / "posts.csv").write_text("grid_code,name,post\n420106001001001,A,head\n", encoding="ascii")
    (town / "plans.json").write_text('{"plans": [{"file": "a"}]}\n', encoding="ascii")
    (town / "s.schema").write_text("name = s\n", encoding="ascii")
    (town / "sub").mkdir()
    subprocess.run([TOOLS["gridify"], town / "units.gpkg", "--sites", town / "sites.gpkg", "-q", "--target", "200", "--min",
                    "100", "--max", "300", "-o", town / "grids.gpkg"], check=False, capture_output=True)
    shutil.copy(town / "grids.gpkg", town / "old.gpkg")


class SameFile(unittest.TestCase):

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        if not all(TOOLS.values()):
            raise unittest.SkipTest("skipped: the tools are not found; name them in GRIDIFY, GRIDCHECK, GRIDMERGE, GRIDEXPORT")
        cls.template = Path(tempfile.mkdtemp(prefix="town-"))
        cls.addClassCleanup(shutil.rmtree, cls.template)
        make_town(cls.template)

    def assert_all_refused(self, trials):
        """None may change a byte, and all end with 2."""
        trials = trials[::case.STEP]
        workers = 2
        towns = [Town(self.template) for _ in range(workers)]
        for town in towns:
            self.addCleanup(shutil.rmtree, town.dir)

        def work(number):
            return [said for trial in trials[number::workers] for said in towns[number].complaints(trial)]

        with ThreadPoolExecutor(workers) as pool:
            wrong = [said for part in pool.map(work, range(workers)) for said in part]
        if wrong:
            most = 40
            self.fail(f"{len(wrong)} complaints in {len(trials)} trials:\n" + "\n".join(wrong[:most]))

    def test_the_tables_above_have_all_options_that_name_files(self):
        for tool in TOOLS:
            known = {option for option, _, _ in READS[tool]} | set(WRITES[tool])
            self.assertEqual(file_options(tool), known, tool)

    def test_every_output_and_every_input_under_every_alias(self):
        trials = []
        for tool, writes in WRITES.items():
            for write, endings in writes.items():
                for number, read in enumerate(READS[tool]):
                    # All endings in turn; some inputs belong to views, and one to other outputs only.
                    fitting = [ending for ending in endings if read[0] != "--schema" or ending not in VIEWS]
                    if tool == "gridexport" and read[0] in ("--boundaries", "--sites", "--barriers", "--previous"):
                        fitting = VIEWS
                    if tool == "gridexport" and read[0] == "--comparison":
                        fitting = [".html"]
                    for alias in [*ALIASES, MORE_ALIASES[number % len(MORE_ALIASES)]]:
                        trials.append(Trial(tool, read, write, fitting[len(trials) % len(fitting)], alias))
                    swapped = ALIASES[number % len(ALIASES)]
                    trials.append(Trial(tool, read, write, Path(read[1]).suffix, swapped, swapped=True))
        self.assert_all_refused(trials)

    def test_parts_of_an_input(self):
        """Files that belong to a data set in several files, or in which it is packed."""
        sites = "--sites sites.gpkg"
        self.assert_all_refused([
            Words("gridify", f"un.shp {sites} -o o.gpkg --assignments un.dbf"),
            Words("gridify", f"un.shp {sites} -o o.gpkg --assignments sub/../un.shx"),
            Words("gridify", f"un.dbf {sites} -o un.shp"),
            Words("gridify", f"UN.SHP {sites} -o un.shp", lambda folder: (folder / "UN.SHP").symlink_to("un.shp")),
            Words("gridify", f"un.vrt {sites} -o un.shp"),
            Words("gridify", f"units.gpkg {sites} --barriers un.vrt -o o.gpkg --assignments un.dbf"),
            Words("gridify", f"/vsizip/un.zip/un.shp {sites} -o o.gpkg --assignments un.zip"),
            Words("gridify", f"/vsizip/{{un.zip}}/un.shp {sites} -o o.gpkg --assignments un.zip"),
            Words("gridify", f"zip/un.shp {sites} -o o.gpkg --assignments un.dbf",
                  lambda folder: (folder / "zip").symlink_to(folder)),
            Words("gridcheck", "grids.gpkg --boundaries un.shp --summary un.cpg"),
            Words("gridcheck", "grids.gpkg --boundaries un.shp --summary un.qix"),  # which would be taken for its index
            Words("gridcheck", "grids.gpkg --boundaries un.shp --repair un.shp"),
            Words("gridcheck", "grids.gpkg --boundaries . --boundaries-layer un --issues un.shp"),
            Words("gridcheck", "GPKG:grids.gpkg --repair grids.gpkg"),
            Words("gridmerge", "grids.gpkg un.shp -o un.shp"),
            Words("gridmerge", "grids.gpkg old.gpkg -o old.gpkg"),
            Words("gridexport", "un.shp -o un.dbf -f CSV"),
            Words("gridexport", "grids.gpkg --boundaries un.shp --to html -o un.prj"),
        ])

    def test_files_beside_an_output(self):
        """Files that are not named, but written or removed with an output; and an output that is a folder."""
        def copy(name, to):
            def make(folder):
                (folder / to).parent.mkdir(exist_ok=True)
                shutil.copy(folder / name, folder / to)
            return make
        self.assert_all_refused([
            Words("gridify", "units.gpkg --sites o_issues.geojson -o o.geojson", copy("sites.gpkg", "o_issues.geojson")),
            Words("gridify", "units.gpkg --sites o_issues.dbf -o o.shp", copy("sites.gpkg", "o_issues.dbf")),
            Words("gridify", "units.gpkg --sites sites.gpkg --previous grids.gpkg --unit-map o_lineage.csv -o o.fgb",
                  copy("map.csv", "o_lineage.csv")),
            Words("gridify", "units.gpkg --sites o.qix -o o.shp", copy("sites.gpkg", "o.qix")),
            Words("gridify", "units.gpkg --sites o.dbf -o O.SHP", lambda folder: (copy("sites.gpkg", "o.dbf")(folder),
                  (folder / "O.dbf").hardlink_to(folder / "o.dbf"))),
            Words("gridcheck", "o_lines.geojson --issues o.geojson", copy("grids.gpkg", "o_lines.geojson")),
            Words("gridcheck", "grids.gpkg --boundaries o_areas.fgb --issues o.fgb", copy("units.gpkg", "o_areas.fgb")),
            Words("gridmerge", "grids.gpkg o_issues.fgb -o o.fgb", copy("grids.gpkg", "o_issues.fgb")),
            Words("gridexport", "grids.gpkg -o grids.qgs"),
            Words("gridexport", "grids.gpkg --sites tiles/sites.gpkg -o tiles/", copy("sites.gpkg", "tiles/sites.gpkg")),
            Words("gridexport", "sub/link/grids.gpkg -o tiles/", lambda folder: (
                copy("grids.gpkg", "tiles/grids.gpkg")(folder), (folder / "sub/link").symlink_to(folder / "tiles"))),
        ])

    def test_two_outputs(self):
        """One file cannot be both, whether it is there or not."""
        def link(name, to):
            return lambda folder: (folder / name).symlink_to(to)
        gridify, gridcheck = "units.gpkg --sites sites.gpkg", "grids.gpkg --boundaries units.gpkg"
        trials = []
        for tool, words, outputs in (("gridify", gridify, ("-o", "--assignments", "--report")),
                                     ("gridcheck", gridcheck, ("--issues", "--summary", "--repair"))):
            more = " -o o.gpkg" if tool == "gridify" else ""
            for one, other in [(a, b) for a in outputs for b in outputs if a < b]:
                here = f"{words}{more if '-o' not in (one, other) else ''}"
                for name, make in (("n.json", None), ("./sub/../n.json", None), ("sub/there/n.json", link("sub/there", "..")),
                                   ("dangling.json", link("dangling.json", "n.json")), ("N.JSON", None),
                                   ("chain.json", lambda folder: (link("a.json", "n.json")(folder),
                                                                  link("chain.json", "./a.json")(folder)))):
                    trials.append(Words(tool, f"{here} {one} n.json {other} {name}", make or (lambda folder: None)))
        trials += [
            Words("gridify", f"{gridify} -o o.shp --assignments o.dbf"),
            Words("gridify", f"{gridify} -o O.SHP --assignments o.dbf"),
            Words("gridify", f"{gridify} -o o.fgb --assignments o_lineage.csv"),
            Words("gridify", f"{gridify} -o o.json --report o_issues.json"),
            Words("gridcheck", f"{gridcheck} --repair o.shp --summary o.cpg"),
            Words("gridcheck", f"{gridcheck} --issues o.geojson --repair o_areas.geojson"),
        ]
        self.assert_all_refused(trials)

    def test_what_only_looks_alike_is_no_fault(self):
        """Equal names in two folders, or the beginning of another name."""
        town = Town(self.template)
        self.addCleanup(shutil.rmtree, town.dir)
        for words in (["units.gpkg", "--sites", "sites.gpkg", "-o", "sub/units.gpkg", "--report", "sub/sites.json"],
                      ["un.shp", "--sites", "sites.gpkg", "-o", "unit.shp", "--assignments", "un.csv"],
                      ["units.gpkg", "--sites", "sites.gpkg", "-o", "default", "-f", "GPKG", "--assignments", "default.csv"]):
            run = subprocess.run([TOOLS["gridify"], *words], cwd=town.dir, capture_output=True, text=True, check=False)
            self.assertNotIn("the same file", run.stderr)


if __name__ == "__main__":
    unittest.main()
