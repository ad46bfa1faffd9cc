"""Random towns. A seed is a town, always the same one; each of its features is drawn with a random engine of its own."""

import districts
from barriers import KINDS as BARRIERS
from barriers import make_barriers
from cells import Cells
from errors import shaken
from frame import draw_decimals, draw_error, make_frame, rounded, transformed
from layout import make_layout
from places import Places
from settings import BLOCK, all_features, block_of, draw, draw_features, make_settings
from sides import STYLES
from sites import house, later_sites, make_buildings, make_points
from town import Town
from units import (VARIANTS, digitised, exact, imperfect, kept_if_valid, resampled, shifted, units_of_cells,
                   with_islands, with_lakes)

SPACING, LARGEST = 1500.0, 1100.0  # metres between the middles of towns in a block, and of the largest of them


def make_frame_of(seed):
    settings, epsg, place, scale = make_settings(block_of(seed))
    slot = seed % BLOCK
    east, north = ((slot % 4 - 1.5) * SPACING * scale, (slot // 4 - 1.5) * SPACING * scale)
    chance = draw(seed, "place")
    return settings, make_frame(epsg, place, east + chance.uniform(-50, 50), north + chance.uniform(-50, 50)), scale


def make_town(seed):
    features = draw_features(seed)
    settings, frame, scale = make_frame_of(seed)
    decimals = {layer: draw_decimals(draw(seed, f"decimals/{layer}"), settings.crs.get(layer, frame.epsg))
                for layer in ("units", "sites", "barriers", "areas")}
    chance = draw(seed, "layout")
    size = LARGEST * scale * (10 ** chance.uniform(-1, 0))
    if "tiny" in features:
        size = 10 ** chance.uniform(-1, 1.5)
    count = chance.randint(1, 12)
    many = chance.randint(1, 4) * count if settings.source in ("cells", "grouped") else count + chance.randint(0, 6)
    layout = make_layout(features[0], chance, size, many)
    styles = [style for style in STYLES if f"sides-{style}" in features]
    cells = Cells(layout, frame, decimals["units"], styles, seed)
    if not cells.rings:
        return None
    groups = cells.groups(draw(seed, "groups"), count, "mixed" in features)
    if "imperfect" in features:
        cells.digitise(frame, draw_error(draw(seed, "error")), draw(seed, "digitise"), decimals["units"])
    land = with_lakes(groups, draw(seed, "lakes")) if "lakes" in features else groups
    areas = make_areas(seed, features, cells, land, frame, decimals["units"])
    places = Places(areas, frame, decimals["barriers"])
    town = Town(seed=seed, features=all_features(seed), frame=frame, settings=settings, decimals=decimals,
                units=[{"code": unit_code(seed, number), "area": area} for number, area in enumerate(areas)], sites=[])
    town.barriers = make_barriers([kind for kind in BARRIERS if f"barriers-{kind}" in features], places,
                                  draw(seed, "barriers"), features)
    places.decimals = decimals["areas"]
    town.blocks = districts.make_districts(places, draw(seed, "blocks")) if "blocks" in features else []
    town.dedicated = districts.make_districts(places, draw(seed, "dedicated")) if "dedicated" in features else []
    places.decimals = decimals["sites"]
    add_sites(town, places, cells, land if settings.source == "grouped" else groups)
    add_identifiers(town)
    if settings.changes == "units" and settings.source != "grouped":
        change = draw(seed, "later").choice((digitised, resampled, shifted))
        later = change(list(areas), frame, draw(seed, "later units"), decimals["units"])
        town.later_units = [{"code": unit["code"], "area": area} for unit, area in zip(town.units, later)]
    carry_over(town)
    if settings.shares:
        town.grids = max(len(town.units), round(draw(seed, "grids").uniform(0.05, 0.5) * len(town.sites)))
    return town


def unit_code(seed, number):
    return f"{seed:010d}{number + 1:02d}"


def make_areas(seed, features, cells, groups, frame, decimals):
    chance = draw(seed, "units")
    if "grouped" in features:
        return exact(cells, groups)
    areas = (imperfect(cells, groups) if "imperfect" in features else None) or exact(cells, groups)
    if "islands" in features:
        areas = with_islands(areas, frame, draw(seed, "islands"), decimals)
    for variant, change in VARIANTS.items():
        if variant in features:
            areas = change(areas, frame, chance, decimals)
    return areas


def add_sites(town, places, cells, groups):
    chance = draw(town.seed, "sites")
    if town.is_cells:
        town.sites = make_cells(town, cells, groups, chance)
    else:
        make = make_points if town.settings.source == "points" else make_buildings
        town.sites = make(places, town.barriers, chance, town.features)
        if town.settings.shares:  # each unit is to have households, else a number of grids is refused
            town.sites += [{"households": 40, "persons": 1, **house(places, unit["area"], "at" in town.sites[0])}
                           for unit in town.units]
    if town.settings.source == "grouped":
        town.units = units_of_cells(town.sites)


def make_cells(town, cells, groups, chance):
    """The cells of the layout as a layer of counts: exactly, or digitised one by one, or those whose union the units are."""
    metres = draw_error(chance) if "cells-shaken" in town.features else 0.0
    least, most = int(town.settings.shares), chance.choice((30, 200, 500))
    same = chance.random() < 0.5
    sites = []
    for number, group in enumerate(groups):
        for cell in group:
            area = cells.digitised.get(cell) if same else None
            if area is None:
                area = [[cells.rings[cell]]]
                area = kept_if_valid(shaken(area, town.frame, metres, chance, town.decimals["sites"]), area) if metres else area
            sites.append({"area": area, "unit": unit_code(town.seed, number), "households": chance.randint(least, most),
                          "persons": chance.randint(0, 99)})
    return sites


def add_identifiers(town):
    for number, site in enumerate(town.sites):
        site["id"] = f"{town.seed}-{number}"
    if town.settings.changes == "sites":
        places = Places([unit["area"] for unit in town.units], town.frame, town.decimals["sites"])
        town.later_sites = later_sites(town.sites, places, draw(town.seed, "later"), town.is_cells)
        for site in town.later_sites:
            site["id"] = site["id"] if site["id"][0] != "n" else f"{town.seed}-{site['id']}"


def carry_over(town):
    """Sites and barriers into the coordinate systems that they are given in."""
    frame = town.frame
    for name, layer in (("sites", "sites"), ("later_sites", "sites"), ("barriers", "barriers")):
        epsg, decimals = town.epsg(layer), town.decimals[layer]
        if epsg == frame.epsg:
            continue

        def carried(points, epsg=epsg, decimals=decimals):
            return [rounded(point, decimals) for point in transformed(points, frame.epsg, epsg)]

        if getattr(town, name):
            setattr(town, name, [carried_item(item, carried) for item in getattr(town, name)])


def carried_item(item, carried):
    if "at" in item:
        return item | {"at": carried([item["at"]])[0]}
    if "points" in item:
        return item | {"points": carried(item["points"])}
    return item | {"area": [[carried(ring) for ring in polygon] for polygon in item["area"]]}
