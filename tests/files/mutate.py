#!/usr/bin/python3
"""Damages files of many formats at random, gives them to the tools, and judges the answers.

    mutate.py [--first 0] [--count 200] [--jobs N] [--seconds 60] [--keep DIR] [--formats NAME,...] [--tools NAME,...]

A run is known by its seed, which chooses the tool, the file, what it is given as, and the damage: bytes changed, taken out, doubled,
swapped or cut off, numbers made very large. Wrong are crashes, hangs, reports of sanitizers, errors without a text, internal errors,
what is left behind, and a file of which a tool reads fewer features than were in it before and says nothing. Of text formats a damage
can take out whole records without a trace; there the count is that of GDAL's own bindings on the damaged file. One file in twenty is
whole, and may not be refused.
"""

import argparse
import collections
import concurrent.futures
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from answers import ROLES, TOOLS, ask, faults, gdal_reads
from town import make_town

# Format: driver, further options of ogr2ogr, whether the file says itself how much is in it.
FORMATS = {
    "geojson": ("GeoJSON", ["-t_srs", "EPSG:4326"], False), "csv": ("CSV", ["-lco", "GEOMETRY=AS_XY"], False),
    "shp": ("ESRI Shapefile", [], True), "dbf": ("ESRI Shapefile", [], True), "shx": ("ESRI Shapefile", [], True),
    "gpkg": ("GPKG", [], True), "fgb": ("FlatGeobuf", [], True), "xlsx": ("XLSX", [], True), "ods": ("ODS", [], True),
    "gml": ("GML", [], False), "kml": ("KML", ["-t_srs", "EPSG:4326"], False), "tif": (None, [], True)}
LAYERS = {"boundaries": "units", "sites": "sites", "barriers": "barriers", "blocks": "units", "previous": "grids", "grids": "grids",
          "against": "grids", "repair": "grids", "merge": "grids", "export": "grids", "page": "sites", "dedicated": "units",
          "address": "barriers", "plan": "grids", "wishes": "marks", "exceptions": "marks", "index": "grids", "records": "sites",
          "places": "sites"}
# Files of settings: what they hold, and by role the option that reads them; the role's own file is whole.
SETTINGS = {
    "profile": ("[sizes]\ntarget = 300\nmin = 200\nmax = 400\ntolerance = 0.1\n[fields]\nhouseholds = households, HS\n"
                "[barriers]\nriver = 0.3\nother = 0.5\n", ("sites", "grids", "export"), "--profile"),
    "cfg": ("verbose = 1\nthreads = 1\nseed = 7\nfail-on = warning\nlanguage = zh\n",
            ("sites", "grids", "merge", "export", "records"), "--config"),
    "schema": ("[code]\nfrom = grid_code\nwidth = 20\nen = Grid code\nzh = 网格编码\n\n[level]\nvalue = 网格\nen = Level\n",
               ("export",), "--schema")}
TABLES = ("csv", "xlsx", "ods")
NEED_CRS = (*TABLES, "tif")
# What a format can be given as, where that is not everything.
ROLES_OF = {**dict.fromkeys(TABLES, ("sites", "records")), "tif": ("sites",), **{name: roles for name, (_, roles, _) in SETTINGS.items()}}


def seeds_of(town, folder):
    """A whole file of each format and layer: {(format, layer): path}."""
    files = {}
    for name, (driver, options, _) in FORMATS.items():
        for layer in ("units", "sites", "barriers", "grids", "marks"):
            if driver is None or (name in TABLES and layer != "sites"):
                continue
            target = folder / name / layer / f"{layer}.{'shp' if name in ('dbf', 'shx') else name}"
            target.parent.mkdir(parents=True)
            source = town / f"{layer}.gpkg"
            extra = list(options)
            if name in ("xlsx", "ods"):
                source = files["csv", "sites"]
                extra = ["-oo", "AUTODETECT_TYPE=YES"]
            subprocess.run(["ogr2ogr", "-f", driver, target, source, *([layer] if source.suffix == ".gpkg" else []), *extra], check=True,
                           capture_output=True)
            files[name, layer] = target
    tif = folder / "tif" / "sites" / "sites.tif"
    tif.parent.mkdir(parents=True)
    subprocess.run(["gdal_rasterize", "-q", "-a", "households", "-tr", "50", "50", "-ot", "Int16", town / "sites.gpkg", tif], check=True)
    files["tif", "sites"] = tif
    for name, (content, _, _) in SETTINGS.items():
        files[name, ""] = folder / name / f"s.{name}"
        files[name, ""].parent.mkdir()
        files[name, ""].write_text(content, encoding="utf-8")
    return files


NUMBERS = [b"0", b"-1", b"1e308", b"NaN", b"99999999999999999999", b"-9223372036854775808", b"2147483648", b"1e-320", b""]


def damage(content, chance):
    """Between one and four changes."""
    content = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 1, 1, 2, 4))):
        if not content:
            break
        at = chance.randrange(len(content))
        length = min(chance.choice((1, 1, 2, 4, 4, 16, 64)), len(content) - at)
        kind = chance.randrange(9)
        if kind == 0:
            content[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            content[at:at + length] = chance.randbytes(length)
        elif kind == 2:
            del content[at:at + length]
        elif kind == 3:
            content[at:at] = content[at:at + length]
        elif kind == 4:
            del content[at:]
        elif kind == 5:
            content[at:at + length] = bytes(length)
        elif kind == 6:
            content[at:at + length] = b"\xff" * length
        elif kind == 7:
            other = chance.randrange(len(content))
            content[at:at + length], content[other:other + length] = content[other:other + length], content[at:at + length]
        else:
            digits = [i for i in range(at, min(at + 200, len(content))) if 48 <= content[i] <= 57]
            if digits:
                end = digits[0]
                while end < len(content) and 48 <= content[end] <= 57:
                    end += 1
                content[digits[0]:end] = chance.choice(NUMBERS)
    return bytes(content)


def uses(formats, tools):
    """What a file can be given as: {tool: [(format, role)]}."""
    found = {tool: [] for tool in tools}
    for name in formats:
        for role in ROLES_OF.get(name, LAYERS):
            if ROLES[role][0] in found:
                found[ROLES[role][0]].append((name, role))
    return {tool: pairs for tool, pairs in found.items() if pairs}


class Trial:
    def __init__(self, seed, files, ways):
        self.chance = random.Random(seed)
        self.tool = self.chance.choice(sorted(ways))
        self.name, self.role = self.chance.choice(ways[self.tool])
        self.is_whole = self.chance.randrange(20) == 0
        self.whole = files[self.name, "" if self.name in SETTINGS else LAYERS[self.role]]

    def write(self, folder):
        """The damaged file in a folder of its own, with the whole ones that belong to it."""
        for path in self.whole.parent.iterdir():
            shutil.copy(path, folder)
        file = folder / self.whole.name
        part = file.with_suffix("." + self.name) if self.name in ("dbf", "shx") else file
        if not self.is_whole:
            part.write_bytes(damage(part.read_bytes(), self.chance))
        return file

    def more(self, file):
        if self.name in SETTINGS:
            return [SETTINGS[self.name][2], str(file)]
        if self.name in NEED_CRS and self.role == "sites":
            return ["--input-crs", "EPSG:4547"]
        return ["--name-field", "unit_name"] if self.name == "kml" and self.role == "boundaries" else []

    def run(self, town, seconds, keep=None, seed=0):
        with tempfile.TemporaryDirectory(prefix="mutate-") as place:
            folder, out = Path(place, "in"), Path(place, "out")
            folder.mkdir()
            out.mkdir()
            file = self.write(folder)
            is_setting = self.name in SETTINGS
            given = f"{town}/{LAYERS[self.role]}.gpkg" if is_setting else str(file)
            answer = ask(self.role, given, town, out, seconds, self.more(file))
            wrong = faults(answer, out) + ([] if is_setting or self.name == "tif" else self.lost(answer, file))
            if self.is_whole and answer.code not in (0, 1):
                wrong.append("refused: a whole file")
            if wrong and keep:
                shutil.copytree(folder, Path(keep, str(seed)), dirs_exist_ok=True)
            return answer, [f"{self.name} as {self.role}: {text}\n    {' '.join(answer.words)}\n    {answer.said.strip()[:300]}" for text in wrong]

    def lost(self, answer, file):
        """Fewer features than there are, without a word."""
        read = {"sites": "sites", "grids": "grids", "index": "grids", "records": "records"}.get(self.role)
        if not answer.is_silent or read is None:
            return []
        says_itself = FORMATS[self.name][2]
        reads = gdal_reads(self.whole if says_itself else file)
        if not reads or not reads["layers"]:
            return []
        there = max(count for _, count, _ in reads["layers"])
        number = answer.report.get(read, 0) + answer.report.get("sites_outside", 0)
        return [f"lost: {number} of {there} features"] if number < there else []


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--keep", metavar="DIR")
    parser.add_argument("--formats", default=",".join([*FORMATS, *SETTINGS]))
    parser.add_argument("--tools", default=",".join(TOOLS))
    a = parser.parse_args()
    kinds, codes, tools = collections.Counter(), collections.Counter(), collections.Counter()
    with tempfile.TemporaryDirectory(prefix="town-") as place, concurrent.futures.ThreadPoolExecutor(a.jobs) as pool:
        town = Path(place, "town")
        town.mkdir()
        make_town(town)
        files = seeds_of(town, Path(place, "seeds"))
        seeds = range(a.first, a.first + a.count)
        ways = uses(a.formats.split(","), a.tools.split(","))
        for seed, (answer, wrong) in zip(seeds, pool.map(lambda seed: Trial(seed, files, ways).run(town, a.seconds, a.keep, seed), seeds)):
            tools[Path(answer.words[0]).name] += 1
            codes[answer.code, answer.is_silent] += 1
            for text in wrong:
                kinds[text.split(":")[1].strip()] += 1
                print(f"seed {seed}: {text}", flush=True)
    ends = ", ".join(f"{code}{' in silence' if silent else ''}: {number}" for (code, silent), number in sorted(codes.items()))
    print(f"{a.count} damaged files; {', '.join(f'{tool} {number}' for tool, number in sorted(tools.items()))}; exit codes {ends}; "
          f"faults {dict(kinds) or 'none'}")
    return bool(kinds)


if __name__ == "__main__":
    sys.exit(main())
