"""What a problem says of its run without any computing."""

from fractions import Fraction


def is_given(problem, number):
    """Whether the problem says what a number is: a parameter that it begins with, a velocity or a change that is 0, an identity's slope."""
    layer = problem["layers"][number.get("layer", 1) - 1]
    if number["quantity"] == "W":
        return Fraction(number["exact"]) == Fraction(layer["W"][number["unit"]][number["input"]])
    if number["quantity"] == "b":
        return Fraction(number["exact"]) == Fraction(layer["b"][number["unit"]])
    if number["quantity"] == "slope":
        return layer["activation"] == "identity"
    return number["quantity"] in ("W_velocity", "b_velocity", "W_change", "b_change") and Fraction(number["exact"]) == 0
