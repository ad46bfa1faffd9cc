"""Takes away from a town what can go while it fails in the same way."""

import dataclasses

from divide import examine_alone
from geometry import closed, is_valid, vertices_of
from town import together
from units import units_of_cells

LAYERS = ("barriers", "blocks", "dedicated", "units", "sites", "later_units", "later_sites")


def reduce_town(town, counts):
    """The smaller town and what is wrong with it; the kind of failure is the first of the town's."""
    wrong = failures(town, counts)
    if not wrong:
        return town, []
    kind, second = wrong[0].kind, wrong[0].text.startswith("second run")

    def fails(smaller):
        return any(each.kind == kind and each.text.startswith("second run") == second for each in failures(smaller, counts))

    town = plainer(town, fails, second)
    size = None
    while size != measure(town):
        size = measure(town)
        for layer in LAYERS:
            items = getattr(town, layer)
            if items and (layer, town.settings.source) != ("units", "grouped"):
                items = fewest(items, lambda some, layer=layer, town=town: fails(dataclasses.replace(town, **{layer: some})))
                town = dataclasses.replace(town, **{layer: items})
        town = without_points(town, fails)
    return town, [each for each in failures(town, counts) if each.kind == kind]


def reduce_company(towns, counts):
    """The same of several towns as one; whole towns go first."""
    return reduce_town(together(fewest(towns, lambda some: bool(some) and bool(failures(together(some), counts)))), counts)


def failures(town, counts):
    if not (town.units and town.sites):
        return []
    if town.settings.source == "grouped":
        town.units = units_of_cells(town.sites)
    return list(filter(counts, examine_alone(town)))


def measure(town):
    return len(all_points(town)) + sum(len(getattr(town, layer) or ()) for layer in LAYERS)


def plainer(town, fails, second):
    """Usual settings where they will do."""
    changes = [{"form": "geojson"}, {"effort": "fast"}]
    if not second:
        changes.append({"stability": None, "changes": ""})
    for change in changes:
        smaller = dataclasses.replace(town, settings=dataclasses.replace(town.settings, **change))
        if "changes" in change:
            smaller.later_sites = smaller.later_units = None
        if smaller != town and fails(smaller):
            town = smaller
    return town


def fewest(items, fails):
    """Tries to leave out half of the items, a quarter, and so on, down to single ones."""
    size = len(items)
    while size >= 1:
        start = 0
        while start < len(items):
            fewer = items[:start] + items[start + size:]
            if fails(fewer):
                items = fewer
            else:
                start += size
        size //= 2
    return items


def all_points(town):
    areas = [unit["area"] for unit in town.units + (town.later_units or [])] + town.blocks + town.dedicated
    points = {point for area in areas for point in vertices_of(area)}
    points |= {point for line in town.barriers for point in line["points"]}
    return points | {point for site in town.sites if "area" in site for point in vertices_of(site["area"])}


def without_points(town, fails):
    """Leaves out vertices, everywhere where they are."""
    points = sorted(all_points(town))
    size = len(points) // 2
    while size >= 1:
        start = 0
        while start < len(points):
            smaller = dropped(town, set(points[start:start + size]))
            if smaller and fails(smaller):
                town = smaller
                del points[start:start + size]
            else:
                start += size
        size //= 2
    return town


def dropped(town, points):
    """Nothing if a line or an area would be none any more."""
    lines = [line | {"points": [point for point in line["points"] if point not in points]} for line in town.barriers]
    if any(len(line["points"]) < 2 for line in lines):
        return None
    try:
        areas = {name: [thinned(area, points) for area in getattr(town, name)] for name in ("blocks", "dedicated")}
        items = {name: thinned_items(getattr(town, name), points)
                 for name in ("units", "later_units", "sites", "later_sites")}
    except NotValid:
        return None
    return dataclasses.replace(town, barriers=lines, **areas, **items)


class NotValid(Exception):
    pass


def thinned_items(items, points):
    return items and [item | {"area": thinned(item["area"], points)} if "area" in item else item for item in items]


def thinned(area, points):
    """What was valid stays valid."""
    if points.isdisjoint(vertices_of(area)):
        return area
    polygons = [[closed([point for point in ring[:-1] if point not in points]) for ring in polygon] for polygon in area]
    new = [[ring for ring in polygon if ring] for polygon in polygons if polygon[0]]
    if not new or not is_valid(new) and is_valid(area):
        raise NotValid
    return new
