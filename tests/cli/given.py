"""What a problem says of its run without any computing."""

from fractions import Fraction

MOVED = ["W_velocity", "b_velocity", "W_m", "b_m", "W_v", "b_v", "W_m_hat", "b_m_hat", "W_v_hat", "b_v_hat", "W_change", "b_change"]


def is_given(problem, number):
    """Whether the problem says what a number is: a parameter that it begins with, a moment, a change or a clipped gradient of a bias that is 0, an identity's slope."""
    layer = problem["layers"][number.get("layer", 1) - 1]
    if number["quantity"] == "W":
        return Fraction(number["exact"]) == Fraction(layer["W"][number["unit"]][number["input"]])
    if number["quantity"] == "b":
        return Fraction(number["exact"]) == Fraction(layer["b"][number["unit"]])
    if number["quantity"] == "slope":
        return layer["activation"] == "identity"
    return number["quantity"] in [*MOVED, "db_clipped"] and Fraction(number["exact"]) == 0
