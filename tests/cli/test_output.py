"""Output is whole or not there, wherever it goes, and the user is told."""

import os
import signal
import stat
import subprocess
import time

from program import ENDING_SIGNALS, HERE, NO_COUNTS, PROGRAM, ProgramTest, environment, words_of

WRITERS = [("verify",), ("verify", "-f", "json"), ("list",), ("list", "-f", "json"), ("table", "samsel"), ("table", "-f", "json", "samsel"), ("show", "samsel"),
           ("show", "-f", "json", "samsel"), ("mistakes", "samsel"), ("mistakes", "-f", "json", "samsel"), ("trace", "samsel"), ("trace", "--help"),
           ("--help",), ("--version",)]
LONG = ["trace", "garrett-3-4-1"]  # some 60 MB of trace


WRITERS += [("check", "hello", "trace.json"), ("check", "-f", "junit", "hello", "trace.json"), ("run", "-c", "hello", "--", "cat", "trace.json"),
            ("run", "-f", "tap", "-c", "hello", "--", "cat", "trace.json"), ("new", "--layers", "2,1"), ("explain", "eq_hidden_delta"),
            ("explain", "hidden-delta-from-updated-weights"), ("certify", "--help")]


class StandardOutput(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("trace.json", self.goldprop("trace", "--recorded", "hello").stdout)

    def test_stdout_full_disk(self):
        for words in WRITERS:
            with self.subTest(words), open("/dev/full", "w") as full:
                self.assert_refused(self.goldprop(*words, stdout=full),
                                    "standard output: expected to write it whole, found: No space left on device")

    def test_stdout_full_disk_in_a_long_run(self):
        """The run stops at the first byte that cannot be written."""
        with open("/dev/full", "w") as full:
            self.assert_refused(self.goldprop(*LONG, stdout=full),
                                "standard output: expected to write it whole, found: No space left on device")

    def test_stdout_closed(self):
        for words in WRITERS:
            with self.subTest(words):
                result = self.shell('"$G" "$@" >&-', *words)
                self.assert_refused(result, "standard output: expected to write it whole, found: Bad file descriptor")

    def test_all_streams_closed(self):
        result = self.shell('"$G" trace samsel --output trace.json <&- >&- 2>&-')
        self.assert_done(result)
        self.assertEqual(self.goldprop("trace", "samsel").stdout, (self.folder / "trace.json").read_text())

    def test_stdout_limit_on_the_size_of_files(self):
        result = self.shell(NO_COUNTS + 'ulimit -f 8; "$G" trace garrett-3-1 >trace.json')
        self.assert_refused(result, "standard output: expected to write it whole, found: File too large")

    def test_broken_pipe(self):
        """Whoever reads only the head gets it, and no complaints."""
        for words in [("trace", "garrett-3-1"), ("trace", "--csv", "garrett-3-1"), ("list",), ("verify",)]:
            with self.subTest(words):
                whole = self.goldprop(*words).stdout
                self.assertGreater(whole.count("\n"), 3)
                result = self.shell('"$G" "$@" | head -n 1', *words)
                self.assertEqual((whole[:whole.index("\n") + 1], ""), (result.stdout, result.stderr))

    def test_broken_pipe_ends_the_run(self):
        """...by the usual signal, which shells are silent about."""
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer, "w") as pipe:
            result = self.goldprop(*LONG, stdout=pipe)
        self.assertEqual((-signal.SIGPIPE, ""), (result.returncode, result.stderr))

    def test_broken_pipe_with_the_signal_ignored(self):
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer, "w") as pipe:
            result = self.goldprop("trace", "samsel", stdout=pipe, restore_signals=False)  # Python itself ignores it
        self.assert_refused(result, "standard output: expected to write it whole, found: Broken pipe")


class OutputFile(ProgramTest):
    """trace --output FILE"""

    def setUp(self):
        super().setUp()
        self.trace = self.goldprop("trace", "samsel").stdout
        self.assertGreater(len(self.trace), 1000)

    def output(self, name, *words, case="samsel", **how):
        return self.goldprop("trace", case, *words, "--output", name, **how)

    def read(self, name):
        return (self.folder / name).read_text(encoding="utf-8")

    def test_new_file(self):
        result = self.output("trace.json")
        self.assert_done(result)
        self.assertEqual("", result.stdout)
        self.assertEqual(self.trace, self.read("trace.json"))
        self.assert_files("trace.json")

    def test_name_without_json(self):
        self.assert_done(self.output("trace"))
        self.assertEqual(self.trace, self.read("trace"))

    def test_existing_file_is_replaced(self):
        self.write("trace.json", "old\n" * 10_000)
        self.assert_done(self.output("trace.json"))
        self.assertEqual(self.trace, self.read("trace.json"))
        self.assert_files("trace.json")

    def test_whoever_reads_the_old_file_keeps_it(self):
        self.write("trace.json", "old")
        with open(self.folder / "trace.json", encoding="utf-8") as old:
            self.assert_done(self.output("trace.json"))
            self.assertEqual("old", old.read())

    def test_permissions(self):
        for mask in [0o022, 0o077, 0o002, 0o777, 0]:
            with self.subTest(oct(mask)):
                name = f"trace-{mask:o}.json"
                self.assert_done(self.output(name, umask=mask))
                self.assertEqual(0o666 & ~mask, stat.S_IMODE(os.stat(self.folder / name).st_mode))

    def test_permissions_of_an_existing_file_are_kept(self):
        for mode in [0o600, 0o640, 0o666, 0o755, 0o200]:
            with self.subTest(oct(mode)):
                name = self.write(f"trace-{mode:o}.json", "old")
                os.chmod(self.folder / name, mode)
                self.assert_done(self.output(name, umask=0o022))
                self.assertEqual(mode, stat.S_IMODE(os.stat(self.folder / name).st_mode))
                os.chmod(self.folder / name, 0o600)
                self.assertEqual(self.trace, self.read(name))

    def test_owner_of_an_existing_file_is_kept(self):
        if os.geteuid() != 0:
            self.skipTest("only root gives files away")
        name = self.write("trace.json", "old")
        os.chmod(self.folder / name, 0o640)
        os.chown(self.folder / name, 12345, 54321)
        self.assert_done(self.output(name))
        now = os.stat(self.folder / name)
        self.assertEqual((12345, 54321, 0o640), (now.st_uid, now.st_gid, stat.S_IMODE(now.st_mode)))

    def test_owner_that_cannot_be_kept(self):
        """What the old group was allowed is not allowed to the user's own."""
        how = self.as_somebody()
        if not how:
            self.skipTest("only root has files that somebody else may write")
        (self.folder / "folder").mkdir()
        os.chmod(self.folder / "folder", 0o777)
        for mode, kept in [(0o666, 0o666), (0o676, 0o666), (0o646, 0o646), (0o672, 0o622)]:
            with self.subTest(oct(mode)):
                name = self.write("folder/trace.json", "old")
                os.chown(self.folder / name, 0, 0)
                os.chmod(self.folder / name, mode)
                self.assert_done(self.output(name, **how))
                now = os.stat(self.folder / name)
                self.assertEqual((how["user"], how["group"], kept), (now.st_uid, now.st_gid, stat.S_IMODE(now.st_mode)))

    def test_dash_is_standard_output(self):
        result = self.output("-")
        self.assert_done(result)
        self.assertEqual(self.trace, result.stdout)
        self.assert_files()

    def test_device_for_standard_output(self):
        """...which may be a pipe or a file: the device itself stays."""
        before = os.readlink("/dev/stdout")
        self.assertEqual(self.trace, self.output("/dev/stdout").stdout)
        with open(self.folder / "trace.json", "w", encoding="utf-8") as file:
            self.assert_done(self.output("/dev/stdout", stdout=file))
        self.assertEqual(self.trace, self.read("trace.json"))
        self.assertEqual(before, os.readlink("/dev/stdout"))

    def test_link(self):
        """The file that a link leads to is written; the link stays."""
        (self.folder / "data").mkdir()
        (self.folder / "data" / "trace.json").write_text("old")
        (self.folder / "link.json").symlink_to("data/trace.json")
        self.assert_done(self.output("link.json"))
        self.assertTrue((self.folder / "link.json").is_symlink())
        self.assertEqual(self.trace, self.read("data/trace.json"))
        self.assertEqual(["trace.json"], os.listdir(self.folder / "data"))

    def test_link_to_a_file_that_is_not_there_yet(self):
        (self.folder / "data").mkdir()
        (self.folder / "links").mkdir()
        (self.folder / "links" / "one.json").symlink_to("../two.json")
        (self.folder / "two.json").symlink_to(self.folder / "three.json")
        (self.folder / "three.json").symlink_to("data/trace.json")
        self.assert_done(self.output("links/one.json"))
        self.assertEqual(self.trace, self.read("data/trace.json"))
        self.assertTrue(all((self.folder / name).is_symlink() for name in ["links/one.json", "two.json", "three.json"]))
        self.assertEqual((["trace.json"], ["one.json"]), (os.listdir(self.folder / "data"), os.listdir(self.folder / "links")))

    def test_link_to_nowhere(self):
        (self.folder / "link.json").symlink_to("missing/trace.json")
        self.assert_unwritable("link.json", "No such file or directory")
        (self.folder / "loop.json").symlink_to("loop.json")
        self.assert_unwritable("loop.json", "Too many levels of symbolic links")
        self.assert_files("link.json", "loop.json")

    def test_named_pipe(self):
        os.mkfifo(self.folder / "pipe")
        result = self.shell('cat pipe & "$G" trace samsel --output pipe; wait')
        self.assert_done(result)
        self.assertEqual(self.trace, result.stdout)
        self.assertTrue(stat.S_ISFIFO(os.stat(self.folder / "pipe").st_mode))

    def assert_unwritable(self, name, why, **how):
        self.assert_refused(self.output(name, **how), rf"{words_of(name)}: expected to write it whole, found: {why}")

    def test_no_name(self):
        self.assert_refused(self.output(""), '"": expected to write it whole, found: No such file or directory')

    def test_missing_folder(self):
        self.assert_unwritable("missing/trace.json", "No such file or directory")
        self.assert_files()

    def test_folder(self):
        (self.folder / "folder").mkdir()
        for name in ["folder", "folder/", "."]:
            self.assert_unwritable(name, "Is a directory")
        self.assert_files("folder")
        self.assertEqual([], os.listdir(self.folder / "folder"))

    def test_file_as_folder(self):
        self.write("file", "old")
        self.assert_unwritable("file/trace.json", "Not a directory")
        self.assertEqual("old", self.read("file"))

    def test_name_that_is_too_long(self):
        self.assert_unwritable("x" * 300, "File name too long")

    def test_unwritable_is_said_before_the_run(self):
        """Nobody waits for a run whose output cannot be written."""
        text = (HERE / "mixed.json").read_text().replace('"epochs": 3', '"epochs": 922337203685477580')
        self.write("endless.json", text)
        for name in ["missing/trace.json", "."]:
            self.assert_unwritable(name, ".*", case="endless.json")

    def test_write_protected_folder(self):
        how = self.as_somebody()
        (self.folder / "folder").mkdir(mode=0o555)
        self.assert_unwritable("folder/trace.json", "Permission denied", **how)

    def test_write_protected_file(self):
        how = self.as_somebody()
        (self.folder / "folder").mkdir()
        os.chmod(self.folder / "folder", 0o777)
        self.write("folder/trace.json", "old")
        os.chmod(self.folder / "folder" / "trace.json", 0o444)
        self.assert_unwritable("folder/trace.json", "Permission denied", **how)
        self.assertEqual("old", self.read("folder/trace.json"))

    def test_full_device(self):
        self.assert_unwritable("/dev/full", "No space left on device")
        self.assert_unwritable("/dev/full", "No space left on device", case="garrett-3-1")
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/full").st_mode))

    def test_limit_on_the_size_of_files(self):
        """A short write leaves the old file, and nothing of the new one."""
        for words in ["", "--csv"]:
            for handling in ["", "trap '' XFSZ;"]:
                with self.subTest((words, handling)):
                    self.write("trace.json", "old")
                    result = self.shell(NO_COUNTS + f'{handling} ulimit -f 8; "$G" trace garrett-3-1 {words} --output trace.json')
                    self.assert_refused(result, r"trace\.json: expected to write it whole, found: File too large")
                    self.assertEqual("old", self.read("trace.json"))
                    self.assert_files("trace.json")

    def test_limit_that_only_the_last_byte_breaks(self):
        """What is still buffered at the end counts as well."""
        self.assertLess(len(self.trace), 4096)
        self.write("trace.json", "old")
        result = self.shell(NO_COUNTS + 'ulimit -f 1; "$G" trace samsel --csv --output trace.json')
        self.assertGreater(len(self.goldprop("trace", "samsel", "--csv").stdout), 1024)
        self.assert_refused(result, r"trace\.json: expected to write it whole, found: File too large")
        self.assertEqual("old", self.read("trace.json"))
        self.assert_files("trace.json")

    def test_full_disk(self):
        """On a small file system of its own, which disappears with the shell that mounts it."""
        (self.folder / "disk").mkdir()
        unshare = ["unshare", "--mount"] + ([] if os.geteuid() == 0 else ["--map-root-user"])
        mount = "mount -t tmpfs -o size=64k none disk && echo old >disk/trace.json"
        script = mount + ' && { "$G" trace "$1" --output disk/trace.json; echo "status $?"; cat disk/trace.json; ls -A disk; }'
        run = dict(cwd=self.folder, env=environment(G=str(PROGRAM)), capture_output=True, encoding="utf-8", timeout=60)
        try:
            subprocess.run([*unshare, "sh", "-c", mount], check=True, **run)
        except (OSError, subprocess.CalledProcessError):
            self.skipTest("no file system can be mounted here")
        result = subprocess.run([*unshare, "sh", "-c", script, "sh", "garrett-3-1"], **run)
        self.assert_one_line(result.stderr, r"disk/trace\.json: expected to write it whole, found: No space left on device")
        self.assertEqual("status 2\nold\ntrace.json\n", result.stdout)
        result = subprocess.run([*unshare, "sh", "-c", script, "sh", "samsel"], **run)
        self.assertEqual(("", f"status 0\n{self.trace}trace.json\n"), (result.stderr, result.stdout))

    def start_endless(self, **how):
        """A run without end that has begun to write."""
        text = (HERE / "mixed.json").read_text().replace('"epochs": 3', '"epochs": 922337203685477580')
        self.write("endless.json", text)
        self.write("trace.json", "old")
        run = subprocess.Popen([PROGRAM, "trace", "endless.json", "-o", "trace.json", "-e", "0-9,922337203685477580"],
                               cwd=self.folder, env=environment(), stderr=subprocess.PIPE, **how)
        self.addCleanup(run.communicate)
        self.addCleanup(run.kill)
        deadline = time.monotonic() + 20
        while len(os.listdir(self.folder)) < 3 and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertEqual(3, len(os.listdir(self.folder)), "the new file, which is not whole yet")
        return run

    def test_stopped_runs_leave_nothing(self):
        for number in ENDING_SIGNALS:
            with self.subTest(number):
                run = self.start_endless()
                time.sleep(0.1)
                run.send_signal(number)
                self.assertEqual((-number, b""), (run.wait(timeout=20), run.stderr.read()))
                self.assert_files("endless.json", "trace.json")
                self.assertEqual("old", self.read("trace.json"))

    def test_ignored_signals_stay_ignored(self):
        """As nohup wants it."""
        run = self.start_endless(preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        run.send_signal(signal.SIGHUP)
        with self.assertRaises(subprocess.TimeoutExpired):
            run.wait(timeout=0.5)
