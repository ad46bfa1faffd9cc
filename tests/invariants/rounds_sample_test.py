"""Hours of work and rounds in the sample, with a point in each building as sites. Always runs."""

import support
from rounds import Rounds

SAMPLE = support.SAMPLE


class Sample(Rounds):
    units = (SAMPLE / "municipalities.shp", "municipalities")
    buildings = (SAMPLE / "buildings.fgb", "buildings")
    lines = [((SAMPLE / "roads.fgb", "roads"), ""), ((SAMPLE / "railways.fgb", "railways"), "class = 'rail'"),
             ((SAMPLE / "waterways.fgb", "waterways"), "class = 'river'")]


del Rounds

if __name__ == "__main__":
    support.run_tests()
