#!/usr/bin/python3
"""Damages layers of grids at random and gives them to gridcheck as a file and through a pipe: both have to say the same.

    pipes.py [--first 0] [--count 200] [--keep DIR]

A run is known by its seed, which chooses the format, the damage (as mutate.py has it), and whether the stream is packed. Wrong are a
crash, a hang, an internal error, an error without a text, something that is left behind, a report through the pipe that is another one
than that of the file, and silence of one where the other complains. A stream is known by its beginning and a file by its name: where that
is damaged the two may differ in what they complain of.
"""

import argparse
import collections
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from mutate import damage
from town import make_town

GRIDCHECK = os.environ.get("GRIDCHECK", "gridcheck")
FORMATS = {"geojson": "GeoJSON", "geojsonl": "GeoJSONSeq", "fgb": "FlatGeobuf", "gpkg": "GPKG", "kml": "KML", "gml": "GML"}


def run(place, *words, data=None):
    """Exit code (None: it hangs), report, and messages."""
    temporary = Path(place, "temporary")
    temporary.mkdir(exist_ok=True)
    try:
        done = subprocess.run([GRIDCHECK, *words, "--json"], input=data or b"", capture_output=True, timeout=30, check=False,
                              env={**os.environ, "TMPDIR": str(temporary)})
    except subprocess.TimeoutExpired:
        return None, {}, "hangs"
    said = done.stderr.decode(errors="replace")
    if list(temporary.iterdir()):
        said += "unexpected: something is left behind"
    try:
        return done.returncode, json.loads(done.stdout or b"{}"), said
    except ValueError:
        return done.returncode, {}, said + "unexpected: no JSON"


def faults(by_file, by_pipe):
    wrong = []
    for name, (code, report, said) in (("file", by_file), ("pipe", by_pipe)):
        if code not in (0, 1, 2, 3):
            wrong.append(f"{name}: exit code {code}")
        if "unexpected: " in said or (code in (2, 3) and ("error: " not in said or not report.get("error"))):
            wrong.append(f"{name}: {said[:200]}")
    if wrong:
        return wrong
    codes = by_file[0], by_pipe[0]
    if "which no text has" in by_pipe[2]:
        return []  # GDAL looks at no byte behind the end of a text; we do
    if 0 in codes and codes != (0, 0) or max(codes) <= 1 and codes[0] != codes[1]:
        wrong.append(f"exit codes {codes}: {by_file[2]} {by_pipe[2]}")
    elif max(codes) <= 1:
        reports = [{key: value for key, value in report.items() if key != "seconds"} for _, report, _ in (by_file, by_pipe)]
        if json.dumps(reports[0]) != json.dumps(reports[1]).replace("standard input", "FILE"):
            different = [key for key in reports[0] if reports[0][key] != reports[1].get(key)]
            wrong.append(f"other reports: {different}")
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--keep", metavar="DIR")
    a = parser.parse_args()
    codes, bad = collections.Counter(), 0
    with tempfile.TemporaryDirectory(prefix="pipes-") as place:
        town = Path(place, "town")
        town.mkdir()
        make_town(town)
        for form, driver in FORMATS.items():
            subprocess.run(["ogr2ogr", "-f", driver, *(["-t_srs", "EPSG:4326"] if form in ("geojson", "geojsonl", "kml") else []), Path(place, f"grids.{form}"),
                            town / "grids.gpkg", "grids"], check=True, capture_output=True)
        for seed in range(a.first, a.first + a.count):
            chance = random.Random(seed)
            form = chance.choice(list(FORMATS))
            data = Path(place, f"grids.{form}").read_bytes()
            data = data if chance.random() < 0.1 else damage(data, chance)
            file = Path(place, f"damaged.{form}")
            file.write_bytes(data)
            by_file = run(place, str(file))
            by_pipe = run(place, "-", data=gzip.compress(data) if chance.random() < 0.3 else data)
            codes[form, by_file[0], by_pipe[0]] += 1
            for text in faults(by_file, by_pipe):
                bad += 1
                print(f"seed {seed}: {form}: {text}", flush=True)
                if a.keep:
                    Path(a.keep, f"{seed}.{form}").write_bytes(data)
    print(f"{a.count} streams; format, exit codes as file and through the pipe: {dict(sorted(codes.items(), key=str))}; {bad} faults")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
