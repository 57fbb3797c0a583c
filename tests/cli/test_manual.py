"""The manual page says what the program does: its options are the program's, and its examples are run."""

import re
import shutil
import subprocess

from program import COMMANDS, PROGRAM, SOURCE, ProgramTest, environment

PAGE = SOURCE / "docs" / "goldprop.1"


def plain(text):
    """A text of the page as it is read."""
    for escape, character in [(r"\-", "-"), (r"\(ha", "^"), (r"\(dq", '"'), (r"\[u2713]", "✓"), (r"\e", "\\")]:
        text = text.replace(escape, character)
    return text


def section(name, macro="Sh"):
    """The lines of a section or subsection up to the next one."""
    text = re.search(rf"(?ms)^\.{macro} {name}$\n(.*?)(?=^\.S[hs] |\Z)", PAGE.read_text(encoding="utf-8"))
    return text[1]


def displays(text):
    """The literal displays of a section."""
    return [plain(display) for display in re.findall(r"(?ms)^\.Bd -literal.*?\n(.*?)^\.Ed$", text)]


class Manual(ProgramTest):
    def lint(self, *command):
        if not shutil.which(command[0]):
            self.skipTest(f"{command[0]} is not installed")
        result = subprocess.run([*command, PAGE], capture_output=True, encoding="utf-8", env=environment())
        self.assertEqual((0, "", ""), (result.returncode, result.stdout, result.stderr))

    def test_mandoc(self):
        self.lint("mandoc", "-T", "lint")

    def test_groff(self):
        self.lint("groff", "-mdoc", "-ww", "-z")

    def documented(self, command):
        return set(re.findall(r"(?m)^\.It Fl (\w) , Fl \\?-([\w-]+)(?: Ar (\w+))?$", section(command, "Ss")))

    def told(self, *words):
        return set(re.findall(r"(?m)^  -(\w), --([\w-]+)(?: (\w+))?(?=  )", self.goldprop(*words, "--help").stdout))

    def test_options(self):
        """Every option of every command's --help stands on the page, and the other way round."""
        documented = re.findall(r"(?m)^\.Ss (\w+)$", section("COMMANDS", "Sh") + PAGE.read_text(encoding="utf-8"))
        self.assertEqual(self.told(), self.documented("goldprop"))
        self.assertEqual({("h", "help", ""), ("V", "version", "")}, self.told())
        commands = re.findall(r"(?m)^  ([a-z]+)  ", self.goldprop("--help").stdout)
        self.assertEqual({"goldprop", "certify", *commands}, set(documented))  # certify is left out where Arb is not there
        self.assertGreaterEqual(len(commands), 4)
        for command in commands:
            with self.subTest(command):
                self.assertGreaterEqual(len(self.told(command)), 1)
                self.assertEqual(self.told(command), self.documented(command))

    def test_every_option_is_understood(self):
        """...under its long and its short name."""
        values = {"K": "0", "L": "1", "NAME=X": "rate=1", "LIST": "0", "N": "10", "FILE": "-", "FORMAT": "text", "PATTERN": "samsel", "S": "50",
                  "SIZES": "2,2", "WORDS": "tanh", "LOSS": "absolute", "BIAS": "none", "RECIPE": "randn", "DRAWS": "randn:3", "SHAPE": "inputs,units",
                  "NUMBERS": "1,2:3,4", "RATES": "0.5", "PATH": str(SOURCE / "golden" / "cases" / "hello.json")}
        trace = self.write("trace.json", self.goldprop("trace", "samsel").stdout)
        others = {"list": [], "explain": ["rate-twice"], "new": ["--layers", "2,2", "--draw", "random", "--shape", "units,inputs"], "check": ["samsel", trace], "run": ["--case", "hello", "--", PROGRAM, "trace", "-"]}
        for command in COMMANDS:
            for letter, name, value in self.documented(command):
                for option in (f"-{letter}", f"--{name}"):
                    with self.subTest((command, option)):
                        words = [option] + ([values[value]] if value else []) + others.get(command, ["samsel"])
                        if command == "new" and name != "python-seed":  # there is one seed, of one of the two
                            words += ["--numpy-seed", "1"]
                        self.assert_done(self.goldprop(command, *words))

    def test_version_and_date(self):
        self.assertRegex(PAGE.read_text(encoding="utf-8"), r"\A\.Dd [A-Z][a-z]+ \d{1,2}, \d{4}\n\.Dt GOLDPROP 1\n")

    def test_examples(self):
        """Each line after a dollar sign is run; what stands under it is what comes out."""
        (problem,) = displays(section("FILES"))
        self.write("problem.json", problem)
        (self.folder / "bin").mkdir()
        (self.folder / "bin" / "goldprop").symlink_to(PROGRAM.resolve())
        env = environment(PATH=f"{self.folder}/bin:/usr/bin:/bin")
        run = 0
        for display in displays(section("EXAMPLES")):
            for command, expected in re.findall(r"(?m)^\$ (.*)\n((?:(?!\$ ).*\n)*)", display):
                with self.subTest(command):
                    result = subprocess.run(["/bin/sh", "-c", command], cwd=self.folder, env=env, capture_output=True,
                                            encoding="utf-8", timeout=60)
                    self.assert_done(result)
                    if expected:
                        self.assertEqual(expected, result.stdout)
                    run += 1
        self.assertEqual(9, run)
        self.assertEqual(re.findall(r"(?m)^\$", "".join(displays(section("EXAMPLES")))), ["$"] * run)
