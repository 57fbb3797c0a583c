#!/usr/bin/env python3
"""Proves the error bounds of the fast paths: bounds.py SOURCES INSIDES.

Each fast path of src/elementary is written down here once more, in the same steps, and read in two ways:

- with whole numbers, it gives the same bits as the C code: INSIDES prints what that computes, and every one is compared. So it
  is the same computation;
- with `Bound`s, it gives the largest error that any argument can have. A Bound is a range of whole numbers together with the range of
  their error, computed minus true, in rational numbers: nothing here is rounded. Every step that could overflow is an
  error. So the bound of the C code holds.

exp in lanes computes in binary64 numbers. It is read in the same two ways, with Python's numbers, which are those of C, and with `Rounded`s in place of
`Bound`s.

The slow path is compared with mpmath: its error is counted on the page `elementary`, and has to be as small as it says.

Tables are compared with their true values, which mpmath computes with 700 bits; the error of that is allowed for generously.
"""
import collections
import pathlib
import random
import re
import subprocess
import sys
from fractions import Fraction

SOURCES = pathlib.Path(sys.argv[1]) / "elementary"
sys.path.insert(0, str(SOURCES))
sys.dont_write_bytecode = True
import tables  # noqa: E402

TOP = 1 << 64
SLACK = Fraction(1, 1 << 500)  # far more than mpmath is off with 700 bits


class Bound:
    """Whole numbers from low to high, whose error (computed - true) is from least to most, all in the same unit."""

    def __init__(self, low, high, least=0, most=0):
        if not 0 <= low <= high:
            raise OverflowError(f"range {low} to {high}")
        self.low, self.high, self.least, self.most = low, high, Fraction(least), Fraction(most)

    def __add__(self, other):
        return Bound(self.low + other.low, self.high + other.high, self.least + other.least, self.most + other.most)

    def __sub__(self, other):
        return Bound(self.low - other.high, self.high - other.low, self.least - other.most, self.most - other.least)

    def __mul__(self, other):
        """A whole product: ab - (a - e)(b - d) = eb + ad - ed."""
        corners = [e * b + d * (a - e) for e in (self.least, self.most) for d in (other.least, other.most)
                   for a in (self.low, self.high) for b in (other.low, other.high)]
        return Bound(self.low * other.low, self.high * other.high, min(corners), max(corners))

    def __rshift__(self, count):
        """What is cut off is less than a unit."""
        unit = 1 << count
        cut_off = 0 if count == 0 else Fraction(unit - 1, unit)
        return Bound(self.low >> count, self.high >> count, self.least / unit - cut_off, self.most / unit)

    def in_64_bits(self):
        if self.high >= TOP:
            raise OverflowError(f"{float(self.high)} in 64 bits")
        return self


class Rounded:
    """Binary64 numbers from low to high, all of them multiples of 2^unit, whose error (computed - true) is from least to most. Each operation
    rounds to nearest; where all that may come of it fits into 53 bits, it does not round."""

    def __init__(self, low, high, least=0, most=0, unit=-1074):
        self.low, self.high, self.least, self.most, self.unit = Fraction(low), Fraction(high), Fraction(least), Fraction(most), unit

    @staticmethod
    def of(x):
        """A number without an error."""
        if isinstance(x, Rounded):
            return x
        return Rounded(x, x, unit=1 - Fraction(x).denominator.bit_length())

    def size(self):
        return max(abs(self.low), abs(self.high))

    def after(self, low, high, least, most, unit):
        """What comes of an operation, once it has been rounded: not beyond the ends, rounded, which are numbers themselves."""
        whole = max(abs(low), abs(high)) <= Fraction(2) ** (53 + unit) and unit >= -1074
        off = 0 if whole else half_unit(max(abs(low), abs(high)))
        low, high = Fraction(float(low)), Fraction(float(high))
        smallest = 0 if low <= 0 <= high else min(abs(low), abs(high))
        last = -1074 if smallest == 0 else exponent_of(smallest) - 52
        return Rounded(low, high, least - off, most + off, max(unit, last, -1074))

    def __add__(self, other):
        other = Rounded.of(other)
        if other.size() == 0:
            return self
        return self.after(self.low + other.low, self.high + other.high, self.least + other.least, self.most + other.most, min(self.unit, other.unit))

    def __sub__(self, other):
        return self + Rounded.of(other) * -1

    def __mul__(self, other):
        """As of Bounds, of either sign."""
        other = Rounded.of(other)
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        errors = [e * b + d * (a - e) for e in (self.least, self.most) for d in (other.least, other.most)
                  for a in (self.low, self.high) for b in (other.low, other.high)]
        return self.after(min(ends), max(ends), min(errors), max(errors), self.unit + other.unit)


def half_unit(size):
    """How far from the nearest number a number of this size, or a smaller one, may be."""
    return max(Fraction(2) ** (exponent_of(size) - 53), Fraction(1, 1 << 1075))


def minus(a, b, size):
    """a - b, which is not larger than size for a reason that the ranges do not show."""
    if isinstance(a, Rounded):
        if b.size() == 0:
            return a
        return a.after(max(a.low - b.high, -size), min(a.high - b.low, size), a.least - b.most, a.most - b.least, min(a.unit, b.unit))
    if abs(a - b) > size:
        raise OverflowError(f"{a} - {b} is more than {float(size)}")
    return a - b


def as_it_is(a):
    """A number that is not meant to be near another: what follows makes up for all of its error."""
    return Rounded(a.low, a.high, unit=a.unit) if isinstance(a, Rounded) else a


def high(a, b):
    """gp_product_high()"""
    return (a * b) >> 64


def fits(a):
    """A sum that must not leave 64 bits."""
    if isinstance(a, Bound):
        return a.in_64_bits()
    if not 0 <= a < TOP:
        raise OverflowError(a)
    return a


def signed(a):
    """What must not leave 63 bits and a sign."""
    if not -TOP // 2 <= a < TOP // 2:
        raise OverflowError(a)
    return a


def fraction_of(x):
    """One of mpmath's numbers, which are fractions of powers of two. Where it computes with gmpy2, its integers are none of Python's."""
    sign, mantissa, exponent, _ = tables.mpf(x)._mpf_
    return (-1) ** sign * int(mantissa) * Fraction(2) ** exponent


def exponent_of(x):
    """n with 2^n <= x < 2^(n + 1)"""
    x = x if isinstance(x, Fraction) else fraction_of(x)
    n = x.numerator.bit_length() - x.denominator.bit_length()
    return n if x >= Fraction(2) ** n else n - 1


def known(whole, true):
    """An entry of a table, and the number that it stands for, in its unit."""
    exact = fraction_of(true)
    return Bound(whole, whole, whole - exact - SLACK, whole - exact + SLACK)


def near(number, true):
    """A constant in binary64, and the number that it stands for."""
    error = Fraction(number) - fraction_of(true)
    return Rounded(number, number, error - SLACK, error + SLACK, Rounded.of(number).unit)


# Each fast path: the steps of the C function of the same name.

def series_rest(first, f, terms, minus):
    """The sum without its first term, which is first 2^-(63 + scale), in units of 2^-(71 + scale)"""
    square = high(f, f)
    even_4, odd_5 = fits(terms[4] + high(square, terms[6])), fits(terms[5] + high(square, terms[7]))
    even_2, odd_3 = fits(terms[2] + high(square, even_4)), fits(terms[3] + high(square, odd_5))
    even, odd = fits(terms[0] + high(square, even_2)), high(f, fits(terms[1] + high(square, odd_3)))
    return high(high(first, f), fits(even - odd if minus else even + odd))


def series_scale(r):
    return 127 - max(r.bit_length(), 65)


def series(r, negative, scale, terms, alternating):
    """r + t_0 r^2 ± ...: its size in units of 2^-(127 + scale)"""
    first, minus = r << scale, negative != alternating
    rest = series_rest(first >> 64, r >> 55, terms, minus) << 56
    return first - rest if minus else first + rest


def normal(size, exponent, negative):
    zeros = 128 - size.bit_length()
    return size << zeros, exponent - zeros, negative


def product_high(a, b):
    """gp_wide_product_high()"""
    return (a >> 64) * (b >> 64) + high(a >> 64, b & TOP - 1) + high(a & TOP - 1, b >> 64)


def quotient(a, b, exponent, negative):
    """gp_quotient() of two significands"""
    start = (TOP - 1) // ((b >> 96) + 1) << 31
    missing = (1 << 63) - high(b >> 64, start)
    inverse = fits(start + high(start, fits(missing << 1)) - 4)
    upper = high(a >> 64, inverse)
    rest = fits(a - ((upper * (b >> 64) + high(upper, b & TOP - 1)) << 1) >> 7)
    return normal((upper << 64) + (high(rest, inverse) << 7), exponent, negative)


def power_of_2_for(significand, exponent, negative):
    """The exponent, the step, and f in units of 2^-136"""
    y = (significand >> 64) * (tables.LOG2_E >> 64) + high(significand >> 64, tables.LOG2_E & TOP - 1) >> 10 - exponent
    y = (2048 << 116) + (-y if negative else y)
    return (y >> 116) - 2048, y >> 108 & 255, (y & (1 << 108) - 1) << 20


def power_growth(f, power, terms):
    """power (2^f - 1) in units of 2^-71, f in units of 2^-72"""
    square = high(f, f)
    terms_5 = fits(terms[4] + high(f, terms[5]))
    terms_3 = fits(terms[2] + high(f, terms[3]) + high(square, terms_5))
    terms_1 = fits(terms[0] + high(f, terms[1]) + high(square, terms_3))
    return high(power, high(f, terms_1))


def fast_exp(significand, exponent, negative):
    k, step, f = power_of_2_for(significand, exponent, negative)
    entry = tables.POWERS[step]
    return entry + (power_growth(f >> 64, entry >> 64, tables.POWER_TERMS) << 56), k, False


def fast_expm1(significand, exponent, negative):
    if exponent < -9:
        r = significand >> -exponent
        scale = series_scale(r)
        return normal(series(r, negative, scale, tables.EXP_TERMS, False), -scale, negative)
    k, step, f = power_of_2_for(significand, exponent, negative)
    entry = tables.POWERS[step]
    r = product_high(f, tables.LOG_OF_2) >> 9
    size = (entry >> 1) + (product_high(entry, series(r, False, 8, tables.EXP_TERMS, False)) >> 8)
    if negative:
        return normal((1 << 126) - (size >> -k), 1, True)
    return normal(size - (1 << 126 >> k), k + 1, False)


def fast_tanh(significand, exponent, negative):
    d, k, _ = fast_expm1(significand, exponent + 1, True)
    divisor, one_or_0, _ = normal((1 << 127) - (d >> 1 - k), 1, False)
    return quotient(d, divisor, k - one_or_0, negative)


def fast_log(significand, exponent, negative):
    cell = significand >> 119 & 255
    r = (significand >> 10) * tables.RECIPROCALS[cell] - (1 << 127)
    base = exponent * tables.LOG_2 + tables.MINUS_LOGS[cell]
    if base == 0:
        scale = series_scale(abs(r))
        return normal(series(abs(r), r < 0, scale, tables.LOG_TERMS, True), -scale, r < 0)
    total = base + (-1 if r < 0 else 1) * (series(abs(r), r < 0, 8, tables.LOG_TERMS, True) >> 18)
    return normal(abs(total), 10, total < 0)


def fast_log1p(significand, exponent, negative):
    if exponent < 0:
        part = significand >> 1 - exponent
        return fast_log(*normal((1 << 126) + (-part if negative else part), 1, False))
    return fast_log(*normal((significand >> 1) + (1 << 126 >> min(exponent, 126)), exponent + 1, False))


def fast_erf(significand, exponent, negative):
    size = significand >> 2 - exponent
    value, slope, terms = tables.ERF_CELLS[size >> 121]
    h = size >> 57 & TOP - 1
    total = terms[13]
    for n in range(12, -1, -1):
        total = signed(terms[n] + (total * (h >> 4) >> 64))
    slope += signed(total * h >> 64) << 59
    if size >> 121 == 0:
        return normal(product_high(significand, slope), exponent + 1, negative)
    return normal(value + (product_high(h << 64, slope) >> 4), 0, negative)


# exp in lanes, in the steps of fast_exp_lanes(). n is the number of steps, power the two parts of 2^(n/128).

LANES_LIMIT, TO_UNITS, TO_33_BITS = 708, 1.5 * 2 ** 52, 1.5 * 2 ** 19
STEP = fraction_of(tables.STEP) + SLACK
# n is the whole number next to the product of x and steps_a_unit, which is rounded by less than 2^-53 of 2^17, as is the constant.
FROM_STEP = Fraction(1, 2) + Fraction(3, 1 << 36)
# So much is left of x without n step_high, at most; step_high is a little less than a step.
LEFT = FROM_STEP * STEP + (LANES_LIMIT / STEP + 1) * (STEP - Fraction(tables.STEP_HIGH))


def lane_steps(x):
    return (x * tables.STEPS_A_UNIT + TO_UNITS) - TO_UNITS


def lane_powers(x, n, power, step_low, terms):
    """The sum and the tail"""
    high, low = power
    rest, small = minus(x, n * tables.STEP_HIGH, LEFT), n * step_low
    r_high = as_it_is((rest + TO_33_BITS) - TO_33_BITS)
    r_low = minus(rest, r_high, Fraction(1, 1 << 34)) - small
    r = rest - small
    square = r * r
    fourth = square * square
    terms_2, terms_4 = (terms[0] + r * terms[1]) * square, (terms[2] + r * terms[3]) * fourth
    terms_6 = (terms[4] + r * terms[5]) * (fourth * square)
    growth = (terms_2 + r_low) + (terms_4 + terms_6)
    product = high * r_high
    total = as_it_is(high + product)
    lost = minus(product, total - high, Fraction(1, 1 << 53))
    return total, (lost + (low + low * r_high)) + (high + low) * growth


# The bound of each.

def prove_series(coefficients, terms):
    """The largest error of gp_series(), in units of its rest, for |r| < 2^-8. All coefficients are positive and none is greater than the
    one before, so that what is left out is less than twice its first term."""
    left_out = 2 * coefficients[8]  # times 2^(-8 8) in units of 2^-64
    f = Bound(0, TOP - 1, -1, 0)
    worst = Fraction(0)
    for first in (Bound(1 << 62, (1 << 63) - 1, -1, 0), Bound(0, (1 << 62) - 1, -1, 0)):
        for minus in (False, True):
            entries = [known(whole, tables.mp.ldexp(tables.mpf(t.numerator) / t.denominator, 64 - 8 * n))
                       for n, (whole, t) in enumerate(zip(terms, coefficients))]
            entries[0].least -= left_out
            entries[0].most += left_out
            rest = series_rest(first, f, entries, minus)
            worst = max(worst, -rest.least, rest.most)
    return worst


EXP_COEFFICIENTS = [1 / Fraction(int(tables.mp.factorial(n))) for n in range(2, 11)]
IN_UNITS = Fraction(2) ** 71  # of the constants in the C code, which are 2^-71 of a significand


def fraction_errors():
    """The least and the largest error of f, computed less true, in units of 2^-116: that of x / log 2. The product with log2_e is cut off twice."""
    log2_e = known(tables.LOG2_E, tables.mp.ldexp(1 / tables.mp.log(2), 127))
    least, most = Fraction(0), Fraction(0)
    for exponent in range(-54, 10):
        whole = Bound(1 << 63, TOP - 1) * log2_e  # in units of 2^(exponent - 190)
        y = Bound(whole.low >> 64, whole.high >> 64, whole.least / TOP - 1, whole.most / TOP) >> 10 - exponent
        if y.high >= 2000 << 116:
            raise OverflowError("2000 is more than |x| / log 2")
        least = min(least, y.least, -y.most)  # of either sign
        most = max(most, y.most, -y.least)
    return least, most


def prove_exp():
    mp, mpf = tables.mp, tables.mpf
    terms = [known(whole, mp.log(2) ** n / mp.factorial(n) * mpf(2) ** (64 - 8 * (n - 1)))
             for n, whole in enumerate(tables.POWER_TERMS, 1)]
    # What the sum of six terms leaves out, all of it positive: less than twice its first term.
    terms[0].least -= 2 * Fraction(7, 10) ** 7 / 5040 / 2 ** 48 * TOP
    least, most = fraction_errors()
    f = Bound(0, TOP - 1, least / 2 ** 44 - 1, most / 2 ** 44)  # cut off after 72 bits
    error = Fraction(0)
    for j, entry in enumerate(tables.POWERS):
        power = known(entry, mp.ldexp(mp.power(2, mpf(j) / 256), 127))
        growth = power_growth(f, power >> 64, terms)
        # 2^(j/256) is added with all its bits; growth is in units of 2^-71
        error = max(error, -(growth.least + power.least / 2 ** 56), growth.most + power.most / 2 ** 56)
        if entry + (growth.high << 56) >= 1 << 128:
            raise OverflowError("2 or more")
    return error


def prove_exp_lanes():
    """How far the tail may be from what the sum lacks of e^x 2^-k, the rounding of the tail with the allowed error included."""
    mp, mpf = tables.mp, tables.mpf
    if FROM_STEP * STEP < Fraction(1, 1 << 9) or (1 - FROM_STEP) * (STEP - SLACK) < Fraction(1, 1 << 9):
        raise OverflowError("an argument with steps is 2^-9 or more")
    terms = [near(term, 1 / mp.factorial(n)) for n, term in enumerate(tables.LANE_TERMS, 2)]
    # What the sum leaves out is less than twice its first term, of r^8.
    left_out = 2 * (2 * LEFT) ** 2 / 40320
    terms[4].least -= left_out
    terms[4].most += left_out
    step_low = near(tables.STEP_LOW, tables.STEP - tables.STEP_HIGH)
    powers = [(Rounded.of(high), near(low, mp.power(2, mpf(j) / 128) - high)) for j, (high, low) in enumerate(tables.LANE_POWERS)]
    limit, steps = Fraction(LANES_LIMIT), LANES_LIMIT / STEP + 1
    # Without a step the argument is what is left. With steps its last bit is 2^-61 or more.
    cases = [(Rounded(-LEFT, LEFT), Rounded.of(0.), powers[:1]), (Rounded(-limit, limit, unit=-9 - 52), Rounded(-steps, steps, unit=0), powers)]
    error = Fraction(0)
    for x, n, entries in cases:
        for power in entries:
            total, tail = lane_powers(x, n, power, step_low, terms)
            if not (Fraction(1, 2) <= total.low and total.high < 2 and tail.size() < Fraction(1, 1 << 16)):
                raise OverflowError(f"sum up to {float(total.high)}, tail up to {float(tail.size())}")
            error = max(error, max(-tail.least, tail.most) + half_unit(tail.size() + Fraction(1, 1 << 60)))
    if mp.exp(-LANES_LIMIT) < mpf(2) ** -1022 or mp.exp(LANES_LIMIT) > mpf(2) ** 1023:
        raise OverflowError("a result that is not normal")
    return error


def small_error(coefficients, terms):
    """Where a series is the whole value: r is exact, and its first bit stands for 2^126 or more. The sum may have it one place below."""
    return prove_series(coefficients, terms) * 2 ** 56 / 2 ** 125 * IN_UNITS


def expm1_errors(sign):
    """Of each number of steps of 1/256 in x / log 2: the least and the greatest value, and the largest error, both divided by 2^k if x is positive.
    From 1024 steps on, all in one."""
    power, half = tables.mp.power, tables.mpf(1) / 2
    # e^x 2^-k in units of 2^-126. The error of r is less than that of f, which is in units of 2^-116, and less than 6 of 2^-127 that are cut off; the series
    # is off by so many units of 2^-79; each times a power of less than 2. 3 of 2^-134 are cut off the product, 1 behind it, and 1 with the entry.
    error = 2 * (max(map(abs, fraction_errors())) * 2 ** 10 + 3 + prove_series(EXP_COEFFICIENTS, tables.EXP_TERMS) * 2 ** 47) + 3
    for n in range(1024):
        k = n >> 8 if sign > 0 else -(n + 1) >> 8
        ends = [abs(power(2, sign * tables.mpf(m) / 256) - 1) for m in (n, n + 1)]
        if n == 0:  # |x| is 2^-9 or more
            ends[0] = abs(tables.mp.expm1(sign * tables.mpf(2) ** -9))
        yield [end / power(2, max(k, 0)) for end in ends], (error * Fraction(2) ** min(k, 0) + 1) / 2 ** 126
    yield (tables.mpf(15) / 16, tables.mpf(1)), (error + 1) / 2 ** 126


def prove_expm1():
    return max(small_error(EXP_COEFFICIENTS, tables.EXP_TERMS),
               *(error / Fraction(2) ** exponent_of(ends[0]) * IN_UNITS for sign in (1, -1) for ends, error in expm1_errors(sign)))


def prove_tanh():
    """The slope of d/(2 - d) is 2/(2 - d)^2, and it is at least d/2. The quotient and its divisor are off by less than 2^-100."""
    ratio = lambda d: d / (2 - d)
    slope = lambda d: Fraction(float(2 / (2 - d) ** 2)) + Fraction(1, 1 << 40)
    small = small_error(EXP_COEFFICIENTS, tables.EXP_TERMS) * 2 * slope(tables.mpf(2) ** -8)
    return IN_UNITS / 2 ** 99 + max(small, *(error * slope(ends[1]) / Fraction(2) ** exponent_of(ratio(ends[0])) * IN_UNITS
                                                         for ends, error in expm1_errors(-1)))


def check_quotient():
    """gp_quotient() against quotients of rational numbers; page `elementary` says why it cannot be off by 2^-110."""
    ends = [1 << 127, (1 << 127) + 1, (1 << 128) - 1, (1 << 127) + (1 << 96) - 1, (1 << 128) - (1 << 96)]
    pairs = [(a, b) for a in ends for b in ends] + [(random.getrandbits(127) | 1 << 127, random.getrandbits(127) | 1 << 127) for _ in range(20000)]
    worst = Fraction(0)
    for a, b in pairs:
        significand, exponent, _ = quotient(a, b, 0, False)
        worst = max(worst, abs(significand * Fraction(2) ** (exponent - 127) * b / a - 1))
    print(f"quotient: {len(pairs)} quotients, relative error at most 2^{float(tables.mp.log(tables.mpf(worst.numerator) / worst.denominator, 2)):.1f}")
    return worst < Fraction(1, 1 << 110)


def prove_log():
    mp, mpf = tables.mp, tables.mpf
    largest = max(abs(Fraction(c, 1024) * (1 + Fraction(j + side, 256)) - 1)
                  for j, c in enumerate(tables.RECIPROCALS) for side in (0, 1))
    if largest > Fraction(1, 256):
        raise OverflowError(f"|r| up to {float(largest)}")
    rest = prove_series([Fraction(1, n) for n in range(2, 11)], tables.LOG_TERMS)
    error = small_error([Fraction(1, n) for n in range(2, 11)], tables.LOG_TERMS)  # next to 1
    # Elsewhere: the rest is in units of 2^-79 or less. In units of 2^-117, less than 1 is cut off where r is made, as it is where 1 + x
    # is, and less than 1 from the series; and the tables are off.
    log_2 = known(tables.LOG_2, mp.ldexp(mp.log(2), 117))
    zeros = []
    for j, c in enumerate(tables.RECIPROCALS):
        entry = known(tables.MINUS_LOGS[j], -mp.ldexp(mp.log(mpf(c) / 1024), 117))
        for exponent in (-2, -1, 0, 1):  # beyond, the value grows faster than the error of e log 2
            if exponent * tables.LOG_2 + tables.MINUS_LOGS[j] == 0:
                zeros.append((exponent, j))
                continue
            off = rest * 2 ** 38 + 3 + max(abs(entry.least), abs(entry.most)) + abs(exponent) * max(abs(log_2.least), abs(log_2.most))
            size = min(abs(exponent * mp.log(2) + mp.log(1 + (j + mpf(side)) / 256)) for side in (0, 1))
            error = max(error, off / Fraction(2) ** (117 + exponent_of(size)) * IN_UNITS)
    if zeros != [(0, 0), (-1, 255)]:
        raise ValueError(f"the series is the whole value in the cells {zeros}")
    return error


def prove_erf():
    """Of each cell: the error of the mean slope in units of 2^-64, with all that is cut off seen as if it might be of either sign; and what that
    makes of the value."""
    mp, worst = tables.mp, Fraction(0)
    # The 16th derivative of erf is 2/sqrt(pi) H_15(x) e^(-x^2), and |H_n(x)| < 1.09 2^(n/2) sqrt(n!) e^(x^2/2) (Cramer): so much is left out
    # of the mean slope, h^15 times that over 16!.
    left_out = mp.mpf("1.09") * 2 / mp.sqrt(mp.pi) * mp.mpf(2) ** mp.mpf(7.5) * mp.sqrt(mp.factorial(15)) / mp.factorial(16) / mp.mpf(16) ** 15
    left_out = Fraction(int(left_out * 2 ** 128) + 1, 1 << 64)
    for j, (_, _, terms) in enumerate(tables.ERF_CELLS):
        size, error = Fraction(abs(terms[13])), Fraction(1)
        for term in terms[12::-1]:  # h < 1/16, cut off in units of 2^-64; the product and the table, too
            error = error / 16 + size / TOP + 2
            size = abs(term) + size / 16 + 2
            if size >= TOP // 2:
                raise OverflowError(f"cell {j}")
        # h in units of 2^-68, the product in the same; the slope at the beginning
        error = error / 16 + size / TOP / 16 + Fraction(1, 16) + left_out + Fraction(8, 1 << 63)
        if j == 0:  # the value is x times the mean slope, which is more than 1: its first bit stands for more than x/2
            worst = max(worst, error / TOP * IN_UNITS * 2)
            continue
        off = error / TOP / 16 + Fraction(8, 1 << 127)
        worst = max(worst, off / Fraction(2) ** exponent_of(mp.erf(mp.mpf(j) / 16)) * IN_UNITS)
    return worst


def constant(file, name):
    return int(re.search(rf"\b{name} = (\d+)\b", (SOURCES / file).read_text(encoding="utf-8")).group(1))


# Each function: its fast path, the proof of its bound, and where that stands; exponents of its arguments on the fast path, and on the
# slow one; which of these arguments they are for; and its value.
Function = collections.namedtuple("Function", "fast prove file bound exponents all_exponents has value")
FUNCTIONS = {
    "exp": Function(fast_exp, prove_exp, "exp.c", "fast_exp_error", (-54, 9), (-54, 9), lambda x: True, tables.mp.exp),
    "expm1": Function(fast_expm1, prove_expm1, "exp.c", "fast_expm1_error", (-54, 9), (-54, 9), lambda x: x > -64, tables.mp.expm1),
    "tanh": Function(fast_tanh, prove_tanh, "exp.c", "fast_tanh_error", (-27, 4), (-54, 4), lambda x: True, tables.mp.tanh),
    "erf": Function(fast_erf, prove_erf, "erf.c", "fast_erf_error", (-1022, 2), (-1022, 2), lambda x: abs(x) < 6, tables.mp.erf),
    "log": Function(fast_log, prove_log, "log.c", "fast_log_error", (-1022, 1023), (-1022, 1023), lambda x: x > 0 and x != 1,
                    tables.mp.log),
    "log1p": Function(fast_log1p, prove_log, "log.c", "fast_log_error", (-54, 1023), (-54, 1023), lambda x: x > -1,
                      lambda x: tables.mp.log(1 + x)),
}


def draw(exponents, has):
    """A random argument of any size or near 1: its significand in 128 bits with a leading 1, its exponent, and whether it is negative."""
    while True:
        fraction = random.choice((random.getrandbits(52), random.getrandbits(52) & -1 << random.randrange(53),
                                  random.getrandbits(random.randrange(1, 53)), (1 << 52) - 1 - random.getrandbits(random.randrange(1, 53))))
        exponent = random.choice((random.randint(*exponents), random.randint(-8, min(7, exponents[1]))))
        x = (fraction | 1 << 52) << 75, exponent, random.random() < .5
        if has(number_of(*x)):
            return x


def number_of(significand, exponent, negative):
    return float((-1 if negative else 1) * Fraction(significand, 1 << 127) * Fraction(2) ** exponent)


def ask(program, way, name, arguments):
    lines = "".join(number_of(*x).hex() + "\n" for x in arguments)
    answer = subprocess.run([program, way, name], input=lines, text=True, capture_output=True, check=True).stdout.splitlines()
    if len(answer) != len(arguments):
        raise ValueError(f"expected {len(arguments)} lines, found {len(answer)}")
    return answer


def check_fast(program, name, function):
    arguments = [draw(function.exponents, function.has) for _ in range(20000)]
    different = []
    for x, line in zip(arguments, ask(program, "fast", name, arguments)):
        significand, exponent, negative = function.fast(*x)
        mine = f"{significand:032x} {exponent} {int(negative)}"
        if mine != line:
            different.append(f"{name}({number_of(*x).hex()}): expected what the C code gives, {line}, found {mine}")
    for line in different[:5]:
        print(line)
    error, allowed = function.prove(), constant(function.file, function.bound)
    print(f"{name}: {len(arguments) - len(different)} of {len(arguments)} results the same as in C; "
          f"error at most {float(error):.3f}, allowed {allowed}")
    return not different and error <= allowed


def check_exact(program, name, function):
    arguments = [draw(function.all_exponents, function.has) for _ in range(1000)]
    worst = tables.mpf(0)
    with tables.mp.workprec(3000):  # enough for 1 + x, whatever x
        for x, line in zip(arguments, ask(program, "exact", name, arguments)):
            digits, exponent, negative = line.split()
            found = tables.mp.ldexp(int(digits, 16), int(exponent) - 320) * (-1) ** int(negative)
            true = function.value(tables.mpf(number_of(*x)))
            worst = max(worst, abs(found / true - 1))
        print(f"{name}: slow path, {len(arguments)} arguments: error at most 2^{float(tables.mp.log(worst, 2)):.1f}")
        return worst < tables.mpf(2) ** -250


def check_lanes(program):
    """exp in lanes: the same steps as in C, and its bound."""
    arguments = [draw((-1022, 9), lambda x: abs(x) <= LANES_LIMIT) for _ in range(20000)]
    different = []
    for x, line in zip(arguments, ask(program, "lanes", "exp", arguments)):
        number = number_of(*x)
        n = lane_steps(number)
        total, tail = lane_powers(number, n, tables.LANE_POWERS[int(n) & 127], tables.STEP_LOW, tables.LANE_TERMS)
        theirs = line.split()
        if [total, tail, int(n) >> 7] != [float.fromhex(theirs[0]), float.fromhex(theirs[1]), int(theirs[2])]:
            different.append(f"exp in lanes of {number.hex()}: expected what the C code gives, {line}, found {total.hex()} {tail.hex()} {int(n) >> 7}")
    for line in different[:5]:
        print(line)
    text = (SOURCES / "exp_lanes.h").read_text(encoding="utf-8")
    error, allowed = prove_exp_lanes(), Fraction(float.fromhex(re.search(r"\bexp_lanes_error = (\S+);", text).group(1)))
    print(f"exp in lanes: {len(arguments) - len(different)} of {len(arguments)} results the same as in C; "
          f"error at most {float(error * 2 ** 71):.3f}, allowed {float(allowed * 2 ** 71):g}")
    return not different and error <= allowed


def main():
    random.seed(14)
    fine = check_quotient()
    fine &= check_lanes(sys.argv[2])
    for name, function in FUNCTIONS.items():
        fine &= check_fast(sys.argv[2], name, function)
        fine &= check_exact(sys.argv[2], name, function)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
