#!/usr/bin/python3
"""Tries each vector file below folders as every input of every tool, and tells the answers that no user may get.

    try_files.py [--seconds 20] [--jobs N] [--roles ROLE,...] FOLDER...

Told are crashes, hangs, exit codes other than 0 to 3, errors without a text, internal errors, files left behind, and layers of
which fewer features were read than GDAL's own bindings read, without a word. A fault that `ogrinfo -al` on the same file has,
too (it ends by a signal or never), is not counted. Exit code 1 if there is any other.
"""

import argparse
import collections
import concurrent.futures
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from answers import ROLES, ask, faults, gdal_reads
from town import make_town


def ogrinfo_fails(file, seconds):
    """Whether GDAL's own program ends by a signal, or not at all."""
    try:
        return subprocess.run(["ogrinfo", "-al", "-so", file], stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds,
                              check=False).returncode < 0
    except subprocess.TimeoutExpired:
        return True


def lost(role, answer, reads):
    """Fewer features than GDAL reads, and not a word of it."""
    if role != "grids" or answer.code not in (0, 1) or not reads or reads["said"]:
        return []
    layers = [count for _, count, has_geometry in reads["layers"] if has_geometry]
    if len(layers) != 1 or answer.report.get("grids", 0) >= layers[0]:
        return []
    return [f"lost: {answer.report.get('grids')} of {layers[0]} features"]


def try_file(file, town, roles, seconds):
    """Faults as (role, text), and the exit codes by role with the seconds that they took."""
    found, codes = [], {}
    reads = gdal_reads(file, seconds)
    for role in roles:
        with tempfile.TemporaryDirectory(prefix="try-") as out:
            start = time.monotonic()
            answer = ask(role, str(file), town, out, seconds)
            codes[role] = answer.code, time.monotonic() - start
            found += [(role, text) for text in faults(answer, out) + lost(role, answer, reads)]
    if found and ogrinfo_fails(file, seconds):
        found = []
    return found, codes


def files_below(folders):
    """All files but those that GDAL takes for no vector source by their name: each part of a Shapefile is tried by its .shp only."""
    parts = {".shx", ".dbf", ".prj", ".cpg", ".qix", ".sbn", ".sbx", ".py", ".txt", ".md", ".html", ".c", ".h", ".cpp"}
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file() and not (path.suffix.lower() in parts and (path.suffix.lower() != ".dbf" or path.with_suffix(".shp").exists())):
                yield path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", metavar="FOLDER")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--roles", default=",".join(ROLES))
    a = parser.parse_args()
    roles = a.roles.split(",")
    total, codes, slow, kinds = 0, collections.Counter(), [], collections.Counter()
    with tempfile.TemporaryDirectory(prefix="town-") as town, concurrent.futures.ThreadPoolExecutor(a.jobs) as pool:
        make_town(town)
        work = {pool.submit(try_file, file, town, roles, a.seconds): file for file in files_below(a.folders)}
        for done in concurrent.futures.as_completed(work):
            found, answers = done.result()
            total += 1
            for role, text in found:
                kinds[text.split(":")[0]] += 1
                print(f"{work[done]}: {role}: {text}", flush=True)
            codes.update(code for code, _ in answers.values())
            slow += [(seconds, role, str(work[done])) for role, (_, seconds) in answers.items() if seconds > a.seconds / 4]
    print(f"{total} files, {sum(codes.values())} runs; exit codes {dict(sorted(codes.items()))}; faults {dict(kinds) or 'none'}")
    for seconds, role, file in sorted(slow, reverse=True)[:10]:
        print(f"slow: {seconds:.1f} s {role} {file}")
    return bool(kinds)


if __name__ == "__main__":
    sys.exit(main())
