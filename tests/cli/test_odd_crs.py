"""Systems of coordinates that are odd, damaged or of no use here, on every input: an answer, and never an internal error."""

import random
import subprocess

from osgeo import ogr, osr

import gridcheck_case
import gridexport_case
import gridify_case as case
import gridmerge_case

TOWN = case.crs_of(case.TOWN_CRS).ExportToWkt(["FORMAT=WKT2_2019"])
GEOGRAPHIC = ('GEOGCRS["",DATUM["",ELLIPSOID["",6378137,298.257222101]],CS[ellipsoidal,2],AXIS["",north],AXIS["",east],'
              'ANGLEUNIT["degree",0.0174532925199433]]')
BASE = 'BASEGEOGCRS["x",DATUM["x",ELLIPSOID["x",6378137,298.257222101]]]'
PLANE = 'CS[Cartesian,2],AXIS["",east],AXIS["",north],LENGTHUNIT["metre",1]'
MERCATOR = ('CONVERSION["",METHOD["Transverse Mercator",ID["EPSG",9807]],PARAMETER["Latitude of natural origin",0],'
            'PARAMETER["Longitude of natural origin",114],PARAMETER["Scale factor at natural origin",1],'
            'PARAMETER["False easting",500000],PARAMETER["False northing",0]]')
HEIGHT = 'VERTCRS["h",VDATUM["h"],CS[vertical,1],AXIS["up",up],LENGTHUNIT["metre",1]]'
ODD = {
    "no name": f'PROJCRS["",{BASE},{MERCATOR},{PLANE}]',
    "geographic without names": GEOGRAPHIC,
    "unknown": f'PROJCRS["unknown",{BASE},{MERCATOR},{PLANE}]',
    "undefined": 'ENGCRS["Undefined Cartesian SRS with unknown unit",EDATUM["Unknown engineering datum"],CS[Cartesian,2],'
                 'AXIS["x",unspecified],AXIS["y",unspecified],LENGTHUNIT["unknown",0]]',
    "engineering": f'ENGCRS["",EDATUM[""],{PLANE}]',
    "local": 'LOCAL_CS["Nonearth",UNIT["Meter",1]]',
    "local without a name": 'LOCAL_CS[""]',
    "vertical": HEIGHT,
    "compound": f'COMPOUNDCRS["",{TOWN},{HEIGHT}]',
    "compound of nothing known": f'COMPOUNDCRS["x",ENGCRS["",EDATUM[""],{PLANE}],{HEIGHT}]',
    "bound": f'BOUNDCRS[SOURCECRS[{TOWN}],TARGETCRS[{GEOGRAPHIC}],ABRIDGEDTRANSFORMATION["",METHOD["Geocentric translations '
             '(geog2D domain)",ID["EPSG",9603]],PARAMETER["X-axis translation",1],PARAMETER["Y-axis translation",2],'
             'PARAMETER["Z-axis translation",3]]]',
    "geocentric": 'GEODCRS["",DATUM["x",ELLIPSOID["x",6378137,298.2]],CS[Cartesian,3],AXIS["(X)",geocentricX],'
                  'AXIS["(Y)",geocentricY],AXIS["(Z)",geocentricZ],LENGTHUNIT["metre",1]]',
    "three axes": 'EPSG:4979',
    "derived": f'GEOGCRS["",BASEGEOGCRS["x",DATUM["x",ELLIPSOID["x",6378137,298.2]]],DERIVINGCONVERSION["Pole rotation",'
               'METHOD["PROJ ob_tran o_proj=longlat"],PARAMETER["o_lat_p",52],PARAMETER["lon_0",-30]],CS[ellipsoidal,2],'
               'AXIS["",north],AXIS["",east],ANGLEUNIT["degree",0.0174532925199433]]',
    "derived projected": f'DERIVEDPROJCRS["",BASEPROJCRS["",{BASE},{MERCATOR},LENGTHUNIT["metre",1]],DERIVINGCONVERSION["",'
                         f'METHOD["Affine parametric transformation",ID["EPSG",9624]],PARAMETER["A0",0]],{PLANE}]',
    "sphere": f'PROJCRS["",BASEGEOGCRS["x",DATUM["x",ELLIPSOID["x",6378137,0]]],{MERCATOR},{PLANE}]',
    "no size": f'PROJCRS["",BASEGEOGCRS["x",DATUM["x",ELLIPSOID["x",0,0]]],{MERCATOR},{PLANE}]',
    "method that nobody has": f'PROJCRS["",{BASE},CONVERSION["",METHOD["no such method"]],{PLANE}]',
    "unit of no length": f'PROJCRS["",{BASE},{MERCATOR},{PLANE.replace("1]", "0]")}]',
    "axes to the south": 'EPSG:2053',
    "feet": 'EPSG:2249',
    "gons": 'EPSG:4807',
    "polar": 'EPSG:3031',
    "interrupted": '+proj=igh +datum=WGS84',
    "authority without a code": TOWN.replace('ID["EPSG",4547]', 'ID["",""]'),
    "authority of somebody": TOWN.replace('ID["EPSG",4547]', 'ID["梅 & \\" <x>","a b"]'),
    "dynamic": 'GEOGCRS["",DYNAMIC[FRAMEEPOCH[2010]],DATUM["x",ELLIPSOID["x",6378137,298.2]],CS[ellipsoidal,2],AXIS["",north],'
               'AXIS["",east],ANGLEUNIT["degree",0.0174532925199433]]',
    "temporal": 'TIMECRS["",TDATUM[""],CS[TemporalDateTime,1],AXIS["",future]]',
    "parametric": 'PARAMETRICCRS["",PDATUM[""],CS[parametric,1],AXIS["",up],PARAMETRICUNIT["x",1]]',
    "old, without authority": 'GEOGCS["",DATUM["",SPHEROID["",6378137,298.257]],PRIMEM["",0],UNIT["",0.0174532925199433]]',
    "moon": 'IAU_2015:30100',
}
# What is said on the command line, or stands in a .prj.
TEXTS = ["{}", '{"type":"GeographicCRS"}', '{"type":"ProjectedCRS","name":null}', "PROJCS[", 'GEOGCS[]', "[]", "null", "+proj=", "+init=",
         "EPSG:", "EPSG:0", "EPSG:-1", "EPSG:99999999999999999999", ":", "IGNF:", "urn:ogc:def:crs:EPSG::", "AUTO:42001", "\x01", "%s", "{}{}",
         'PROJCS["",GEOGCS["",DATUM["",SPHEROID["",1,1]],PRIMEM["",0],UNIT["",1]],PROJECTION[""],UNIT["",1]]']


def damaged(chance, wkt):
    """The text with pieces lost, doubled or exchanged."""
    pieces = wkt.split(",")
    for _ in range(chance.randint(1, 3)):
        i, j = chance.randrange(len(pieces)), chance.randrange(len(pieces))
        what = chance.randrange(5)
        if what == 0:
            del pieces[i]
        elif what == 1:
            pieces[i] = pieces[j]
        elif what == 2:
            pieces[i] = pieces[i].replace('"', "") if '"' in pieces[i] else "1e999"
        elif what == 3:
            pieces[i] = '""'
        else:
            pieces[i] = pieces[i][:chance.randint(0, len(pieces[i]))]
        if not pieces:
            return ""
    return ",".join(pieces)


def in_turn(lines, i):
    """Two of them, so that all have their turn."""
    return [lines[(2 * i + j) % len(lines)] for j in range(min(2, len(lines)))]


class OddCrs(gridcheck_case.GridcheckCase):

    def setUp(self):
        super().setUp()
        self.lines = self.path("streets.gpkg")

    def tools(self, odd, texts=False):
        """Command lines in which the file `odd` (by its role), or the text of a CRS, stands."""
        out = ["-O", "-o"]
        units, sites = odd.get("units", self.units), odd.get("sites", self.sites)
        grids, more = odd.get("grids", self.grids), odd.get("more", [])
        divide = [case.GRIDIFY, units, "--sites", sites, "--effort", "fast", *more]
        if "grids" not in odd:
            yield [*divide, "--barriers", odd.get("lines", self.lines), *out, self.path("o.gpkg")]
        if "grids" in odd:
            yield [*divide, "--previous", grids, *out, self.path("o.geojson")]
        yield [gridcheck_case.GRIDCHECK, grids, "--boundaries", units, "--sites", sites, *more]
        if "grids" in odd or texts:
            yield [gridcheck_case.GRIDCHECK, grids, *out[:1], "--repair", self.path("r.geojson"), "--issues", self.path("i.gpkg"), *more]
            yield [gridmerge_case.GRIDMERGE, grids, *out, self.path("o.gpkg"), *more]
            for name in ("o.geojson", "o.kml", "o.qgs", "o.html", "o.mbtiles", "o.shp", "o.sql"):
                zoom = ["--min-zoom", "10", "--max-zoom", "10"] if name == "o.mbtiles" else []
                yield [gridexport_case.GRIDEXPORT, grids, *out, self.path(name), *zoom, *more]

    def assert_answered(self, what, words):
        run = subprocess.run(list(map(str, words)), stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False)
        said = run.stderr.decode("utf-8", "replace")
        if run.returncode not in (0, 1, 2, 3) or "unexpected:" in said or (run.returncode >= 2 and "error: " not in said):
            self.fail(f"{what}: {words}: exit {run.returncode}: {said}")

    def layer_with(self, name, source, crs):
        """A FlatGeobuf, which keeps a CRS as it is, with the features of another layer."""
        rows = [(row.pop(""), row) for row in case.read_layer(source)]
        path = self.dir / name
        path.unlink(missing_ok=True)
        dataset = ogr.GetDriverByName("FlatGeobuf").CreateDataSource(str(path))
        target = dataset.CreateLayer("odd", crs, rows[0][0].GetGeometryType(), ["SPATIAL_INDEX=NO"])
        for key, value in rows[0][1].items():
            target.CreateField(ogr.FieldDefn(key, ogr.OFTInteger64 if isinstance(value, int) else
                                             ogr.OFTReal if isinstance(value, float) else ogr.OFTString))
        for geometry, row in rows:
            feature = ogr.Feature(target.GetLayerDefn())
            for key, value in row.items():
                if value is not None:
                    feature.SetField(key, value)
            feature.SetGeometry(geometry)
            target.CreateFeature(feature)
        del target, dataset
        return str(path)

    def crs_objects(self):
        yield "empty", osr.SpatialReference()
        for what, text in ODD.items():
            crs = osr.SpatialReference()
            try:
                crs.SetFromUserInput(text)
            except RuntimeError:
                continue
            crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
            yield what, crs

    def test_each_input_of_each_tool_with_each_odd_crs(self):
        sources = {"units": self.units, "sites": self.sites, "lines": self.lines, "grids": self.grids}
        systems = list(self.crs_objects())
        self.assertGreater(len(systems), 25)
        for i, (what, crs) in enumerate(systems[::case.STEP]):
            for role, source in sources.items():
                odd = self.layer_with(f"odd_{role}.fgb", source, crs)
                for words in in_turn(list(self.tools({role: odd})), i):
                    self.assert_answered(f"{what} as CRS of the {role}", words)

    def test_a_crs_without_a_name_is_named_as_the_fault(self):
        odd = self.layer_with("odd.fgb", self.units, osr.SpatialReference())
        for words in ([case.GRIDIFY, odd, "--sites", self.sites, "-o", self.path("o.gpkg")],
                      [case.GRIDIFY, self.units, "--sites", self.sites, "--barriers", odd, "-o", self.path("o.gpkg")],
                      [gridexport_case.GRIDEXPORT, odd, "--key", "unit_code", "-o", self.path("o.geojson")],
                      [gridmerge_case.GRIDMERGE, odd, "--code-field", "unit_code", "-o", self.path("o.gpkg")]):
            run = subprocess.run(words, capture_output=True, text=True, check=False)
            self.assertEqual(3, run.returncode)
            self.assertIn("odd.fgb (layer odd): no usable CRS is declared (it has no name)\n", run.stderr)
            self.assertIn("hint: name the CRS with --input-crs", run.stderr)
        self.assert_done(odd, "--sites", self.sites, "--input-crs", f"EPSG:{case.TOWN_CRS}", "-o", self.path("o.gpkg"))

    def test_options_with_odd_texts(self):
        for i, text in enumerate([*TEXTS, *ODD.values()][::case.STEP]):
            for option in ("--input-crs", "--output-crs"):
                lines = [words for words in self.tools({"more": [option + "=" + text]}, texts=True)
                         if option == "--input-crs" or words[0] != gridcheck_case.GRIDCHECK]
                for words in in_turn(lines, i):
                    self.assert_answered(text, words)

    def test_damaged_prj(self):
        chance = random.Random(14)
        path = self.dir / "damaged.shp"
        case.write_layer(path, [(row.pop(""), row) for row in case.read_layer(self.grids)], kind=ogr.wkbPolygon)
        old = case.crs_of(case.TOWN_CRS).ExportToWkt(["FORMAT=WKT1_ESRI"])
        for i in range(0, 60, case.STEP):
            text = TEXTS[i] if i < len(TEXTS) else damaged(chance, chance.choice([old, TOWN, *ODD.values()]))
            path.with_suffix(".prj").write_text(text, encoding="utf-8")
            for words in in_turn(list(self.tools({"grids": str(path)})), i):
                self.assert_answered(text, words)
