"""Text for the pages: words that Doxygen leaves alone, decimals that are shortened, numbers in formulas."""
import decimal
import html
import re

EXACT_DIGITS = 20  # of an exact number on a page; the golden file has more


def words(text):
    """Words in which neither Markdown nor Doxygen nor HTML finds a command."""
    return re.sub(r"[*_`\[\]\\@#|]", r"\\\g<0>", text).translate({ord(c): html.escape(c) for c in '&<>"'})


def in_html(text):
    """Words in which HTML finds no markup."""
    return html.escape(text, quote=False).replace('"', "&quot;")


def slug(text):
    """An id as a part of an anchor."""
    return text.replace("-", "_")


def shorten(number, digits):
    """A decimal with so many significant digits at most, half away from zero; a shorter one stays as it is."""
    exact = decimal.Decimal(number)
    if len(exact.as_tuple().digits) <= digits:
        return number
    with decimal.localcontext() as context:
        context.prec, context.rounding = digits, decimal.ROUND_HALF_UP
        rounded = +exact
    sign, figures = "-" if rounded < 0 else "", "".join(map(str, rounded.as_tuple().digits))
    exponent = rounded.adjusted()
    if exponent < -5 or exponent >= digits:
        return f"{sign}{figures[0]}.{figures[1:]}e{exponent}"
    if exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{figures}"
    return f"{sign}{figures[:exponent + 1]}.{figures[exponent + 1:]}"


def other_sign(number):
    """A decimal with the other sign; that of 0 stays."""
    return number[1:] if number.startswith("-") else number if decimal.Decimal(number) == 0 else "-" + number


def tex(number):
    """A number for a formula: `-2.4e-7` becomes `-2.4 \\cdot 10^{-7}`, `1/2` a fraction."""
    number = getattr(number, "digits", number)
    if "/" in number:
        return r"\tfrac{{{}}}{{{}}}".format(*number.split("/"))
    if "e" in number:
        mantissa, exponent = number.split("e")
        return rf"{mantissa} \cdot 10^{{{exponent}}}"
    return number


def breakable(formula):
    """A formula in TeX as several ones, so that a line can end before each term of a sum that stands in no brackets."""
    parts, depth = [""], 0
    for token in re.split(r"([()]| \+ )", formula):
        depth += {"(": 1, ")": -1}.get(token, 0)
        if token == " + " and depth == 0:
            parts.append("{} + ")
        else:
            parts[-1] += token
    return " ".join(rf"\f$ {part} \f$" for part in parts)


def listed(items):
    """One, two and three."""
    *some, last = items
    return f"{', '.join(some)} and {last}" if some else last
