#!/usr/bin/python3
"""Damages files of many formats at random, gives them to the tools, and judges the answers.

    mutate.py [--first 0] [--count 200] [--jobs N] [--seconds 60] [--keep DIR] [--formats NAME,...]

A run is known by its seed, which chooses the file, what it is given as, and the damage: bytes changed, taken out, doubled, swapped
or cut off, numbers made very large. Wrong are crashes, hangs, reports of sanitizers, errors without a text, internal errors, what
is left behind, and a file of which a tool reads fewer features than were in it before and says nothing. Of text formats a damage
can take out whole records without a trace; there the count is that of GDAL's own bindings on the damaged file.
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

from answers import ask, faults, gdal_reads
from town import make_town

# Format: driver, further options of ogr2ogr, whether the file says itself how much is in it.
FORMATS = {
    "geojson": ("GeoJSON", ["-t_srs", "EPSG:4326"], False), "csv": ("CSV", ["-lco", "GEOMETRY=AS_XY"], False),
    "shp": ("ESRI Shapefile", [], True), "dbf": ("ESRI Shapefile", [], True), "shx": ("ESRI Shapefile", [], True),
    "gpkg": ("GPKG", [], True), "fgb": ("FlatGeobuf", [], True), "xlsx": ("XLSX", [], True), "ods": ("ODS", [], True),
    "gml": ("GML", [], False), "kml": ("KML", ["-t_srs", "EPSG:4326"], False), "tif": (None, [], True),
    "profile": (None, [], True), "cfg": (None, [], True)}
LAYERS = {"boundaries": "units", "sites": "sites", "barriers": "barriers", "blocks": "units", "previous": "grids", "grids": "grids",
          "against": "grids", "repair": "grids", "merge": "grids", "export": "grids", "page": "sites",
          "dedicated": "units", "address": "barriers"}
TABLES = ("csv", "xlsx", "ods")
NEED_CRS = (*TABLES, "tif")


def seeds_of(town, folder):
    """A whole file of each format and layer: {(format, layer): path}."""
    files = {}
    for name, (driver, options, _) in FORMATS.items():
        for layer in ("units", "sites", "barriers", "grids"):
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
    profile = folder / "profile" / "p.profile"
    profile.parent.mkdir()
    profile.write_text("[sizes]\ntarget = 300\nmin = 200\nmax = 400\ntolerance = 0.1\n[fields]\nhouseholds = households, HS\n"
                       "[barriers]\nriver = 0.3\nother = 0.5\n", encoding="utf-8")
    config = folder / "cfg" / "c.cfg"
    config.parent.mkdir()
    config.write_text("target = 300\nmin = 200\nmax = 400\neffort = fast\nthreads = 1\n", encoding="utf-8")
    files["profile", ""], files["cfg", ""] = profile, config
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


class Trial:
    def __init__(self, seed, files, formats):
        self.chance = random.Random(seed)
        self.name = self.chance.choice(formats)
        roles = [role for role, layer in LAYERS.items() if (self.name, layer) in files]
        if self.name in NEED_CRS:
            roles = ["sites"]
        self.role = self.chance.choice(roles) if roles else "sites"
        self.whole = files.get((self.name, LAYERS[self.role])) if roles else files[self.name, ""]

    def write(self, folder):
        """The damaged file in a folder of its own, with the whole ones that belong to it."""
        for path in self.whole.parent.iterdir():
            shutil.copy(path, folder)
        file = folder / self.whole.name
        part = file.with_suffix("." + self.name) if self.name in ("dbf", "shx") else file
        part.write_bytes(damage(part.read_bytes(), self.chance))
        return file

    def more(self, file):
        if self.name in NEED_CRS:
            return ["--input-crs", "EPSG:4547"]
        if self.name == "kml":
            return ["--name-field", "unit_name"] if self.role == "boundaries" else []
        return {"profile": ["--profile", str(file)], "cfg": ["--config", str(file)]}.get(self.name, [])

    def run(self, town, seconds, keep=None, seed=0):
        with tempfile.TemporaryDirectory(prefix="mutate-") as place:
            folder, out = Path(place, "in"), Path(place, "out")
            folder.mkdir()
            out.mkdir()
            file = self.write(folder)
            is_setting = self.name in ("profile", "cfg")
            given = f"{town}/sites.gpkg" if is_setting else str(file)
            answer = ask(self.role, given, town, out, seconds, self.more(file))
            wrong = faults(answer, out) + ([] if is_setting or self.name == "tif" else self.lost(answer, file))
            if wrong and keep:
                shutil.copytree(folder, Path(keep, str(seed)), dirs_exist_ok=True)
            return answer, [f"{self.name} as {self.role}: {text}\n    {' '.join(answer.words)}\n    {answer.said.strip()[:300]}" for text in wrong]

    def lost(self, answer, file):
        """Fewer features than there are, without a word."""
        read = {"sites": "sites", "grids": "grids"}.get(self.role)
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
    parser.add_argument("--formats", default=",".join(FORMATS))
    a = parser.parse_args()
    kinds, codes = collections.Counter(), collections.Counter()
    with tempfile.TemporaryDirectory(prefix="town-") as place, concurrent.futures.ThreadPoolExecutor(a.jobs) as pool:
        town = Path(place, "town")
        town.mkdir()
        make_town(town)
        files = seeds_of(town, Path(place, "seeds"))
        seeds = range(a.first, a.first + a.count)
        formats = a.formats.split(",")
        for seed, (answer, wrong) in zip(seeds, pool.map(lambda seed: Trial(seed, files, formats).run(town, a.seconds, a.keep, seed), seeds)):
            codes[answer.code, answer.is_silent] += 1
            for text in wrong:
                kinds[text.split(":")[1].strip()] += 1
                print(f"seed {seed}: {text}", flush=True)
    ends = ", ".join(f"{code}{' in silence' if silent else ''}: {number}" for (code, silent), number in sorted(codes.items()))
    print(f"{a.count} damaged files; exit codes {ends}; faults {dict(kinds) or 'none'}")
    return bool(kinds)


if __name__ == "__main__":
    sys.exit(main())
