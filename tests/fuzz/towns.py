"""Random towns. A seed is a town, always the same one; each of its features is drawn with a random engine of its own.

Sixteen seeds in a row are a block: their towns lie side by side, not touching, and have the same settings.
"""

import random

import districts
from barriers import KINDS as BARRIERS
from barriers import make_barriers
from frame import PLACES, draw_decimals, draw_error, make_frame, rounded, transformed
from geometry import is_valid, united
from layout import KINDS as LAYOUTS
from layout import make_layout
from places import Places
from sides import STYLES
from sites import SPECIAL, later_sites, make_buildings, make_points
from town import Settings, Town
from units import VARIANTS, Cells, digitised, exact, imperfect, resampled, shaken, shifted, with_islands

BLOCK = 16
SPACING, LARGEST = 1500.0, 1100.0  # metres between the middles of towns in a block, and of the largest of them


def block_of(seed):
    return seed // BLOCK


def draw(seed, what):
    """The engine for one feature."""
    return random.Random(f"{seed}/{what}")


def make_settings(block):
    chance = draw(block, "settings")
    source = chance.choices(("points", "buildings", "cells", "grouped"), (6, 3, 2, 1))[0]
    epsg = chance.choice(tuple(PLACES))
    crs = {}
    if source in ("points", "buildings"):
        for layer in ("sites", "barriers"):
            if chance.random() < 0.12:
                crs[layer] = chance.choice([other for other in PLACES if other != epsg and reaches(other, epsg)] or [epsg])
    stability = chance.choice((None, None, None, 0.0, 0.5, 0.5, 1.0))
    settings = Settings(source=source, crs=crs, form=chance.choices(("geojson", "gpkg", "fgb"), (8, 1, 1))[0],
                        sizes=chance.choice(((400, 300, 500), (100, 75, 125), (40, 30, 50))),
                        effort=chance.choice(("normal", "fast")), stability=stability,
                        changes=chance.choice(("", "sites", "units")) if stability is not None else "",
                        shares=chance.random() < 0.1, shuffled=chance.random() < 0.25)
    place = chance.choice([place for place in PLACES[epsg] if all(covers(other, place) for other in crs.values())])
    scale = chance.choices((1.0, 40.0), (15, 1))[0]
    return settings, epsg, place, scale


def covers(epsg, place):
    """Whether the coordinate system is made for the place."""
    return epsg in (4326, 3857) or {32650: 114 <= place[0] <= 120, 4547: 112.4 <= place[0] <= 115.6}[epsg]


def reaches(other, epsg):
    return any(covers(other, place) for place in PLACES[epsg])


def features_of(settings, epsg, scale):
    """What a town shares with its block, by name."""
    features = [settings.source, f"EPSG:{epsg}", f"form-{settings.form}"]
    features += [f"other-crs-{layer}" for layer in sorted(settings.crs)]
    if settings.stability is not None:
        features += [f"stability-{settings.stability:g}", f"previous-{settings.changes or 'same'}"]
    features += ["grids"] * settings.shares + ["shuffled"] * settings.shuffled + ["large"] * (scale > 1)
    return tuple(features)


def draw_features(seed):
    """What the town has of its own, by name, in the order in which it is drawn."""
    source = make_settings(block_of(seed))[0].source
    chance = draw(seed, "features")
    # Cells that make the units must fit exactly, else they are refused, and rightly.
    features = [chance.choice([layout for layout in LAYOUTS if source != "grouped" or layout != "plots"])]
    features += [f"sides-{style}" for style in STYLES if chance.random() < 0.12]
    if chance.random() < 0.35:
        features.append("mixed")
    if chance.random() < 0.15:
        features.append("islands")
    variant = chance.choices(("exact", "imperfect", *VARIANTS), (12, 3, 2, 2, 2, 2, 2, 1))[0]
    if source != "grouped":
        features.append(variant)
    features += [f"sites-{kind}" for kind in SPECIAL if chance.random() < 0.15 and source == "points"]
    features += [name for name in ("heavy", "empty") if chance.random() < 0.25]
    if source == "cells" and chance.random() < 0.5:
        features.append("cells-shaken")
    if chance.random() < 0.7:
        features += [f"barriers-{kind}" for kind in BARRIERS if chance.random() < 0.15]
        if chance.random() < 0.1:
            features.append("repeated")
    features += [name for name, share in (("blocks", 0.15), ("dedicated", 0.12)) if chance.random() < share]
    if chance.random() < 0.06:
        features.append("tiny")
    return tuple(features)


def all_features(seed):
    settings, epsg, _, scale = make_settings(block_of(seed))
    return draw_features(seed) + features_of(settings, epsg, scale)


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
    areas = make_areas(seed, features, cells, groups, frame, decimals["units"])
    places = Places(areas, frame, decimals["barriers"])
    town = Town(seed=seed, features=all_features(seed), frame=frame, settings=settings, decimals=decimals,
                units=[{"code": unit_code(seed, number), "area": area} for number, area in enumerate(areas)], sites=[])
    town.barriers = make_barriers([kind for kind in BARRIERS if f"barriers-{kind}" in features], places,
                                  draw(seed, "barriers"), features)
    places.decimals = decimals["areas"]
    town.blocks = districts.make_districts(places, draw(seed, "blocks")) if "blocks" in features else []
    town.dedicated = districts.make_districts(places, draw(seed, "dedicated")) if "dedicated" in features else []
    places.decimals = decimals["sites"]
    add_sites(town, places, cells, groups)
    add_identifiers(town)
    if settings.changes == "units" and settings.source != "grouped":
        change = draw(seed, "later").choice((digitised, resampled, shifted))
        later = change(list(areas), frame, draw(seed, "later units"), decimals["units"])
        town.later_units = [{"code": unit["code"], "area": area} for unit, area in zip(town.units, later)]
    carry_over(town)
    households = sum(site["households"] for site in town.sites)
    town.grids = max(1, len(town.units), round(households / draw(seed, "grids").uniform(20, 400))) if settings.shares else 0
    return town


def unit_code(seed, number):
    return f"{seed:010d}{number + 1:02d}"


def make_areas(seed, features, cells, groups, frame, decimals):
    chance = draw(seed, "units")
    if "grouped" in features:
        return exact(cells, groups)
    areas = imperfect(cells, groups, frame, chance, decimals) if "imperfect" in features else []
    areas = areas or exact(cells, groups)
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
    if town.settings.source == "grouped":
        used = sorted({site["unit"] for site in town.sites})
        town.units = [{"code": code, "area": united([site["area"] for site in town.sites if site["unit"] == code])}
                      for code in used]


def make_cells(town, cells, groups, chance):
    """The cells of the layout as a layer of counts; exactly, or each digitised by itself."""
    metres = draw_error(chance) if "cells-shaken" in town.features else 0.0
    most = chance.choice((30, 200, 500))
    sites = []
    for number, group in enumerate(groups):
        for cell in group:
            area = [[cells.rings[cell]]]
            if metres:
                new = shaken(area, town.frame, metres, chance, town.decimals["sites"])
                area = new if is_valid(new) else area
            sites.append({"area": area, "unit": unit_code(town.seed, number), "households": chance.randint(0, most),
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
