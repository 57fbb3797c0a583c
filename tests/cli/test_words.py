"""The words of a command line: what is understood, and what is said about what is not."""

import re

from program import COMMANDS, PASSED, SOURCE, ProgramTest, words_of


class Words(ProgramTest):
    def test_help(self):
        result = self.goldprop("--help")
        self.assert_done(result)
        self.assertRegex(result.stdout, r"\AUsage: goldprop COMMAND ")
        for command in COMMANDS:
            self.assertRegex(result.stdout, rf"(?m)^  {command} +\w")
        self.assertEqual(result.stdout, self.goldprop("-h").stdout)

    def test_help_as_a_word(self):
        """As with other programs, help may stand where a command does."""
        self.assertEqual(self.goldprop("--help").stdout, self.goldprop("help").stdout)
        for command in COMMANDS:
            result = self.goldprop("help", command)
            self.assert_done(result)
            self.assertEqual(self.goldprop(command, "--help").stdout, result.stdout)
        self.assert_refused(self.goldprop("help", "verfiy"), r'expected a command, found "verfiy"; .*')

    def test_version(self):
        result = self.goldprop("--version")
        self.assert_done(result)
        self.assertRegex(result.stdout, r"\Agoldprop \d+\.\d+\.\d+\n\Z")
        self.assertEqual(result.stdout, self.goldprop("-V").stdout)

    def test_help_fits_a_page(self):
        for words in [[], *([command] for command in COMMANDS)]:
            for line in self.goldprop(*words, "--help").stdout.splitlines():
                self.assertLessEqual(len(line), 128, line)

    def test_no_command(self):
        self.assert_refused(self.goldprop(), words_of("expected a command, found none; goldprop --help lists the commands"))

    def test_empty_command(self):
        self.assert_refused(self.goldprop(""), words_of("expected a command, found none; goldprop --help lists the commands"))

    def test_unknown_command(self):
        self.assert_refused(self.goldprop("verfiy"),
                            words_of('expected a command, found "verfiy"; goldprop --help lists the commands'))

    def test_unknown_command_with_a_newline(self):
        self.assert_refused(self.goldprop("two\nlines"), r'expected a command, found "two\?lines"; .*')

    def test_very_long_command(self):
        self.assert_refused(self.goldprop("x" * 100_000), r'expected a command, found "x{200}"; .*')

    def test_unknown_option(self):
        self.assert_refused(self.goldprop("--quiet"), r'expected a command, found "--quiet"; .*')

    def test_options_end_at_two_dashes(self):
        self.assert_refused(self.goldprop("show", "--", "--step"), r'"--step": expected the id of a case .*')

    def test_options_may_follow_words(self):
        self.assertEqual(self.goldprop("trace", "--csv", "samsel").stdout, self.goldprop("trace", "samsel", "--csv").stdout)


class Counts(ProgramTest):
    # of a sum that is cut short, of a ball, of two or more that have something in common; and no count
    ALWAYS_MANY = {"%zu terms", "%zu bits", "%zu failed cases", "%zu reproduced as"}

    def test_one_is_not_several(self):
        """Wherever a message counts, the ending of the counted word depends on the count: gp_plural() gives it."""
        messages = [(file.name, text) for file in (SOURCE / "src").glob("**/*.c")
                    for text in re.findall(r'"((?:[^"\\\n]|\\.)*)"', file.read_text(encoding="utf-8"))]
        counted = [found for found in messages if re.search(r"%zu [a-z]+%s", found[1])]
        self.assertGreater(len(counted), 10)
        for name, text in messages:
            for several in set(re.findall(r"(?<!x )%zu (?:[a-z]+ )?[a-z]+s\b(?!%)", text)) - self.ALWAYS_MANY:
                self.fail(f"{name}: {several} in {text!r}")


def add_command_tests(command):
    """What holds for each command alike."""

    def test_help(self):
        result = self.goldprop(command, "--help")
        self.assert_done(result)
        self.assertRegex(result.stdout, rf"\AUsage: goldprop {command}\b.*\n(?s:.+)\n  -h, --help +this help\n\Z")
        self.assertEqual(result.stdout, self.goldprop(command, "-h").stdout)

    def test_unknown_option(self):
        self.assert_refused(self.goldprop(command, "--frobnicate"), words_of(
            f'{command}: expected an option of this command, found "--frobnicate"; goldprop {command} --help tells more'))

    def test_unknown_letter(self):
        self.assert_refused(self.goldprop(command, "-xyz"), words_of(
            f'{command}: expected an option of this command, found "-x"; goldprop {command} --help tells more'))

    def test_value_for_an_option_without(self):
        self.assert_refused(self.goldprop(command, "--help=me"), words_of(
            f'{command}: expected an option of this command, found "--help=me"; goldprop {command} --help tells more'))

    for name, test in list(locals().items()):
        if name.startswith("test_"):
            setattr(Words, f"{name}_of_{command}", test)


for each in COMMANDS:
    add_command_tests(each)


def add_one_word_tests(command):
    """What holds for commands that take one file or case."""

    def test_missing_word(self):
        self.assert_refused(self.goldprop(command), words_of(
            f"{command}: expected a FILE or CASE, found none; goldprop {command} --help tells more"))

    def test_too_many_words(self):
        self.assert_refused(self.goldprop(command, "samsel", "randomwalk"), words_of(
            f'{command}: expected nothing after "samsel", found "randomwalk"; goldprop {command} --help tells more'))

    for name, test in list(locals().items()):
        if name.startswith("test_"):
            setattr(Words, f"{name}_of_{command}", test)


for each in ["show", "trace"]:
    add_one_word_tests(each)


class Values(ProgramTest):
    """The values of options."""

    def assert_bad_epochs(self, *values):
        for value in values:
            with self.subTest(value):
                self.assert_refused(self.goldprop("trace", "samsel", f"--epochs={value}"), words_of(
                    f'--epochs: expected a list such as 0,10-20, found "{value}"'))

    def test_too_many_words_of_list(self):
        self.assert_refused(self.goldprop("list", "samsel"), words_of(
            'list: expected nothing after "list", found "samsel"; goldprop list --help tells more'))

    def test_missing_value(self):
        for command, option in [("trace", "--epochs"), ("trace", "--output"), ("trace", "-e"), ("trace", "-o"),
                                ("show", "--step"), ("show", "-s")]:
            with self.subTest(option):
                self.assert_refused(self.goldprop(command, "samsel", option), words_of(
                    f'{command}: expected a value after "{option}", found none; goldprop {command} --help tells more'))

    def test_epochs_that_are_no_list(self):
        self.assert_bad_epochs("", "x", "0,", ",0", "0,,1", "0-", "-1", "+1", " 1", "1 ", "1.5", "1e3", "0x1", "0-1-2", "nan")

    def test_epochs_that_fall(self):
        self.assert_bad_epochs("1-0")

    def test_epochs_that_overflow(self):
        self.assert_bad_epochs("18446744073709551616", "0-99999999999999999999999")

    def test_epochs_in_too_many_ranges(self):
        self.assert_bad_epochs(",".join("0" for _ in range(65)))

    def test_epochs_past_the_run(self):
        """A range that ends behind the run is a slip as well as one that begins there."""
        for words, found in [("7", 7), ("0,7-9", 9), ("1-2", 2), ("0-18446744073709551615", 18446744073709551615)]:
            self.assert_refused(self.goldprop("trace", "samsel", "-e", words), words_of(
                f"--epochs: expected epochs from 0 to 1, found {found}"))

    def test_step_that_is_no_number(self):
        for value in ["", "x", "-1", "+1", " 1", "1.5", "1e3", "0x1", "nan", "18446744073709551616"]:
            with self.subTest(value):
                self.assert_refused(self.goldprop("show", "samsel", f"--step={value}"), words_of(
                    f'--step: expected a whole number, found "{value}"'))

    def test_step_past_the_run(self):
        self.assert_refused(self.goldprop("show", "samsel", "--step", "2"), words_of(
            "--step: expected a step from 0 to 1, found 2"))

    def test_last_step(self):
        self.assertEqual(PASSED, self.goldprop("show", "samsel", "--step", "1").returncode)
