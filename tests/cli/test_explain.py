"""goldprop explain: what a report's names mean, in the terminal."""

import json
import re

from program import SOURCE, ProgramTest, words_of

CASES = sorted((SOURCE / "golden" / "cases").glob("*.json"))


def titles_of_the_chapters():
    """The equations of the derivation, by id."""
    text = "".join(path.read_text(encoding="utf-8") for path in sorted((SOURCE / "docs" / "chapters").glob("*.md")))
    return {id_: title for title, id_ in re.findall(r"(?m)^## Equation: (.*) \{#(eq_\w+)\}$", text)}


class Explain(ProgramTest):
    def explained(self, word):
        result = self.goldprop("explain", word)
        self.assert_done(result)
        return result.stdout

    def test_each_equation(self):
        """...by the title that it has in the derivation, with functions that say of themselves that they come of it."""
        titles = titles_of_the_chapters()
        self.assertGreater(len(titles), 10)
        headers = {path: path.read_text(encoding="utf-8") for path in (SOURCE / "src" / "reference").glob("*.h")}
        for id_, title in titles.items():
            with self.subTest(id_):
                head, law, *rest = self.explained(id_).splitlines()
                self.assertEqual(f"{id_}: {title}", head)
                self.assertRegex(law, r"^    \S.*$")
                for function, header in re.findall(r"\b(gp_\w+)\(\) in src/(\w+/\w+\.h)", "\n".join(rest)):
                    text = headers[SOURCE / "src" / header]
                    self.assertRegex(text, rf"@derivation\{{{id_}\}}(?:(?!/\*\*)[\s\S])*\b{function}\(", function)
                self.assertIn(f"page {id_}", rest[-1])

    def test_no_other_equations(self):
        """The list of a complaint is that of the derivation."""
        complaint = self.goldprop("explain", "eq_").stderr
        self.assertEqual(sorted(titles_of_the_chapters()), sorted(set(re.findall(r"\beq_\w+", complaint))))

    def test_each_mistake(self):
        told = json.loads(self.goldprop("mistakes", "--format", "json", "hello").stdout)["mistakes"]
        self.assertGreater(len(told), 30)
        for mistake in told:
            with self.subTest(mistake["id"]):
                text = self.explained(mistake["id"])
                self.assertTrue(text.startswith(f"{mistake['id']}: {mistake['summary']}\n"))
                for line in mistake["code"].splitlines():
                    self.assertIn(f"    {line}\n", text)
                self.assertIn(f"{mistake['equation']}: {titles_of_the_chapters()[mistake['equation']]}\n", text)
                page = "mistake_" + mistake["id"].replace("-", "_")
                self.assertIn(f"page {page}", text.splitlines()[-1])
                self.assertEqual(text, self.explained(page))

    def test_mistakes_of_an_equation(self):
        text = self.explained("eq_loss_slope")
        self.assertIn("Mistakes that break it: loss-slope-halved, loss-slope-doubled\n", text)

    def test_number_with_numbers_put_in(self):
        """The second document's: delta = (0.69 - 0.5) * 0.69 * (1 - 0.69) = 0.0407, and more digits of it."""
        text = self.explained("golden_samsel_s0_n0_l2_delta0")
        self.assertIn("step 0, sample 0, layer 2, delta[0] of the case samsel\n", text)
        self.assertIn("    delta_j = dE/da_j f'(z_j)\n", text)
        self.assertRegex(text, r"\n    = 0\.19028\d \* 0\.21379\d = 0\.04068\d+\n")
        self.assertIn("exact: 0.04068", text)
        self.assertIn("eq_output_delta: output delta\n", text)

    def test_numbers_of_every_kind(self):
        """Each case's first and last number of each quantity: its exact digits begin as the sum at the end of its formula does."""
        seen = set()
        for path in CASES:
            case = json.loads(path.read_text(encoding="utf-8"))
            if case["problem"]["training"]["epochs"] > 50:
                continue
            for expectation in case["expectations"]:
                key = (case["id"], expectation["quantity"])
                if key in seen or expectation.get("step", 1) == 0 and expectation["quantity"] in ("W", "b"):
                    continue
                seen.add(key)
                with self.subTest(key):
                    text = self.explained(anchor(case["id"], expectation))
                    self.assertIn(f"exact: {expectation['exact']}\n", text)
                    show = re.search(r"(?m)^goldprop (show --step \d+ \S+) tells the whole step\.$", text)[1].split()
                    value = re.search(r"(?m)^    .*= (-?[\d.e+-]+)$", text)
                    self.assertIn(f" = {value[1]}", self.goldprop(*show).stdout)
                    self.assertAlmostEqual(float(expectation["exact"]), float(value[1]), delta=1e-8 * abs(float(value[1])) + 1e-12)
        self.assertGreater(len(seen), 150)

    def test_law_of_its_own_loss(self):
        """A number has the formula of its own loss, and not that of the squared one beside it."""
        text = self.explained("golden_binary_cross_entropy_s0_n0_l2_output_loss0")
        self.assertIn("log(a_k)", text)
        self.assertIn("eq_loss: loss\n", text)
        self.assertNotIn("(a_k - t_k)^2", text)

    def test_given_number(self):
        text = self.explained("golden_hello_s0_l1_W0_0")
        self.assertIn("The problem gives it: it is where the run begins.\n", text)
        self.assertIn("exact: 0.5\n", text)

    def test_names_of_a_report(self):
        """Each name that stands in a report has its explanation."""
        trace = json.loads(self.goldprop("trace", "samsel-textbook").stdout)
        trace["steps"][0]["samples"][0]["layers"][1]["da"] = [0.1]
        self.write("trace.json", json.dumps(trace))
        report = self.goldprop("check", "samsel-textbook", "trace.json").stdout
        names = re.findall(r"\[(golden_\w+)\]|equation (eq_\w+)|page (mistake_\w+)", report)
        self.assertTrue(names)
        for word in filter(None, sum(names, ())):
            self.explained(word)

    def test_what_is_none(self):
        expected = (r"expected a mistake \(goldprop mistakes lists them\), an equation \(.*eq_net_input.*\) or the anchor of a number, "
                    r"such as golden_samsel_s0_n0_l1_z0, found \"%s\"")
        for word in ["rate-thrice", "eq_nothing", "samsel", "mistake_", "golden_", "golden_nothing_s0_n0_l1_z0", "", "rate_twice"]:
            with self.subTest(word):
                self.assert_refused(self.goldprop("explain", word), expected % words_of(word))

    def test_number_that_is_not_there(self):
        for word in ["golden_samsel_s0_n0_l1_z7", "golden_samsel_s0_n0_l1_z0_", "golden_samsel_textbook_e9_error"]:
            case = "samsel-textbook" if "textbook" in word else "samsel"
            self.assert_refused(self.goldprop("explain", word), f"{word}: expected the anchor of a number that {case} has, found none")

    def test_words(self):
        self.assert_refused(self.goldprop("explain"), "explain: expected a MISTAKE, EQUATION or ANCHOR.*")
        self.assert_refused(self.goldprop("explain", "rate-twice", "rate-missing"), "explain: expected .*")


def anchor(case_id, place):
    """Of a number, from the page about anchors: what it is, one part after the other."""
    parts = ["golden", case_id, f"e{place['epoch']}" if "epoch" in place else f"s{place['step']}"]
    parts += [f"n{place['sample']}"] if "sample" in place else []
    parts += [f"l{place['layer']}"] if "layer" in place else []
    indices = [str(place[key]) for key in ("unit", "input") if key in place]
    parts.append(place["quantity"] + "_".join(indices))
    return re.sub(r"\W", "_", "_".join(parts))
