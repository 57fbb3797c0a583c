"""The program finds its golden data wherever it is called from."""

import os
import subprocess

from program import BUILD, PROGRAM, ProgramTest


class Places(ProgramTest):
    def assert_finds(self, program, golden, **how):
        """The program lists the cases; and it tells where it looked for one that is not there."""
        expected = self.goldprop("list")
        result = self.goldprop("list", program=program, **how)
        self.assert_done(result)
        self.assertEqual(expected.stdout, result.stdout)
        result = self.goldprop("show", "nope", program=program, **how)
        self.assert_refused(result, rf'"nope": .* found no {golden}/cases/nope\.json')

    def test_absolute(self):
        self.assert_finds(PROGRAM.resolve(), PROGRAM.resolve().parent.parent / "share/goldprop")

    def test_relative(self):
        self.assert_finds(os.path.relpath(PROGRAM.resolve(), self.folder.resolve()), ".+/share/goldprop")

    def test_through_a_link(self):
        (self.folder / "link").symlink_to(PROGRAM.resolve())
        self.assert_finds("./link", ".+/share/goldprop")
        (self.folder / "bin").symlink_to(PROGRAM.resolve().parent)
        self.assert_finds("bin/goldprop", ".+/share/goldprop")

    def test_through_the_search_path(self):
        result = subprocess.run(["goldprop", "list"], env={"PATH": str(PROGRAM.resolve().parent)}, cwd="/", capture_output=True,
                                encoding="utf-8")
        self.assertEqual((self.goldprop("list").stdout, ""), (result.stdout, result.stderr))

    def test_under_another_name(self):
        """The messages call it goldprop nevertheless."""
        (self.folder / "gp").symlink_to(PROGRAM.resolve())
        self.assert_refused(self.goldprop(program="./gp"), "expected a command, found none; .*")

    def test_without_golden_data(self):
        """A copy of the program alone says what it lacks."""
        (self.folder / "bin").mkdir()
        (self.folder / "bin" / "goldprop").write_bytes(PROGRAM.read_bytes())
        (self.folder / "bin" / "goldprop").chmod(0o755)
        for words in [("verify",), ("list",)]:
            self.assert_refused(self.goldprop(*words, program="bin/goldprop"), r"/.*/share/goldprop/cases: expected the cases of "
                                r'the golden data, found: No such file or directory; set GOLDPROP_GOLDEN to the folder "golden"')
        self.assert_done(self.goldprop("--version", program="bin/goldprop"))

    def test_installed(self):
        """Under a prefix of its own, even after this has been moved."""
        cache = dict(line.partition("=")[::2] for line in (BUILD / "CMakeCache.txt").read_text().splitlines() if "=" in line)
        cmake = cache["CMAKE_COMMAND:INTERNAL"]
        subprocess.run([cmake, "--install", BUILD, "--prefix", self.folder / "one"], check=True, capture_output=True)
        (self.folder / "one").rename(self.folder / "two words")
        prefix = self.folder / "two words"
        self.assert_finds(prefix / "bin" / "goldprop", prefix / "share" / "goldprop")
        verified = self.goldprop("verify", program=prefix / "bin" / "goldprop")
        self.assert_done(verified)
        self.assertEqual(self.goldprop("verify").stdout, verified.stdout)
        self.assertTrue((prefix / "share" / "man" / "man1" / "goldprop.1").is_file())
        for path in (prefix / "share" / "goldprop").rglob("*"):
            self.assertFalse(path.is_symlink(), "the golden data itself, not a link into the sources")
