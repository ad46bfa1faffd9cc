"""Lines and tables about failures."""

import collections


def describe(town, wrong):
    """One line: which town, and what is wrong with it."""
    features = ",".join(feature for feature in town.features if not feature.startswith("EPSG:"))
    return f"{town.seed}  {features}  EPSG:{town.frame.epsg}  {town.decimals['units']} decimals  {wrong}"


class Summary:
    """Counts towns, by kind of failure and by feature."""

    def __init__(self):
        self.towns = self.failed = 0
        self._kinds = collections.Counter()
        self._having = collections.Counter()
        self._failing = collections.Counter()

    def add(self, town, wrong):
        self.towns += 1
        self.failed += bool(wrong)
        self._kinds.update({each.kind for each in wrong})
        self._having.update(town.features)
        if wrong:
            self._failing.update(town.features)

    def table(self, seconds):
        lines = ["", f"{self.towns} towns, {self.failed} fail, {seconds:.0f} s, "
                 f"{1000 * seconds / max(1, self.towns):.0f} ms a town", ""]
        lines += [f"{kind:24}{count:6}{percent(count, self.towns)}" for kind, count in sorted(
            self._kinds.items(), key=lambda item: (-item[1], item[0]))]
        lines += ["", f"{'feature':24}{'towns':>6}{'fail':>6}"]
        lines += [f"{feature:24}{count:6}{self._failing[feature]:6}{percent(self._failing[feature], count)}"
                  for feature, count in sorted(self._having.items())]
        return "\n".join(lines)


def percent(part, whole):
    return f"{100 * part / max(1, whole):8.1f} %"

