"""Writes the inputs of a town as files, coordinates bit for bit, and says how gridify is called with them."""

import json
import shlex

from osgeo import gdal

DRIVERS = {"gpkg": "GPKG", "fgb": "FlatGeobuf"}
LAYERS = ("units", "sites", "barriers", "blocks", "dedicated")


def features_of(town, layer):
    """(properties, GeoJSON geometry) of each feature of a layer."""
    if layer == "units":
        return [] if town.settings.source == "grouped" else [({"unit_code": unit["code"]}, polygons(unit["area"]))
                                                             for unit in town.units]
    if layer == "sites":
        return [(site_fields(town, site), {"type": "Point", "coordinates": site["at"]} if "at" in site
                 else polygons(site["area"])) for site in town.sites]
    if layer == "barriers":
        return [({"hard": line["hard"], "class": line["class"]}, {"type": "LineString", "coordinates": line["points"]})
                for line in town.barriers]
    # Grids are called as their dedicated areas are: the name goes with the area, in whatever order these are.
    return [({"name": f"{layer} at {area[0][0][0]}"}, polygons(area)) for area in getattr(town, layer)]


def site_fields(town, site):
    fields = {"site_id": site["id"], "households": site["households"], "persons": site["persons"]}
    if town.settings.source == "grouped":
        fields["unit_code"] = site["unit"]
    return fields


def polygons(area):
    if len(area) == 1:
        return {"type": "Polygon", "coordinates": area[0]}
    return {"type": "MultiPolygon", "coordinates": area}


def write_layer(features, epsg, path):
    """As GeoJSON with the shortest decimals that are the same double; other formats by GDAL from that."""
    text = json.dumps({
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:{crs_name(epsg)}"}},
        "features": [{"type": "Feature", "properties": fields, "geometry": geometry} for fields, geometry in features]})
    if path.suffix == ".geojson":
        path.write_text(text, encoding="utf-8")
        return
    source = path.with_suffix(".geojson")
    source.write_text(text, encoding="utf-8")
    gdal.VectorTranslate(str(path), str(source), format=DRIVERS[path.suffix[1:]], layerName=path.stem)
    source.unlink()


def crs_name(epsg):
    return "OGC:1.3:CRS84" if epsg == 4326 else f"EPSG::{epsg}"


def write_inputs(town, folder):
    """Writes the layers that have features; of the second run what has changed."""
    for layer in LAYERS:
        features = features_of(town, layer)
        if features:
            write_layer(features, town.epsg(layer), folder / f"{layer}.{town.settings.form}")
    for layer in ("sites", "units"):
        if getattr(town, f"later_{layer}"):
            write_layer(features_of(town.later(), layer), town.epsg(layer), folder / f"later_{layer}.{town.settings.form}")


def words(town, output="grids.gpkg", later=False):
    """The words of gridify's command line, for a run in the folder of the files."""
    settings, form = town.settings, town.settings.form
    units, sites = (f"later_{layer}" if later and getattr(town, f"later_{layer}") else layer for layer in ("units", "sites"))
    found = ["--cells" if town.is_cells else "--sites", f"{sites}.{form}"]
    found += ["--unit-field", "unit_code"] if settings.source == "grouped" else [f"{units}.{form}"]
    if town.barriers:
        found += ["--barriers", f"barriers.{form}", "--hard-barriers", "hard = 1"]
    if town.blocks:
        found += ["--blocks", f"blocks.{form}"]
    if town.dedicated:
        found += ["--dedicated", f"dedicated.{form}"]
    if settings.shares:
        found += ["--grids", str(town.grids)]
    else:
        found += [word for name, size in zip(("target", "min", "max"), settings.sizes) for word in (f"--{name}", str(size))]
    if settings.effort != "normal":
        found += ["--effort", settings.effort]
    if later:
        previous = "previous.geojson" if settings.changes == "grids" else "grids.gpkg"
        found += ["--previous", previous, "--stability", str(settings.stability)]
    return found + ["-q", "--no-progress", "--assignments", output.replace(".gpkg", ".csv"), "-o", output]


def write_previous(town, folder):
    """The first output with fewer digits, as people pass it on."""
    gdal.VectorTranslate(str(folder / "previous.geojson"), str(folder / "grids.gpkg"), format="GeoJSON", layers=["grids"],
                         layerCreationOptions=[f"COORDINATE_PRECISION={town.settings.digits}"])


def script(town):
    """The same as a script for people; it prints the exit codes."""
    lines = ["#!/bin/sh", '# Divides this town again: GRIDIFY=.../gridify ./run.sh', 'cd "$(dirname "$0")" || exit',
             "rm -f grids.* again.* previous.*", f'"${{GRIDIFY:-gridify}}" {shlex.join(words(town))} -j 1; echo "exit code $?"']
    if town.settings.changes == "grids":
        lines.append(f"ogr2ogr -f GeoJSON -lco COORDINATE_PRECISION={town.settings.digits} previous.geojson grids.gpkg grids")
    if town.settings.stability is not None:
        lines.append(f'"${{GRIDIFY:-gridify}}" {shlex.join(words(town, "again.gpkg", later=True))} -j 1; echo "exit code $?"')
    return "\n".join(lines) + "\n"
