"""Standard streams, archives and stores as inputs and outputs. What goes through a pipe is held against what a file has, byte for
byte or as OGR reads it; streams that are cut off, empty, endless or closed are no success and no hang."""

import gzip
import http.server
import json
import os
import pty
import shutil
import signal
import subprocess
import threading
import time
import unittest
import zipfile
from pathlib import Path

import gridify_case as case
from gridcheck_case import GRIDCHECK
from gridexport_case import GRIDEXPORT
from gridmerge_case import GRIDMERGE
from gridtag_case import GRIDTAG

ROOT = Path(__file__).resolve().parents[2]
TOOLS = {"gridify": case.GRIDIFY, "gridcheck": GRIDCHECK, "gridmerge": GRIDMERGE, "gridexport": GRIDEXPORT, "gridtag": GRIDTAG}
DIVIDE = ["gridify", "units.gpkg", "--sites", "sites.gpkg", "-q", "-o"]


class PipesCase(case.GridifyCase):

    def setUp(self):
        super().setUp()
        self.temporary = self.dir.parent / "temporary"
        self.temporary.mkdir()
        self.assert_done(*self.town_with_sites())

    def run_tool(self, tool, *words, data=b"", code=0, timeout=60, **how):
        """What it prints, as bytes; this exit code, and nothing left behind."""
        environment = {**os.environ, "TMPDIR": str(self.temporary), **how.pop("env", {})}
        if "stdin" not in how:
            how["input"] = data
        how.setdefault("stdout", subprocess.PIPE)
        run = subprocess.run([TOOLS[tool], *words], cwd=self.dir, stderr=subprocess.PIPE, timeout=timeout, check=False,
                             env=environment, **how)
        self.said = run.stderr.decode()
        self.assertEqual(code, run.returncode, f"{tool} {words}: {self.said}")
        self.assertNotIn("unexpected", self.said)
        self.assertEqual([], os.listdir(self.temporary), "left behind")
        self.assertEqual([], [name for name in self.files() if name.startswith(".")], "left behind")
        return run.stdout

    def rows(self, path):
        """Fields and shapes of a layer, without the number of the row."""
        return [{name: value.ExportToWkt() if name == "" and value is not None else value for name, value in row.items() if name != "fid"}
                for row in case.read_layer(path)]

    def piped(self, name, data):
        (self.dir / name).write_bytes(data)
        return self.path(name)


class Outputs(PipesCase):

    def test_a_pipe_has_what_a_file_has(self):
        for name, form in (("a.geojson", "GeoJSON"), ("a.fgb", "FlatGeobuf"), ("a.geojsonl", "GeoJSONSeq")):
            for tool, words in (("gridify", DIVIDE[1:]), ("gridmerge", ["grids.gpkg", "-q", "-o"]), ("gridexport", ["grids.gpkg", "-o"])):
                with self.subTest(f"{tool} {form}"):
                    piped = self.run_tool(tool, *words, "-", "-f", form)
                    self.run_tool(tool, *words, name, "-O")
                    self.assertEqual(self.content(name), piped)
                    self.assertEqual(len(self.rows(self.out)), len(self.rows(self.piped("p" + Path(name).suffix, piped))))
        self.assertEqual(self.run_tool("gridexport", "grids.gpkg", "-o", "-"), self.run_tool("gridexport", "grids.gpkg", "-o", "-", "-f", "geojson"))

    def test_rows_of_csv(self):
        wanted = self.rows(self.out)
        for tool, words in (("gridify", DIVIDE[1:]), ("gridexport", ["grids.gpkg", "-o"])):
            rows = self.rows(self.piped("p.csv", self.run_tool(tool, *words, "-", "-f", "CSV")))
            self.assertEqual([(r["grid_code"], str(r["households"])) for r in wanted], [(r["grid_code"], r["households"]) for r in rows])
            self.assertEqual([r[""] for r in wanted], [case.ogr.CreateGeometryFromWkt(r["WKT"]).ExportToWkt() for r in rows])

    def test_other_outputs_of_a_run(self):
        """One of them, whichever it is, may be the stream; the text of a report then stays away from it."""
        for tool, words, option, name in (
                ("gridify", [*DIVIDE[1:], "g.gpkg"], "--assignments", "a.csv"), ("gridcheck", ["grids.gpkg"], "--summary", "s.csv"),
                ("gridcheck", ["grids.gpkg"], "--repair", "m.geojson"), ("gridcheck", ["grids.gpkg", "--target", "50"], "--issues", "i.geojson"),
                ("gridcheck", ["grids.gpkg", "--against", "grids.gpkg"], "--comparison", "c.csv"), ("gridexport", ["grids.gpkg", "--to", "html"], "-o", "w.html"),
                ("gridtag", ["grids.gpkg"], "--write-index", "g.gridx"), ("gridtag", ["grids.gpkg", "sites.gpkg"], "-o", "t.geojson")):
            with self.subTest(f"{tool} {option}"):
                more = ["-O"] if "-o" in words or option == "-o" else []
                form = ["-f", "GeoJSON"] if tool == "gridtag" and option == "-o" else []
                self.run_tool(tool, *words, option, name, *more, "--fail-on", "never")
                piped = self.run_tool(tool, *words, option, "-", *more, *form, "--fail-on", "never")
                self.assertEqual(self.content(name), piped)

    def test_what_is_refused(self):
        before = self.files()
        for tool, words, text in (
                ("gridify", [*DIVIDE[1:], "-", "--json"], "--json prints its report where --output goes"),
                ("gridcheck", ["grids.gpkg", "--issues", "-", "--json"], "--json prints its report where --issues goes"),
                ("gridtag", ["grids.gpkg", "sites.gpkg", "-o", "-", "--json"], "--json prints"),
                ("gridify", [*DIVIDE[1:], "-", "--report", "-"], "--output and --report are both standard output"),
                ("gridcheck", ["-", "--sites", "-"], "the grids and --sites are both standard input"),
                ("gridmerge", ["-", "-", "-o", "m.gpkg"], "an input and an input are both standard input"),
                ("gridtag", ["-"], "the grids and the records are both standard input"),
                ("gridify", [*DIVIDE[1:], "-", "-f", "GPKG"], "GPKG cannot be written to standard output"),
                ("gridmerge", ["grids.gpkg", "-o", "-", "-f", "ESRI Shapefile"], "ESRI Shapefile cannot be written"),
                ("gridexport", ["grids.gpkg", "-o", "-", "-f", "XLSX"], "XLSX cannot be written"),
                ("gridexport", ["grids.gpkg", "-o", "-", "--to", "qgis"], "a project for QGIS is two files"),
                ("gridtag", ["grids.gpkg", "sites.gpkg"], "the format of a GIS file on standard output is not named"),
                ("gridmerge", ["grids.gpkg", "-o", "-", "-f", "GeoJSONSeq", "--output-crs", "EPSG:4547"], "GeoJSONSeq is in WGS 84"),
                ("gridexport", ["grids.gpkg", "-o", "-", "--overwrite-layer"], "--overwrite-layer"),
                ("gridexport", ["grids.gpkg", "-o", "/vsizip/t.zip/tiles", "-f", "MVT"], "a folder of tiles is made on a disk only"),
                *(("gridify", [*DIVIDE[1:], path], "nothing can be written there")
                  for path in ("/vsimem/g.geojson", "/vsistdout/g.geojson", "/vsicurl/http://localhost/g.geojson", "/vsitar/a.tar/g.shp"))):
            with self.subTest(f"{tool} {words}"):
                printed = self.run_tool(tool, *words, code=2)
                self.assertIn(text, self.said)
                self.assertIn("hint: ", self.said)
                self.assertEqual("--json" in words, printed.startswith(b"{"))
        self.assertEqual(before, self.files())

    def test_nobody_can_take_it(self):
        with open("/dev/full", "wb") as full:
            self.run_tool(*DIVIDE, "-", "--report", "r.txt", stdout=full, code=3)
        self.assertIn("No space left on device", self.said)
        with open(os.devnull, "rb") as wrong_way:
            self.run_tool(*DIVIDE, "-", stdout=wrong_way, code=3)
        self.assertIn("it is closed", self.said)
        self.run_tool(*DIVIDE, "-", env={"TMPDIR": self.path("nowhere")}, code=3)
        self.assertIn("TMPDIR", self.said)
        closed = subprocess.run(["sh", "-c", '"$@" >&-', "sh", TOOLS["gridify"], *DIVIDE[1:], "-"], cwd=self.dir, capture_output=True, check=False)
        self.assertEqual((3, True), (closed.returncode, b"it is closed" in closed.stderr))
        reader, writer = os.pipe()
        os.close(reader)
        self.run_tool(*DIVIDE, "-", "--report", "r.txt", stdout=writer, code=128 + signal.SIGPIPE)
        self.run_tool("gridcheck", "grids.gpkg", "--json", stdout=writer, code=128 + signal.SIGPIPE)
        self.run_tool("gridtag", "grids.gpkg", "--x", "x", "--y", "y", data=b"x,y\n1,2\n", stdout=writer, code=128 + signal.SIGPIPE)
        os.close(writer)
        self.assertEqual("", self.said)
        self.assertFalse((self.dir / "r.txt").exists(), "a report of an output that nobody has")

    def test_killed_while_nobody_reads(self):
        reader, writer = os.pipe()
        os.write(writer, b"x" * 65536)  # the pipe is full
        with subprocess.Popen([TOOLS["gridify"], *DIVIDE[1:], "-"], cwd=self.dir, stdout=writer, stderr=subprocess.PIPE,
                              env={**os.environ, "TMPDIR": str(self.temporary)}) as run:
            waiting = time.monotonic() + 30
            while not list(self.temporary.glob(".standard-output*/*")) and time.monotonic() < waiting:
                time.sleep(0.01)
            run.send_signal(signal.SIGTERM)
            run.wait(timeout=20)
            self.assertEqual(128 + signal.SIGTERM, run.returncode)
        os.close(reader)
        os.close(writer)
        self.assertEqual([], os.listdir(self.temporary))

    def test_archives(self):
        self.run_tool(*DIVIDE, "/vsizip/a.zip/inner/g.shp")
        with zipfile.ZipFile(self.path("a.zip")) as archive:
            self.assertIsNone(archive.testzip())
            self.assertIn("inner/g.shp", archive.namelist())
        wanted = self.rows(self.out)
        self.assertEqual([r["grid_code"] for r in wanted], [r["grid_code"] for r in self.rows("/vsizip/" + self.path("a.zip") + "/inner/g.shp")])
        before = self.content("a.zip")
        self.run_tool(*DIVIDE, "/vsizip/a.zip/inner/g.shp", code=3)
        self.assertIn("replace the whole archive with -O", self.said)
        self.run_tool(*DIVIDE, "/vsizip/{" + self.path("a.zip") + "}/inner/g.shp", "-O")
        self.assertEqual(before, self.content("a.zip"))
        self.run_tool("gridcheck", "a.zip", "-q")
        (self.dir / "link.zip").symlink_to("b/c.zip")
        (self.dir / "b").mkdir()
        self.run_tool(*DIVIDE, "/vsizip/link.zip/inner/g.shp")
        self.assertTrue((self.dir / "link.zip").is_symlink())
        self.assertEqual(before, self.content("b/c.zip"))
        self.run_tool("gridexport", "a.zip", "-o", "/vsizip/a.zip/b.csv", "-O", code=2)  # the input
        self.assertEqual(before, self.content("a.zip"))
        self.run_tool("gridexport", "grids.gpkg", "-o", "g.csv")
        self.run_tool("gridexport", "grids.gpkg", "-o", "/vsigzip/g.csv.gz")
        self.assertEqual(self.content("g.csv"), gzip.decompress(self.content("g.csv.gz")))
        self.run_tool("gridify", *DIVIDE[1:-1], "-o", "h.gpkg", "--assignments", "/vsizip/b.zip/a.csv", "--target", "300")
        self.assertEqual(["a.csv"], zipfile.ZipFile(self.path("b.zip")).namelist())

    def test_a_store(self):
        with Store() as store:
            self.run_tool(*DIVIDE, "/vsis3/office/g.geojson", env=store.environment)
            self.run_tool(*DIVIDE, "g.geojson")
            self.assertEqual(self.content("g.geojson"), store.objects["/office/g.geojson"])
            self.run_tool(*DIVIDE, "/vsis3/office/g.geojson", "--target", "300", env=store.environment, code=3)
            self.assertIn("the output exists already", self.said)
            self.assertEqual(self.content("g.geojson"), store.objects["/office/g.geojson"])
            store.objects["/office/s.shx"] = b"somebody's"
            self.run_tool(*DIVIDE, "/vsis3/office/s.shp", env=store.environment, code=3)
            self.assertIn("/vsis3/office/s.shx: the output exists already", self.said)
            self.run_tool(*DIVIDE, "/vsis3/office/s.shp", "-O", env=store.environment)
            self.assertEqual({"cpg", "dbf", "prj", "shp", "shx"}, {name[-3:] for name in store.objects if name.startswith("/office/s.")})
            store.refuses = True
            self.run_tool(*DIVIDE, "/vsis3/office/h.geojson", "--report", "r.txt", env=store.environment, code=3)
            self.assertIn("cannot be written", self.said)
            self.assertNotIn("/office/h.geojson", store.objects)
            self.assertFalse((self.dir / "r.txt").exists())


class Store:
    """As much of S3 as it takes to put an object and to ask for it."""

    def __enter__(self):
        store = self
        self.objects, self.refuses = {}, False

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self, code, body=b"", length=None):
                self.send_response(code)
                self.send_header("Content-Length", str(len(body) if length is None else length))
                self.end_headers()
                self.wfile.write(body)

            def do_PUT(self):
                data = self.rfile.read(int(self.headers["Content-Length"]))
                if store.refuses:
                    return self.answer(403, b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>")
                store.objects[self.path] = data
                return self.answer(200)

            def do_HEAD(self):
                there = store.objects.get(self.path)
                return self.answer(404) if there is None else self.answer(200, length=len(there))

            def do_GET(self):
                there = store.objects.get(self.path)
                return self.answer(404) if there is None else self.answer(200, there)

            def log_message(self, *_words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.environment = {"AWS_S3_ENDPOINT": f"127.0.0.1:{self.server.server_port}", "AWS_HTTPS": "NO", "AWS_VIRTUAL_HOSTING": "FALSE",
                            "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y", "AWS_REGION": "here", "GDAL_HTTP_MAX_RETRY": "0", "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
        return self

    def __exit__(self, *_error):
        self.server.shutdown()
        self.server.server_close()


class Inputs(PipesCase):

    def streams(self, name, layer):
        """The same layer in every form that can be told from its beginning."""
        forms = {}
        for form, driver in (("json", "GeoJSON"), ("geojsonl", "GeoJSONSeq"), ("fgb", "FlatGeobuf"), ("gpkg", "GPKG"), ("kml", "KML"), ("gml", "GML"),
                             ("xlsx", "XLSX")):
            path = self.dir.parent / f"{layer}.{form}"
            options = {"GeoJSON": "-lco RFC7946=NO -lco COORDINATE_PRECISION=15", "FlatGeobuf": "-lco SPATIAL_INDEX=NO"}.get(driver, "").split()
            case.gdal.VectorTranslate(str(path), self.path(name), format=driver, layers=[layer], options=options, layerName=layer)
            forms[form] = path.read_bytes()
        case.gdal.VectorTranslate(str(self.dir.parent / f"{layer}.shp"), self.path(name), format="ESRI Shapefile", layers=[layer])
        with zipfile.ZipFile(self.dir.parent / "s.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for part in self.dir.parent.glob(f"{layer}.*"):
                if part.suffix in (".shp", ".shx", ".dbf", ".prj"):
                    archive.write(part, f"towns/{part.name}")
        forms["zip"] = (self.dir.parent / "s.zip").read_bytes()
        forms["gz"] = gzip.compress(forms["json"])
        return forms

    def test_units_in_every_form(self):
        """The same codes and households, whatever the form; and byte for byte what the file gives."""
        wanted = [(row["grid_code"], row["households"]) for row in self.rows(self.out)]
        for form, data in self.streams("units.gpkg", "units").items():
            with self.subTest(form):
                words = ["--sites", "sites.gpkg", "-f", "GeoJSON", "-q", "--input-crs", "EPSG:4547", "--name-field", "unit_name", "-o", "-"]
                if form == "xlsx":  # a table has no polygons: that it is one is told, not what it is
                    self.run_tool("gridify", "-", *words, data=data, code=3)
                    self.assertIn("standard input (layer units", self.said)
                    continue
                printed = self.run_tool("gridify", "-", *words, data=data)
                got = [(row["grid_code"], row["households"]) for row in self.rows(self.piped("p.geojson", printed))]
                self.assertEqual(len(wanted) if form not in ("kml", "geojsonl") else len(got), len(got))
                self.assertEqual(sum(h for _, h in wanted), sum(h for _, h in got))
                if form == "json":
                    self.assertEqual(wanted, got)

    def test_sites_as_csv(self):
        lines = "".join(f"{wkt[7:-1].replace(' ', ',')},{row['households']}\n" for wkt, row in case.site_rows())
        data = ("x,y,households\n" + lines).encode()
        self.piped("sites.csv", data)
        by_file = self.run_tool("gridify", "units.gpkg", "--sites", "sites.csv", "--input-crs", "EPSG:4547", "-q", "-o", "-")
        by_pipe = self.run_tool("gridify", "units.gpkg", "--sites", "-", "--input-crs", "EPSG:4547", "-q", "-o", "-", data=data)
        self.assertEqual(by_file, by_pipe)

    def test_the_record_says_standard_input(self):
        self.run_tool("gridify", "-", "--sites", "sites.gpkg", "-q", "-o", "r.gpkg", data=self.content("units.gpkg"))
        record = {row["key"]: row["value"] for row in case.read_layer(self.path("r.gpkg"), "grid_run")}
        self.assertRegex(record["input boundaries"], r"^standard-input.gpkg layer=units crc32:[0-9a-f]{8}$")

    def test_archives(self):
        with zipfile.ZipFile(self.path("two.zip"), "w") as archive:
            archive.write(self.path("units.gpkg"), "a/units.gpkg")
            archive.write(self.path("sites.gpkg"), "a/sites.gpkg")
            archive.writestr("__MACOSX/._units.gpkg", b"x")
        self.run_tool("gridify", "two.zip", "--sites", "sites.gpkg", "-q", "-o", "-", code=2)
        self.assertIn("a/units.gpkg, a/sites.gpkg", self.said)
        printed = self.run_tool("gridify", "two.zip", "--layer", "units", "--sites", "two.zip", "--sites-layer", "sites", "-q", "-o", "-")
        self.assertEqual(self.run_tool(*DIVIDE, "-"), printed)
        for name, content in (("empty.zip", {}), ("text.zip", {"readme.txt": b"x"})):
            with zipfile.ZipFile(self.path(name), "w") as archive:
                for inner, data in content.items():
                    archive.writestr(inner, data)
            self.run_tool("gridcheck", name, code=3)
            self.assertIn("no layer in the archive", self.said)
        (self.dir / "cut.zip").write_bytes(self.content("two.zip")[:3000])
        self.run_tool("gridcheck", "cut.zip", code=3)

    def test_three_tools_in_a_row(self):
        """As a rule of make would have it, with jq at the end."""
        (self.dir / "Makefile").write_text(
            "SHELL = /bin/bash -o pipefail\n"
            "all: towns.csv report.json\n"
            "grids.geojson: units.gpkg sites.gpkg\n\t$(GRIDIFY) - --sites sites.gpkg -q -o - < units.gpkg > $@\n"
            "towns.csv: grids.geojson\n\t$(GRIDMERGE) - --by unit -q -o - -f FlatGeobuf < $< | $(GRIDEXPORT) - -o - -f CSV --geometry none --fields "
            "grid_code,households > $@\n"
            "report.json: grids.geojson\n\tcat $< | $(GRIDMERGE) - -q -o - | $(GRIDEXPORT) - -q -o - -f FlatGeobuf | $(GRIDCHECK) - --sites sites.gpkg "
            "--json | jq '{status, grids, findings: (.findings | length)}' > $@\n", encoding="utf-8")
        if not shutil.which("jq") or not shutil.which("make"):
            self.skipTest("skipped: jq or make is not there")
        run = subprocess.run(["make", "-s", *(f"{name.upper()}={tool}" for name, tool in TOOLS.items())], cwd=self.dir, capture_output=True,
                             text=True, check=False, timeout=120)
        self.assertEqual((0, "", ""), (run.returncode, run.stderr, run.stdout))
        grids = self.rows(self.out)
        said = json.loads(self.content("report.json"))
        self.assertEqual(("done", len(grids)), (said["status"], said["grids"]))
        households = {}
        for row in grids:
            households[row["unit_code"]] = households.get(row["unit_code"], 0) + row["households"]
        self.assertEqual({row["grid_code"]: int(row["households"]) for row in self.rows(self.path("towns.csv"))}, households)

    def test_the_pipe_of_the_readme(self):
        """As it is printed, with the grids of the sample; the households of each municipality are those of its grids."""
        text = (ROOT / "README.md").read_text(encoding="utf-8").split("## In a pipe", 1)[1]
        script = text.split("```sh\n", 1)[1].split("```", 1)[0]
        (self.dir / "data").symlink_to(ROOT / "data")
        self.run_tool("gridify", "data/sample/municipalities.shp", "--sites", "data/sample/buildings.fgb", "--site-reach", "100", "-qO", "-o", "grids.gpkg")
        folders = os.pathsep.join(str(Path(tool).parent) for tool in TOOLS.values())
        run = subprocess.run(["bash", "-c", script], cwd=self.dir, capture_output=True, text=True, check=False, timeout=60,
                             env={**os.environ, "PATH": folders + os.pathsep + os.environ["PATH"]})
        self.assertEqual(0, run.returncode, run.stderr)
        households = {}
        for row in self.rows(self.out):
            households[row["unit_code"]] = households.get(row["unit_code"], 0) + row["households"]
        lines = run.stdout.replace("\r", "").splitlines()
        self.assertEqual("grid_code,households", lines[0])
        self.assertEqual(households, {code: int(count) for code, count in (line.split(",") for line in lines[1:] if "\t" not in line)})
        self.assertTrue(any(line.startswith("warning\t") for line in lines))

    def test_hostile_streams(self):
        forms = self.streams("grids.gpkg", "grids")
        forms["csv"] = b"grid_code,WKT\n" + b'1,"POLYGON ((0 0,1 0,1 1,0 0))"\n' * 3 + b'2,"POLYGON ((0 0,'
        whole = {form: len(data) for form, data in forms.items()}
        trials = {"empty": b"", "blanks": b" \n" * 50000, "zeros": bytes(1 << 20), "chance": bytes(range(256)) * 300, "zero behind": forms["json"] + b"\0",
                  "words": b"y\n" * 1000, "head": b"{", "list": b"[1,2,3]", "deep": b"[" * 100000, "page": b"<html><body>no</body></html>",
                  "UTF-16": "x,y\n1,2\n".encode("utf-16"), "bomb": gzip.compress(bytes(1 << 26)), "cut gz": forms["gz"][:-20], "mark": b"\xef\xbb\xbf"}
        for form, size in whole.items():
            trials[f"{form} cut"] = forms[form][:size // 2 + 7]
            trials[f"{form} head"] = forms[form][:20]
        for name, data in trials.items():
            with self.subTest(name):
                begin = time.monotonic()
                self.run_tool("gridcheck", "-", data=data, code=3)
                self.assertIn("gridcheck: error: ", self.said)
                self.assertLess(time.monotonic() - begin, 20)

    def test_two_layers(self):
        case.gdal.VectorTranslate(self.path("units.gpkg"), self.path("sites.gpkg"), accessMode="append", layerName="sites")
        self.run_tool("gridify", "-", "--sites", "sites.gpkg", "-q", "-o", "-", data=self.content("units.gpkg"), code=2)
        self.assertIn("units, sites", self.said)
        self.run_tool("gridify", "-", "--layer", "units", "--sites", "sites.gpkg", "-q", "-o", "-", data=self.content("units.gpkg"))

    def test_streams_that_do_not_end(self):
        """Zeros are refused at once; a text that goes on is stopped where files may grow no further."""
        with open("/dev/zero", "rb") as zeros:
            self.run_tool("gridcheck", "-", stdin=zeros, code=3, timeout=20)
        for words in (["gridcheck", "-"], ["gridify", "-", "--sites", "sites.gpkg", "-o", "g.gpkg"]):
            line = " ".join([TOOLS[words[0]], *words[1:]])
            run = subprocess.run(["bash", "-c", f"ulimit -f 20000; yes '{{\"type\":\"Feature\"}}' | {line}"], cwd=self.dir, capture_output=True, text=True,
                                 timeout=30, check=False, env={**os.environ, "TMPDIR": str(self.temporary)})
            self.assertEqual(3, run.returncode, run.stderr)
            self.assertIn("File too large", run.stderr)
            self.assertIn("TMPDIR", run.stderr)
        self.assertEqual([], os.listdir(self.temporary))

    def test_no_stream_at_all(self):
        closed = subprocess.run(["sh", "-c", '"$@" <&-', "sh", TOOLS["gridcheck"], "-"], cwd=self.dir, capture_output=True, text=True, check=False)
        self.assertEqual(3, closed.returncode)
        self.assertIn("standard input: cannot be read", closed.stderr)
        folder = os.open(self.dir, os.O_RDONLY)
        self.run_tool("gridcheck", "-", stdin=folder, code=3)
        os.close(folder)
        main, terminal = pty.openpty()
        self.run_tool("gridcheck", "-", stdin=terminal, code=2, timeout=20)
        self.assertIn("standard input, which is a terminal", self.said)
        os.close(main)
        os.close(terminal)
        self.run_tool("gridcheck", "-", data=self.content("grids.gpkg"), code=3, env={"TMPDIR": self.path("nowhere")})
        self.assertIn("TMPDIR", self.said)


class Terminal(PipesCase):

    def on_terminal(self, tool, *words):
        """What somebody sees who calls it in a terminal."""
        main, terminal = pty.openpty()
        with subprocess.Popen([TOOLS[tool], *words, "--no-progress"], cwd=self.dir, stdin=terminal, stdout=terminal, stderr=terminal) as run:
            os.close(terminal)
            seen = b""
            while True:
                try:
                    piece = os.read(main, 65536)
                except OSError:
                    break
                if not piece:
                    break
                seen += piece
        os.close(main)
        return run.returncode, seen.decode().replace("\r\n", "\n").splitlines()

    def test_the_last_line_says_where_it_went(self):
        for tool, words, names in (("gridify", [*self.words(), "--report", "r.txt"], "g.gpkg, r.txt"), ("gridmerge", ["grids.gpkg", "-o", "m.gpkg"], "m.gpkg"),
                                   ("gridexport", ["grids.gpkg", "-o", "e.csv"], "e.csv"), ("gridcheck", ["grids.gpkg", "--summary", "s.csv"], "s.csv"),
                                   ("gridtag", ["grids.gpkg", "sites.gpkg", "-o", "t.gpkg"], "t.gpkg")):
            with self.subTest(tool):
                code, lines = self.on_terminal(tool, *words)
                self.assertEqual((0, f"{tool}: written: {names}"), (code, lines[-1]))
                self.assertNotIn("written", "".join(self.on_terminal(tool, *words, "-O" if tool != "gridcheck" else "-Oq", "-q")[1]))

    def words(self):
        return ["units.gpkg", "--sites", "sites.gpkg", "-o", "g.gpkg"]

    def test_findings_are_seen_once_and_the_gravest_first(self):
        far = [(f"POINT ({case.WEST - 900 - 10 * i} {case.SOUTH})", {"site_id": f"far{i}", "households": 3}) for i in range(2)]
        self.write("more.gpkg", [*case.site_rows(), *far])
        code, lines = self.on_terminal("gridify", "units.gpkg", "--sites", "more.gpkg", "-o", "g.gpkg", "--target", "900", "--min", "800", "--max", "1000")
        self.assertEqual(1, code)
        outside = [i for i, line in enumerate(lines) if "error: " in line]
        others = [i for i, line in enumerate(lines) if "warning: " in line]
        self.assertEqual(2, len(outside), lines)
        self.assertTrue(others)
        self.assertLess(max(outside), min(others))


if __name__ == "__main__":
    unittest.main()
