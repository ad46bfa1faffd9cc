"""Second half of scripts/make-sample: from an OpenStreetMap extract and a TopoJSON file to the layers of data/sample.

Usage: make_sample.py EXTRACT.osm.pbf VILLAGES.json FOLDER
"""

import collections
import os
import re
import sys
import tempfile

from osgeo import gdal, ogr, osr

gdal.UseExceptions()
ogr.UseExceptions()

OSM_CONFIG = """
attribute_name_laundering=no
closed_ways_are_polygons=building
[points]
[lines]
osm_id=yes
attributes=name,highway,waterway,railway,tunnel
[multipolygons]
osm_id=yes
osm_way_id=yes
attributes=name,admin_level,boundary,building
other_tags=yes
[multilinestrings]
[other_relations]
"""

# Lines that people see as a border. Paths, footways and tunnels are left out.
ROADS = {
    "motorway", "trunk", "primary", "primary_link", "secondary", "secondary_link", "tertiary", "unclassified",
    "residential", "living_street", "pedestrian", "road", "service", "track",
}
WATERWAYS = {"river", "canal", "stream"}
TOWN_CODE = "63000030"  # Da'an, Taipei


def estimated_households(footprint_m2):
    """OpenStreetMap has no households. One for each 100 square metres of footprint, at least one and at most 40;
    none below 40 square metres, where a building is a garage or a shed."""
    if footprint_m2 < 40:
        return 0
    return min(40, max(1, round(footprint_m2 / 100)))


def system(epsg):
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(epsg)
    crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return crs


def read_osm(path):
    """Features of the extract by layer name; the driver gives all layers mixed."""
    with tempfile.NamedTemporaryFile("w", suffix=".ini") as config:
        config.write(OSM_CONFIG)
        config.flush()
        source = gdal.OpenEx(path, gdal.OF_VECTOR, open_options=["CONFIG_FILE=" + config.name])
        features = collections.defaultdict(list)
        while True:
            feature, layer = source.GetNextFeature()
            if feature is None:
                return features
            features[layer.GetName()].append((feature.items(), feature.geometry().Clone()))


def write(path, driver, crs, kind, fields, rows):
    """Writes rows (values, geometry) in their order."""
    options = {"ESRI Shapefile": ["ENCODING=UTF-8", "DBF_DATE_LAST_UPDATE=2013-08-03"], "FlatGeobuf": []}[driver]
    driver = ogr.GetDriverByName(driver)
    if os.path.exists(path):
        driver.DeleteDataSource(path)
    target = driver.CreateDataSource(path)
    name = os.path.splitext(os.path.basename(path))[0]
    layer = target.CreateLayer(name, crs, kind, options)
    for field, field_type, width in fields:
        definition = ogr.FieldDefn(field, field_type)
        definition.SetWidth(width)
        layer.CreateField(definition)
    for values, geometry in rows:
        feature = ogr.Feature(layer.GetLayerDefn())
        for index, value in enumerate(values):
            if value is not None:
                feature.SetField(index, value)
        feature.SetGeometry(geometry)
        layer.CreateFeature(feature)
    print(f"{name}: {len(rows)} features")


def check_coverage(name, geometries):
    """Every segment once (outline) or twice (inside), and the outline closed: else stop."""
    uses = collections.Counter()
    for geometry in geometries:
        for polygon in [geometry] if geometry.GetGeometryName() == "POLYGON" else list(geometry):
            for ring in polygon:
                points = ring.GetPoints(2)
                uses.update(tuple(sorted(pair)) for pair in zip(points, points[1:]))
    ends = collections.Counter(point for segment, count in uses.items() if count == 1 for point in segment)
    inside = sum(count == 2 for count in uses.values())
    outline = sum(count == 1 for count in uses.values())
    if inside + outline != len(uses) or any(count % 2 for count in ends.values()):
        sys.exit(f"{name} is not an exact coverage")
    print(f"{name}: exact coverage, {inside} segments used twice, {outline} on the outline")


def tag(items, key):
    found = re.search(f'"{re.escape(key)}"=>"([^"]*)"', items["other_tags"] or "")
    return found.group(1) if found else None


def municipalities(features):
    country = next(tag(items, "official_name") for items, _ in features
                   if items["boundary"] == "administrative" and items["admin_level"] == "2")
    rows = []
    for items, geometry in features:
        if items["boundary"] == "administrative" and items["admin_level"] == "8":
            number = int(tag(items, "bfs:OBJECTVAL"))
            # 12 digits in the layout of area codes; no province has the digits 99.
            rows.append(((f"990000001{number - 7000:03d}", items["name"], number, country), geometry))
    return sorted(rows, key=lambda row: row[0][0])


def buildings(features, crs):
    to_metres = osr.CoordinateTransformation(crs, system(32632))
    rows = []
    for items, geometry in features:
        if items["building"] in (None, "no"):
            continue
        if geometry.GetGeometryCount() == 1:
            geometry = geometry.GetGeometryRef(0).Clone()
        metric = geometry.Clone()
        metric.Transform(to_metres)
        footprint = round(metric.GetArea())
        way, relation = items["osm_way_id"], items["osm_id"]
        rows.append(((f"w{way}" if way else f"r{relation}", items["building"], items["name"], footprint,
                      estimated_households(footprint)), geometry))
    return sorted(rows, key=lambda row: (row[0][0][0], int(row[0][0][1:])))


def lines(features, key, classes):
    rows = [((items["osm_id"], items[key], items["name"]), geometry) for items, geometry in features
            if items[key] in classes and items["tunnel"] in (None, "no")]
    return sorted(rows, key=lambda row: int(row[0][0]))


def villages(path):
    source = gdal.OpenEx(path, gdal.OF_VECTOR)
    rows = []
    for feature in source.GetLayerByName("villages"):
        items = feature.items()
        if items["TOWNCODE"] == TOWN_CODE:
            rows.append(((items["VILLCODE"], items["VILLNAME"], items["TOWNNAME"], items["COUNTYNAME"]),
                         feature.geometry().Clone()))
    return sorted(rows, key=lambda row: row[0][0])


def main():
    extract, topology, folder = sys.argv[1:]
    osm = read_osm(extract)
    wgs84 = system(4326)
    text, integer = ogr.OFTString, ogr.OFTInteger

    rows = municipalities(osm["multipolygons"])
    check_coverage("municipalities", [geometry for _, geometry in rows])
    write(f"{folder}/municipalities.shp", "ESRI Shapefile", wgs84, ogr.wkbPolygon,
          [("unit_code", text, 12), ("unit_name", text, 40), ("bfs", integer, 6), ("country", text, 40)], rows)

    rows = buildings(osm["multipolygons"], wgs84)
    print("households, estimated:", sum(values[-1] for values, _ in rows))
    write(f"{folder}/buildings.fgb", "FlatGeobuf", wgs84, ogr.wkbPolygon,
          [("osm_id", text, 0), ("building", text, 0), ("name", text, 0), ("foot_m2", integer, 0),
           ("households", integer, 0)], rows)

    fields = [("osm_id", text, 0), ("class", text, 0), ("name", text, 0)]
    for name, key, classes in [("roads", "highway", ROADS), ("waterways", "waterway", WATERWAYS),
                               ("railways", "railway", {"rail"})]:
        write(f"{folder}/{name}.fgb", "FlatGeobuf", wgs84, ogr.wkbLineString, fields, lines(osm["lines"], key, classes))

    rows = villages(topology)
    check_coverage("villages", [geometry for _, geometry in rows])
    write(f"{folder}/villages.shp", "ESRI Shapefile", system(3824), ogr.wkbPolygon,
          [("VILLCODE", text, 11), ("VILLNAME", text, 30), ("TOWNNAME", text, 30), ("COUNTYNAME", text, 30)], rows)


main()
