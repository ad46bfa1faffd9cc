"""Hours of work and rounds in Liechtenstein, with a point in each building as sites."""

import support
from rounds import Rounds

FILE = support.DATA / "liechtenstein.gpkg"


class Liechtenstein(Rounds):
    units = (FILE, "municipality")
    buildings = (FILE, "building")
    # In two of them households alone miss it as well: parts that no way leads out of. In one a hillside is 70 km of walking.
    most_missed = 3
    unit_options = ["--code-field", "name", "--name-field", "name"]
    lines = [((FILE, "road"), ""), ((FILE, "railway"), "1=1"), ((FILE, "waterway"), "class='river'")]


del Rounds

if __name__ == "__main__":
    support.run_tests(FILE)
