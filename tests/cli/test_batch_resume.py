"""gridify-batch goes on where it was stopped: what is finished is taken over, what is not right is divided anew."""

import json
import os
import shutil
import signal
import subprocess
import time
import unittest

from batch_case import BatchCase


class Resume(BatchCase):

    def test_what_is_right_is_taken_over_and_nothing_else(self):
        self.assert_batch(0, "-n", 4, "--serial")
        whole = self.digest()
        self.assertEqual(["1/4", "2/4", "3/4", "4/4"], self.divided())

        def shorten(path):
            with open(path, "r+b") as file:
                file.truncate(path.stat().st_size // 2)

        def of_another_command(path):
            marker = json.loads(path.read_text(encoding="utf-8"))
            path.write_text(json.dumps({**marker, "command": "0" * 64}), encoding="utf-8")

        for what, harm in (("shard-1-of-4.gpkg", shorten), ("shard-2-of-4.gpkg", os.unlink),
                           ("shard-3-of-4.json", shorten), ("shard-4-of-4.done", os.unlink), ("shard-1-of-4.done", shorten),
                           ("shard-2-of-4.done", of_another_command), (None, None)):
            with self.subTest(what=what, harm=harm and harm.__name__):
                part = what and what[len("shard-")] + "/4"
                others = [f"shard-{i}-of-4.{end}" for i in "1234" for end in ("gpkg", "json", "done")
                          if not part or i != part[0]]
                before = self.stamps(*others)
                if what:
                    harm(self.work / what)
                report = self.assert_batch(0, "-n", 4, "--serial", "-O")
                self.assertEqual([part] if part else [], self.divided())
                self.assertEqual(before, self.stamps(*others))
                self.assertEqual(3 if part else 4, report["total"]["finished_before"])
                self.assertEqual(whole, self.digest())

    def test_another_option_or_input_and_fresh(self):
        self.assert_batch(0, "-n", 2, "--serial")
        self.log()
        for words, own, divided in (
                ([*self.words, "--seed", "2"], [], ["1/2", "2/2"]),
                ([*self.words, "--seed=2", "--threads", "1", "-q"], [], []),
                ([*self.words, "--seed", "2"], ["--fresh"], ["1/2", "2/2"])):
            with self.subTest(words=words, own=own):
                self.assert_batch(0, "-n", 2, "--serial", "-O", *own, words=words)
                self.assertEqual(divided, self.divided())
        os.utime(self.dir / "homes.gpkg", (1, 1))
        self.assert_batch(0, "-n", 2, "--serial", "-O", words=[*self.words, "--seed", "2"])
        self.assertEqual(["1/2", "2/2"], self.divided())

    def test_killed_and_stopped_at_half(self):
        self.assert_batch(0, "-n", 4, "--serial")
        whole = self.digest()
        shutil.rmtree(self.work)
        modes = ["--serial", *(["--parallel"] if shutil.which("parallel") else [])]
        for number, mode in [(number, mode) for number in (signal.SIGKILL, signal.SIGTERM) for mode in modes]:
            with self.subTest(signal=number.name, mode=mode):
                (self.dir / "grids.gpkg").unlink()
                self.slow_gridify("3/4")
                command = self.command("-n", 4, mode, "-j", 1)
                with subprocess.Popen(command, cwd=self.dir, env=self.environment, stdin=subprocess.DEVNULL,
                                      stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
                    self.wait_until(lambda: self.is_logged("shard 3/4: begins"))
                    time.sleep(0.3)
                    finished = ["shard-1-of-4.gpkg", "shard-2-of-4.gpkg"]
                    before = self.stamps(*finished)
                    run.send_signal(number)
                    run.communicate(timeout=30)
                    self.assertEqual(-9 if number == signal.SIGKILL else 128 + number, run.returncode)
                (self.dir / "slow").unlink()
                self.assertFalse((self.dir / "grids.gpkg").exists())
                self.assertFalse((self.work / "shard-3-of-4.done").exists())
                self.log()
                report = self.assert_batch(0, "-n", 4, mode)
                self.assertEqual(["3/4", "4/4"], self.divided())
                self.assertEqual(before, self.stamps(*finished))
                self.assertEqual(2, report["total"]["finished_before"])
                self.assertEqual(whole, self.digest())
                shutil.rmtree(self.work)

    def test_two_batches_do_not_work_in_one_folder(self):
        self.slow_gridify("1/2")
        with subprocess.Popen(self.command("-n", 2, "--serial"), cwd=self.dir, env=self.environment,
                              stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
            self.wait_until(lambda: self.is_logged("shard 1/2: begins"))
            self.environment["GRIDIFY_BATCH_PATIENCE"] = "1"
            second = self.batch("-n", 2, "--serial", "-O")
            run.terminate()
        self.assertEqual((3, "gridify-batch: error: another gridify-batch, or what it started, is at work in "
                          "'grids.gpkg.batch'\ngridify-batch: hint: wait for it, or end it\n"),
                         (second.returncode, second.stderr))


if __name__ == "__main__":
    unittest.main()
