"""Which files a batch reads and writes, and that none is both, whatever it is called.

gridify, gridmerge and gridcheck look at their own command lines; here it is the whole batch, before anything is touched.
"""

import os
import re
from pathlib import Path

from gridify_batch_options import Options, Refusal

# What the batch makes in its work folder, and removes from there.
OWN = re.compile(r"(shard-\d+-of-\d+|job-.*)\.(gpkg|json|log|done|failed|lock)|\.?plan\.json|lock|batch\.log|numbers|"
                 r"array\.sbatch|slurm-job|slurm-.*\.log|gridmerge\.(log|json)|gridcheck\.(log|json)|report\.(json|txt)")
SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg", ".qix", ".sbn", ".sbx", ".shp.xml")
# What gridcheck writes besides, and what the names of files end in that are written beside an output.
CHECK_OUTPUTS = {"issues": ("_lines", "_areas"), "summary": (), "repair": ()}
BESIDE = ("_issues", "_lineage.csv")


def file_id(path):
    """Device and inode; of what is not there those of its folder, and the name, without case for who ignores it."""
    try:
        status = os.stat(path)
        return status.st_dev, status.st_ino, ""
    except OSError:
        target = Path(os.path.realpath(path))
    try:
        status = os.stat(target.parent)
        return status.st_dev, status.st_ino, target.name.lower()
    except OSError:
        return 0, 0, str(target).lower()


def parts(path):
    """A file and those that belong to it."""
    path = Path(path)
    if path.suffix.lower() not in (".shp", ".shx", ".dbf"):
        return [path]
    return [path, *(path.with_suffix(end) for ends in SHAPEFILE for end in (ends, ends.upper()))]


def written(path, beside):
    """All files that an output of this name can consist of."""
    target = Path(os.path.realpath(path))
    files = [Path(path), *parts(target)]
    if target.suffix.lower() != ".gpkg":
        for suffix in beside:
            files += parts(target.with_name(target.stem + suffix + ("" if "." in suffix else target.suffix)))
    return files


def local_file(value):
    """The file of the disk that an input is: of /vsizip/x.zip/y and GPKG:x:y the file x."""
    value = str(value)
    if os.path.exists(value):
        return value
    words = re.split(r"(?<=[/:])", re.sub(r"^(/vsi[a-z]+/|[A-Za-z]\w+:)+", "", value).strip("{\""))
    for end in range(len(words), 0, -1):
        name = "".join(words[:end]).rstrip("/:}\"")
        if os.path.isfile(name):
            return name
    return value


def check_files(a, options, common, own, check_words):
    """Refuses a batch in which an output is an input, or another output."""
    reads = [("--list", a.list)] if a.list else []
    for pairs in (common, *own.values()):
        reads += [(f"--{name}" if name else "an input", value) for name, value in options.with_config(pairs)
                  if options.is_file(name) and value]
    known = {}
    for role, value in reads:
        for path in parts(local_file(value)):
            known.setdefault(file_id(path), (role, value))
    outputs = [("--output", a.output, BESIDE)] + ([("--report", a.report, ())] if a.report else [])
    if a.gridcheck:
        outputs += [(f"--{name}", value, CHECK_OUTPUTS[name])
                    for name, value in Options.of(a.gridcheck).split(check_words) if name in CHECK_OUTPUTS and value]
    for role, value, beside in outputs:
        mine = {}
        for path in written(value, beside):
            if other := known.get(file_id(path)):
                names = value if other[1] == value else f"{value} and {other[1]}"
                raise Refusal(2, f"{role} and {other[0]} are the same file: {names}", f"name another file with {role}")
            mine[file_id(path)] = (role, value)
        known |= mine
    check_work(a.work, [*reads, *((role, value) for role, value, _ in outputs)])


def check_work(work, files):
    """Refuses files where the batch keeps its own of that name."""
    folder = file_id(work)
    for role, value in files:
        path = Path(os.path.realpath(local_file(value)))
        if file_id(path.parent) == folder and OWN.fullmatch(path.name):
            raise Refusal(2, f"{role} would be a file of the work folder: {value}", "choose another folder with --work")
