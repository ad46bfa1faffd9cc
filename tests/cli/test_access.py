"""A file opens nothing but itself: no request, no database, no other file, unless the command line says so.

A listener on this machine tells who calls.
"""

import http.server
import json
import sqlite3
import subprocess
import threading
import unittest

import gridify_case as case
import postgis_case
from gridcheck_case import GRIDCHECK
from gridexport_case import GRIDEXPORT
from gridmerge_case import GRIDMERGE


class Listener:
    """Remembers the paths that were asked for, and answers with a layer of grids."""

    def __init__(self, answer):
        calls = self.calls = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                calls.append(self.path)
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(answer)

            do_HEAD = do_GET

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


UNIT = {"type": "Feature", "properties": {"unit_code": "1", "grid_code": "1001", "households": 5},
        "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}}


class Access(case.GridifyCase):

    def setUp(self):
        super().setUp()
        self.listener = Listener(json.dumps({"type": "FeatureCollection", "features": [UNIT]}).encode())
        self.addCleanup(self.listener.close)

    def text(self, name, content):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(content)
        return self.path(name)

    def baits(self):
        """Files that ask for something else as soon as they are opened as what they are."""
        url = self.listener.url
        inner = f"<SrcDataSource>/vsicurl/{url}/a.geojson</SrcDataSource>"
        vrt = f'<OGRVRTDataSource><OGRVRTLayer name="a">{inner}</OGRVRTLayer></OGRVRTDataSource>'
        raster = ('<VRTDataset rasterXSize="2" rasterYSize="2"><VRTRasterBand dataType="Byte" band="1"><SimpleSource>'
                  f"<SourceFilename>/vsicurl/{url}/a.tif</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>")
        link = {"type": "FeatureCollection", "crs": {"type": "link", "properties": {"href": url + "/crs", "type": "proj4"}},
                "features": [UNIT]}
        schema = (f'<?xml version="1.0"?><f:FeatureCollection xmlns:f="http://f" xmlns:gml="http://www.opengis.net/gml" '
                  f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://f {url}/a.xsd">'
                  "<gml:featureMember><f:a><f:unit_code>1</f:unit_code><f:geom><gml:Polygon srsName=\"EPSG:4326\"><gml:outerBoundaryIs>"
                  "<gml:LinearRing><gml:coordinates>0,0 1,0 1,1 0,0</gml:coordinates></gml:LinearRing></gml:outerBoundaryIs>"
                  "</gml:Polygon></f:geom></f:a></gml:featureMember></f:FeatureCollection>")
        yield self.text("vrt.geojson", vrt)
        yield self.text("vrt.shp", vrt)
        yield self.text("named.vrt", vrt)
        yield self.text("link.geojson", json.dumps(link))
        yield self.text("schema.gml", schema)
        yield self.text("wfs.xml", f"<OGRWFSDataSource><URL>{url}/wfs</URL></OGRWFSDataSource>")
        yield self.text("wms.xml", f'<GDAL_WMS><Service name="TMS"><ServerUrl>{url}/${{z}}/${{x}}/${{y}}.png</ServerUrl></Service></GDAL_WMS>')
        yield self.text("raster.tif", raster)
        yield self.text("raster.vrt", raster)
        yield self.text("stac.json", json.dumps({"stac_version": "1.0.0", "type": "FeatureCollection", "stac_extensions": [], "features": [
            {"type": "Feature", "stac_version": "1.0.0", "id": "a", "properties": {}, "geometry": None,
             "assets": {"image": {"href": url + "/a.tif"}}}]}))

    def test_no_input_of_any_tool_makes_a_request(self):
        grids = self.path("own.gpkg")
        self.assert_done(self.units, "--sites", self.sites, "-o", grids)
        for bait in self.baits():
            for words in ([case.GRIDIFY, bait, "--sites", self.sites, "-o", self.out],
                          [case.GRIDIFY, self.units, "--sites", bait, "-o", self.out],
                          [case.GRIDIFY, self.units, "--sites", self.sites, "--barriers", bait, "-o", self.out],
                          [case.GRIDIFY, self.units, "--sites", self.sites, "--previous", bait, "-o", self.out],
                          [GRIDCHECK, bait], [GRIDCHECK, grids, "--boundaries", bait],
                          [GRIDMERGE, bait, "-o", self.out], [GRIDEXPORT, bait, "-o", self.path("out.kml")],
                          [GRIDEXPORT, grids, "--sites", bait, "-o", self.path("out.html")]):
                run = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60)
                with self.subTest(words[:-2]):
                    self.assertIn(run.returncode, (0, 1, 2, 3), run.stderr)
                    self.assertNotIn("unexpected", run.stderr)
                    self.assertEqual([], self.listener.calls, run.stderr)
            for name in self.files():
                if name.startswith("out."):
                    (self.dir / name).unlink()

    def test_what_the_command_line_names_is_opened(self):
        words = ["--only", "overlap", "--code-field", "grid_code"]
        run = subprocess.run([GRIDCHECK, f"/vsicurl/{self.listener.url}/grids.geojson", *words], capture_output=True, text=True, check=False)
        self.assertIn("/grids.geojson", self.listener.calls, run.stderr)
        self.assertEqual(0, run.returncode, run.stderr + run.stdout)
        self.listener.calls.clear()
        for bait in self.baits():
            if bait.endswith(("named.vrt", "link.geojson")):
                subprocess.run([GRIDCHECK, bait, *words, "--allow-network"], capture_output=True, check=False)
                self.assertEqual(1, len({path.split(".")[0] for path in self.listener.calls}), bait)
                self.listener.calls.clear()

    def test_a_description_is_one_by_its_name(self):
        """It may name other files then."""
        text = (f'<OGRVRTDataSource><OGRVRTLayer name="units"><SrcDataSource>{self.units}</SrcDataSource></OGRVRTLayer>'
                "</OGRVRTDataSource>")
        self.assert_done(self.text("units.vrt", text), "--sites", self.sites, "-o", self.out)
        run = self.gridify(self.text("units.geojson", text), "--sites", self.sites, "-o", self.path("x.gpkg"))
        self.assertEqual(3, run.returncode)
        self.assertIn("$DIR/units.geojson: cannot be read as a vector data source", run.stderr)

    def test_names_that_only_look_like_addresses(self):
        path = self.write("a:b.gpkg", case.unit_rows(), layer="units")
        self.assert_done(path, "--sites", self.sites, "-o", self.out)


class Databases(postgis_case.PostgisCase, case.GridifyCase):

    def test_a_description_opens_no_database(self):
        self.load(self.units, "units")
        with open(self.path("units.vrt"), "w", encoding="utf-8") as file:
            file.write(f'<OGRVRTDataSource><OGRVRTLayer name="units"><SrcDataSource>{self.pg}</SrcDataSource></OGRVRTLayer>'
                       "</OGRVRTDataSource>")
        words = [self.path("units.vrt"), "--sites", self.sites, "-o", self.out]
        run = self.gridify(*words)
        self.assertEqual(3, run.returncode)
        self.assertNotIn("secret", run.stderr)
        self.assert_done(*words, "--allow-network")
        self.assert_done(self.pg, "--layer", "units", "--sites", self.sites, "-o", self.path("direct.gpkg"))

    def test_nor_does_a_database_in_a_file(self):
        """Virtual tables of SQLite that lead to other sources."""
        with sqlite3.connect(self.path("units.sqlite")) as file:
            file.execute("CREATE TABLE a (b TEXT)")
            file.execute("PRAGMA writable_schema = ON")
            file.execute("INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES ('table', 'units', 'units', 0, "
                         "?)", (f"CREATE VIRTUAL TABLE units USING VirtualOGR('{self.pg}', 0, 'units')",))
        run = self.gridify(self.path("units.sqlite"), "--layer", "units", "--sites", self.sites, "-o", self.out)
        self.assertIn(run.returncode, (2, 3), run.stderr)
        self.assertNotIn("secret", run.stderr)


if __name__ == "__main__":
    unittest.main()
