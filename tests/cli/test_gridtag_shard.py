"""gridtag --shard: what the shards of a file write is, one behind the other, what one run writes, and what they count adds up, however nasty
the text is."""

import collections
import csv
import random
import subprocess
import unittest

import gridify_case as case
from gridtag_case import GridtagCase

ENDS = ("\n", "\r\n", "\r")
# A quoted cell may hold line ends and doubled marks; elsewhere a mark is a letter.
CELLS = ('"a ""b"",\n{}"', '"{}\r\n\r\n"', '5" {}', 'x"{}"y', '""', "{}", '"{}" behind', '"\n' + 900 * "long {}\n" + '"', "\0{}")


def nasty_csv(chance):
    """About a megabyte of rows, with a head; a part of the seeds ends amid a quoted cell."""
    end = chance.choice(ENDS)
    rows, size = [f"id,x,y,kind,note{end}"], 0
    while size < 1_000_000:
        place = f"{case.WEST + chance.uniform(-5, 1205):.3f},{case.SOUTH + chance.uniform(0, 1200):.3f}"
        cells = ",".join(chance.choice(CELLS).replace("{}", chance.choice(("z", "\u5b57", "'"))) for _ in range(chance.choice((2, 2, 2, 1, 3))))
        rows.append(f"{len(rows)},{place},{cells}" + (chance.choice(ENDS) if chance.random() < 0.1 else end))
        size += len(rows[-1])
    return "".join(rows) + chance.choice(("", '1,2,3,"open\n\n', "\n\n\n", "7,0,0,a,b"))


def nasty_json(chance):
    lines = [chance.choice(('{{"x":{},"y":{},"kind":"a \\" b"}}', '{{"y":{1},"x":{0},"kind":{{"deep":["}}",1]}}}}', "{{broken", "")).format(
        case.WEST + chance.uniform(0, 1200), case.SOUTH + 7.5) + chance.choice(("\n", "\n", "\r\n")) for _ in range(30_000)]
    return '{"x":1,"y":2,"kind":"3"}\n' + "".join(lines)


class Shard(GridtagCase):

    def counts(self, names):
        """What tables of counts say together."""
        sums = collections.Counter()
        for name in names:
            with open(self.path(name), encoding="utf-8", newline="") as file:
                rows = csv.reader(file)
                next(rows)
                for *what, count in rows:
                    sums[tuple(what)] += int(count)
        return sums

    def test_whatever_the_text_is(self):
        for seed in range(8):
            chance = random.Random(seed)
            is_json = seed % 4 == 3
            name, encoding = ".ndjson" if is_json else ".csv", "GB18030" if seed % 4 == 2 else "UTF-8"
            text = nasty_json(chance) if is_json else nasty_csv(chance)
            (self.dir / f"e{name}").write_bytes(text.encode(encoding))
            words = [self.grids, f"e{name}", "-O", "--fail-on", "never", "--kind", "kind", "-j", "2"]
            words += [] if is_json else ["--records-encoding", encoding]
            run = self.run_gridtag(*words, "-o", f"whole{name}", "--counts", "whole-counts.csv", cwd=self.dir)
            self.assertEqual(0, run.returncode, run.stderr)
            whole = (self.dir / f"whole{name}").read_bytes()
            count = chance.choice((2, 3, 7))
            joined, tables = b"", []
            for i in range(1, count + 1):
                tables.append(f"counts-{i}.csv")
                run = self.run_gridtag(*words, "--shard", f"{i}/{count}", "--counts", tables[-1], cwd=self.dir)
                self.assertEqual(0, run.returncode, run.stderr)
                self.assertLess(len(run.stdout), len(whole))
                joined += run.stdout
            with self.subTest(seed=seed, count=count):
                self.assertTrue(whole == joined)
                self.assertEqual(self.counts(["whole-counts.csv"]), self.counts(tables))

    def test_a_line_keeps_its_number_and_a_small_file_is_in_one_shard(self):
        good = f'1,{case.WEST + 9.5},{case.SOUTH + 9.5},"two\nlines"\n'
        (self.dir / "e.csv").write_text("id,x,y,note\n" + 20_000 * good + "2,nowhere,1,\n" + good, encoding="utf-8")
        run = self.run_gridtag(self.grids, "e.csv", "--shard", "4/4", cwd=self.dir)
        self.assertEqual(1, run.returncode)
        self.assertIn("line 40002", run.stderr.decode())
        self.assertRegex(run.stdout, rb'^1,[^\n]*,"two\nlines",\d+\n')
        self.assertLess(run.stdout.count(b"two"), 15_000)
        (self.dir / "e.csv").write_text("id,x,y,note\n" + good, encoding="utf-8")
        parts = [self.run_gridtag(self.grids, "e.csv", "--shard", f"{i}/1000000", cwd=self.dir).stdout for i in (1, 250_000, 1_000_000)]
        self.assertEqual([b"id,x,y,note,grid_code\n", b"", b""], parts)

    def test_what_cannot_be_cut_is_refused(self):
        good = f"id,x,y\n1,{case.WEST + 9.5},{case.SOUTH + 9.5}\n"
        (self.dir / "e.csv").write_text(good, encoding="utf-8")
        subprocess.run(["gzip", "-k", "e.csv"], cwd=self.dir, check=True)
        hint = "name a file of CSV or of lines of JSON, not packed"
        self.refused(2, [self.grids, "--shard", "1/2"], "--shard is for files of text", good.encode(), hint)
        self.refused(2, [self.grids, self.grids, "-f", "CSV", "--shard", "1/2"], "--shard is for files of text", b"", hint)
        self.refused(2, [self.grids, self.path("e.csv.gz"), "--shard", "1/2"],
                     "$DIR/e.csv.gz: a shard can only be taken of a file that is not packed",
                     b"", "write it to a file first, unpacked; or leave out --shard")
        for wrong in ("0/2", "3/2", "1", "1/2/3", "x", "-1/2", "1/1000001"):
            self.refused(2, [self.grids, self.path("e.csv"), "--shard", wrong], f"--shard is I/N with 1 <= I <= N <= 1000000, not '{wrong}'", b"",
                         "the first of four shards is 1/4")


if __name__ == "__main__":
    unittest.main()
