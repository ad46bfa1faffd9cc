"""gridify-batch goes on where it was stopped: what is finished is taken over, what is not right is divided anew."""

import json
import os
import shutil
import signal
import subprocess
import unittest

from batch_case import GREAT_UNIT, BatchCase


def shorten(path):
    with open(path, "r+b") as file:
        file.truncate(path.stat().st_size // 2)


def of_another_command(path):
    marker = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**marker, "command": "0" * 64}), encoding="utf-8")


class Resume(BatchCase):

    def test_what_is_right_is_taken_over_and_nothing_else(self):
        self.assert_batch(0, "-n", 4, "--serial", "--no-check")
        whole = self.digest()
        self.assertEqual(["1/4", "2/4", "3/4", "4/4"], self.divided())
        for harms in ({1: ("gpkg", shorten), 2: ("gpkg", os.unlink), 3: ("json", shorten)},
                      {1: ("done", os.unlink), 3: ("done", shorten), 4: ("done", of_another_command)}, {}):
            with self.subTest(harms.keys()):
                others = [f"shard-{i}-of-4.{end}" for i in (1, 2, 3, 4) if i not in harms for end in ("gpkg", "json", "done")]
                before = self.stamps(*others)
                for i, (end, harm) in harms.items():
                    harm(self.work / f"shard-{i}-of-4.{end}")
                report = self.assert_batch(0, "-n", 4, "--serial", "--no-check", "-O")
                self.assertEqual([f"{i}/4" for i in harms], self.divided())
                self.assertEqual(before, self.stamps(*others))
                self.assertEqual(4 - len(harms), report["total"]["finished_before"])
                self.assertEqual(whole, self.digest())

    def test_another_option_or_input_and_fresh(self):
        def divided(*more, own=()):
            self.assert_batch(0, "-n", 2, "--serial", "-O", "--no-check", *own, words=[*self.words, *more])
            return self.divided()

        self.assertEqual(["1/2", "2/2"], divided())
        self.assertEqual(["1/2", "2/2"], divided("--seed", "2"))
        self.assertEqual([], divided("--seed=2", "--threads", "1", "-q"))
        os.utime(self.dir / "homes.gpkg", (1, 1))
        self.assertEqual(["1/2", "2/2"], divided("--seed", "2"))
        self.assertEqual(["1/2", "2/2"], divided("--seed", "2", own=["--fresh"]))

    def test_what_is_read_without_an_option(self):
        """Codes that were retired stand in a table beside the grids before."""
        self.assert_batch(0, "-n", 2, "--serial", "--no-check")
        self.assertEqual(["1/2", "2/2"], self.divided())
        (self.dir / "grids.gpkg").rename(self.dir / "before.gpkg")
        words = [*self.words, "--previous", "before.gpkg"]

        def divided():
            self.assert_batch(0, "-n", 2, "--serial", "-O", "--no-check", words=words)
            return self.divided()

        self.assertEqual(["1/2", "2/2"], divided())
        self.assertEqual([], divided())
        table = self.dir / "before_lineage.csv"
        for last in ("050", "099"):
            table.write_text(f"old_code,new_code,households,share\n{GREAT_UNIT}{last},,0,\n", encoding="utf-8")
            self.assertEqual(["1/2", "2/2"], divided())
            self.assertEqual([], divided())

    def test_killed_and_stopped_at_half(self):
        self.assert_batch(0, "-n", 2, "--serial", "--no-check")
        whole = self.digest()
        cases = [(signal.SIGKILL, "--serial"), (signal.SIGKILL, "--parallel"), (signal.SIGTERM, "--parallel")]
        if not shutil.which("parallel"):
            print("skipped: GNU parallel is not installed")
            cases = [(signal.SIGKILL, "--serial"), (signal.SIGTERM, "--serial")]
        for number, mode in cases:
            with self.subTest(signal=number.name, mode=mode):
                shutil.rmtree(self.work)
                (self.dir / "grids.gpkg").unlink()
                self.slow_gridify("2/2")
                with subprocess.Popen(self.command("-n", 2, mode, "-j", 1, "--no-check"), cwd=self.dir, env=self.environment,
                                      stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
                    gridify = self.wait_for_sleep()
                    finished = self.stamps("shard-1-of-2.gpkg", "shard-1-of-2.done")
                    run.send_signal(number)
                    run.wait(30)
                self.assert_ended(gridify)
                self.assertEqual(-9 if number == signal.SIGKILL else 128 + number, run.returncode)
                (self.dir / "slow").unlink()
                self.assertFalse((self.dir / "grids.gpkg").exists())
                self.assertFalse((self.work / "shard-2-of-2.done").exists())
                self.log()
                report = self.assert_batch(0, "-n", 2, mode, "--no-check")
                self.assertEqual(["2/2"], self.divided())
                self.assertEqual(finished, self.stamps("shard-1-of-2.gpkg", "shard-1-of-2.done"))
                self.assertEqual(1, report["total"]["finished_before"])
                self.assertEqual(whole, self.digest())

    def test_two_batches_do_not_work_in_one_folder(self):
        self.slow_gridify("1/2")
        with subprocess.Popen(self.command("-n", 2, "--serial"), cwd=self.dir, env=self.environment,
                              stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
            self.wait_for_sleep()
            self.environment["GRIDIFY_BATCH_PATIENCE"] = "1"
            second = self.batch("-n", 2, "--serial", "-O")
            run.terminate()
        self.assertEqual((3, "gridify-batch: error: another gridify-batch, or what it started, is at work in "
                          "'grids.gpkg.batch'\ngridify-batch: hint: wait for it, or end it\n"),
                         (second.returncode, second.stderr))


if __name__ == "__main__":
    unittest.main()
