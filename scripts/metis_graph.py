"""Graphs in METIS format, and the one evaluator that scripts/bench judges all partitions with."""

import sys


class Graph:
    """A METIS file with vertex weights (the first criterion counts) and edge weights; coordinates beside it in .xy."""

    def __init__(self, path):
        self.path = path
        with open(path, encoding="ascii") as lines:
            rows = [[float(word) for word in line.split()] for line in lines if not line.startswith("%")]
        header = rows.pop(0)
        form = f"{int(header[2]):03d}" if len(header) > 2 else "000"
        criteria = int(header[3]) if len(header) > 3 else int(form[1])
        if form[0] == "1":
            sys.exit(f"{path} has vertex sizes, which are not known here")
        self.weights = [row[0] if criteria else 1.0 for row in rows]
        self.all_weights = [row[:criteria] for row in rows]
        step = 2 if form[2] == "1" else 1
        self.edges = []
        for row in rows:
            words = row[criteria:]
            self.edges.append([(int(words[i]) - 1, words[i + 1] if step == 2 else 1.0) for i in range(0, len(words), step)])
        self.coordinates = None
        if path.with_suffix(".xy").exists():
            with open(path.with_suffix(".xy"), encoding="ascii") as lines:
                self.coordinates = [tuple(map(float, line.split())) for line in lines]

    def write_integer(self, path):
        """The same graph with edge weights of at least 1, as METIS reads them."""
        criteria = len(self.all_weights[0])
        with open(path, "w", encoding="ascii") as out:
            out.write(f"{len(self.weights)} {sum(map(len, self.edges)) // 2} 0{int(criteria > 0)}1")
            out.write(f" {criteria}\n" if criteria > 1 else "\n")
            for weights, edges in zip(self.all_weights, self.edges):
                words = [str(int(weight)) for weight in weights]
                words += [f"{other + 1} {max(1, round(length))}" for other, length in edges]
                out.write(" ".join(words) + "\n")


def evaluate(graph, part, parts):
    """border = weight of the cut edges; worst, p95 = two-sided deviation from the mean; disconnected = parts of several
    pieces; missing = parts without a vertex. part[i] is 0 .. parts - 1."""
    mean = sum(graph.weights) / parts
    load, cut = [0.0] * parts, 0.0
    for vertex, weight in enumerate(graph.weights):
        load[part[vertex]] += weight
        cut += sum(length for other, length in graph.edges[vertex] if part[other] != part[vertex]) / 2
    deviations = sorted(abs(weight / mean - 1) for weight in load)
    pieces, seen = [0] * parts, [False] * len(part)
    for start in range(len(part)):
        if seen[start]:
            continue
        pieces[part[start]] += 1
        seen[start], stack = True, [start]
        while stack:
            for other, _ in graph.edges[stack.pop()]:
                if not seen[other] and part[other] == part[start]:
                    seen[other] = True
                    stack.append(other)
    return {
        "border": cut,
        "worst": deviations[-1],
        "p95": deviations[(95 * parts + 99) // 100 - 1],
        "disconnected": sum(count > 1 for count in pieces),
        "missing": pieces.count(0),
    }
