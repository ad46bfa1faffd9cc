"""What a town has, by name, and how it is divided; drawn from its seed before anything is made.

Sixteen seeds in a row are a block: their towns lie side by side, not touching, and have the same settings, so that one run of
gridify can divide them together.
"""

import random

from barriers import KINDS as BARRIERS
from frame import PLACES, draw_decimals
from layout import KINDS as LAYOUTS
from sides import STYLES
from sites import SPECIAL
from town import Settings
from units import VARIANTS

BLOCK = 16


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
    # With --grids a unit without households is refused: there it must not lose its sites.
    shares = chance.random() < 0.1
    changes = chance.choice(("", "grids") if shares else ("", "sites", "units", "grids")) if stability is not None else ""
    settings = Settings(source=source, crs=crs, form=chance.choices(("geojson", "gpkg", "fgb"), (8, 1, 1))[0],
                        sizes=chance.choice(((400, 300, 500), (100, 75, 125), (40, 30, 50))),
                        effort=chance.choice(("normal", "fast")), stability=stability,
                        changes=changes, shares=shares, shuffled=chance.random() < 0.25, digits=draw_decimals(chance, epsg) - 1)
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
    settings = make_settings(block_of(seed))[0]
    source, chance = settings.source, draw(seed, "features")
    # Cells that make the units must fit exactly, else they are refused, and rightly.
    features = [chance.choice([layout for layout in LAYOUTS if source != "grouped" or layout != "plots"])]
    features += [f"sides-{style}" for style in STYLES if chance.random() < 0.12]
    if chance.random() < 0.35:
        features.append("mixed")
    features += [name for name in ("islands", "lakes") if chance.random() < 0.15]
    variant = chance.choices(("exact", "imperfect", *VARIANTS), (12, 3, 2, 2, 2, 2, 0 if settings.shares else 2, 1))[0]
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
