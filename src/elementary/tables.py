#!/usr/bin/env python3
"""Makes the tables of the elementary functions: tables.py FOLDER. Numbers are whole, cut off (never rounded up), computed with 700 bits.

How they are used stands in the .c files, and why they have so many bits on the page `elementary`.
"""
import pathlib
import sys

from mpmath import mp, mpf

mp.prec = 700


def cut(x, bits):
    """floor(x 2^bits)"""
    return int(mp.floor(mp.ldexp(x, bits)))


def series(coefficients):
    """The terms of gp_series(): t_n 2^(-8 n) in units of 2^-64."""
    return [cut(t * mpf(2) ** (-8 * n), 64) for n, t in enumerate(coefficients)]


# exp: 2^(j/256) and 1 / log 2 in units of 2^-127, log 2 in units of 2^-128, (log 2)^n/n! 2^(-8 (n - 1)) in units of 2^-64; and the terms 1/n!.
POWERS = [cut(mp.power(2, mpf(j) / 256), 127) for j in range(256)]
LOG2_E = cut(1 / mp.log(2), 127)
LOG_OF_2 = cut(mp.log(2), 128)
POWER_TERMS = [cut(mp.log(2) ** n / mp.factorial(n) * mpf(2) ** (-8 * (n - 1)), 64) for n in range(1, 7)]
EXP_TERMS = series([1 / mp.factorial(n) for n in range(2, 10)])


def leading_bits(x, count):
    """The first bits of x, cut off: as a binary64 number, if they are 53 or fewer."""
    exponent = int(mp.floor(mp.log(x, 2)))
    return float(mp.ldexp(cut(x, count - 1 - exponent), exponent - count + 1))


# exp in lanes, in binary64 numbers: log 2 / 128 and 2^(j/128) in two parts each, the first of so few bits that products with it are exact; and 1/n!.
STEP = mp.log(2) / 128
STEP_HIGH = leading_bits(STEP, 36)
STEP_LOW = float(STEP - STEP_HIGH)
STEPS_A_UNIT = float(1 / STEP)
LANE_POWERS = [(leading_bits(mp.power(2, mpf(j) / 128), 28), float(mp.power(2, mpf(j) / 128) - leading_bits(mp.power(2, mpf(j) / 128), 28))) for j in range(128)]
LANE_TERMS = [float(1 / mp.factorial(n)) for n in range(2, 8)]

# log: a number c of 2^-10 next to 1/m for m in [1 + j/256, 1 + (j + 1)/256), which is 1 next to 1 and 1/2 next to 2; -log c and
# log 2 in units of 2^-117.
RECIPROCALS = [1024, *(round(1024 / (1 + (j + .5) / 256)) for j in range(1, 255)), 512]
MINUS_LOGS = [cut(-mp.log(mpf(c) / 1024), 117) for c in RECIPROCALS]
LOG_2 = cut(mp.log(2), 117)
LOG_TERMS = series([1 / mpf(n) for n in range(2, 10)])


def erf_series(x, count):
    """erf and its first derivatives at x, each divided by n!; those of e^(-x^2) are Hermite's polynomials times that."""
    polynomials = [mpf(1), 2 * x]
    for n in range(1, count):
        polynomials.append(2 * x * polynomials[n] - 2 * n * polynomials[n - 1])
    slope = 2 / mp.sqrt(mp.pi) * mp.exp(-x * x)
    return [mp.erf(x)] + [slope * (-1) ** (n - 1) * polynomials[n - 1] / mp.factorial(n) for n in range(1, count)]


# erf: for x from j/16 to (j + 1)/16, the value and the slope at j/16 in units of 2^-127, and what comes next in the series in powers of
# x - j/16, in units of 2^-64.
ERF_SERIES = [erf_series(mpf(j) / 16, 16) for j in range(96)]
ERF_CELLS = [(cut(c[0], 127), cut(c[1], 127), [cut(t, 64) for t in c[2:]]) for c in ERF_SERIES]


def hexadecimal(x):
    return f"0x{x:016x}"


def halves(x):
    return f"{{{hexadecimal(x >> 64)}, {hexadecimal(x & (1 << 64) - 1)}}}"


def rows(items, a_row):
    items = list(items)
    return ",\n".join("    " + ", ".join(items[i:i + a_row]) for i in range(0, len(items), a_row))


def fixed(name, x, comment):
    whole = cut(x, 320)
    words = ", ".join(hexadecimal(whole >> 64 * i & (1 << 64) - 1) for i in range(6))
    return f"/* {comment} */\nstatic const struct gp_fixed {name} = {{{{{words}}}}};\n"


def exact_table():
    yield '#include <stdint.h>\n\n/* A number in [0, 2^64): the sum of word[i] 2^(64 (i - 5)). */\nstruct gp_fixed {\n    uint64_t word[6];\n};\n\n'
    yield fixed("gp_log_2", mp.log(2), "log 2")
    yield fixed("gp_log2_e", 1 / mp.log(2), "1 / log 2")
    yield fixed("gp_two_over_root_pi", 2 / mp.sqrt(mp.pi), "2 / sqrt(pi)")


def exp_table():
    yield '#include "elementary/wide.h"\n\n'
    yield f"/* 1 / log 2, in units of 2^-127 */\nstatic const gp_wide log2_e = {halves(LOG2_E)};\n\n"
    yield f"/* log 2, in units of 2^-128 */\nstatic const gp_wide log_of_2 = {halves(LOG_OF_2)};\n\n"
    yield "/* (log 2)^n / n! 2^(-8 (n - 1)) for n = 1 to 6, in units of 2^-64 */\n"
    yield f"static const uint64_t power_term[6] = {{\n{rows(map(hexadecimal, POWER_TERMS), 3)}}};\n\n"
    yield "/* 1/n! 2^(-8 (n - 2)) for n = 2 to 9, in units of 2^-64 */\n"
    yield f"static const uint64_t exp_term[8] = {{\n{rows(map(hexadecimal, EXP_TERMS), 4)}}};\n\n"
    yield f"/* 2^(j/256), in units of 2^-127 */\nstatic const gp_wide power_of_2[256] = {{\n{rows(map(halves, POWERS), 2)}}};\n"


def exp_lanes_table():
    yield "/* log 2 / 128, the first 36 bits of it and the next 53, and how often it goes into 1 */\n"
    yield f"static const double step_high = {STEP_HIGH.hex()}, step_low = {STEP_LOW.hex()}, steps_a_unit = {STEPS_A_UNIT.hex()};\n\n"
    yield f"/* 1/n! for n = 2 to 7 */\nstatic const double lane_term[6] = {{\n{rows((t.hex() for t in LANE_TERMS), 3)}}};\n\n"
    yield "/* 2^(j/128): its first 28 bits and the next 53 */\n"
    pairs = (f"{{{high.hex()}, {low.hex()}}}" for high, low in LANE_POWERS)
    yield f"static const struct {{\n    double high, low;\n}} lane_power[128] = {{\n{rows(pairs, 2)}}};\n"


def log_table():
    yield '#include "elementary/wide.h"\n\n'
    yield f"/* log 2, in units of 2^-117 */\nstatic const gp_wide log_2 = {halves(LOG_2)};\n\n"
    yield "/* 1/n 2^(-8 (n - 2)) for n = 2 to 9, in units of 2^-64 */\n"
    yield f"static const uint64_t log_term[8] = {{\n{rows(map(hexadecimal, LOG_TERMS), 4)}}};\n\n"
    yield "/* c next to 1/m, in units of 2^-10, for m from 1 + j/256 to 1 + (j + 1)/256 */\n"
    yield f"static const uint16_t reciprocal[256] = {{\n{rows(map(str, RECIPROCALS), 16)}}};\n\n"
    yield f"/* -log c, in units of 2^-117 */\nstatic const gp_wide minus_log[256] = {{\n{rows(map(halves, MINUS_LOGS), 2)}}};\n"


def erf_table():
    yield '#include "elementary/wide.h"\n\n'
    yield "/* erf x for x from j/16 to (j + 1)/16: value and slope at j/16 in units of 2^-127; what comes behind them in the series in powers of\n"
    yield "   x - j/16, in units of 2^-64, a negative term being 2^64 more than it is. */\n"
    yield "typedef struct erf_cell {\n    gp_wide value, slope;\n    uint64_t term[14];\n} erf_cell;\n\n"
    cells = [f"    {{{halves(value)}, {halves(slope)}, {{\n{rows((hexadecimal(t % (1 << 64)) for t in terms), 7)}}}}}" for value, slope, terms in ERF_CELLS]
    yield "static const erf_cell erf_cells[96] = {\n" + ",\n".join(cells) + "};\n"


TABLES = {"erf_table.h": erf_table, "exact_table.h": exact_table, "exp_lanes_table.h": exp_lanes_table, "exp_table.h": exp_table, "log_table.h": log_table}


def text_of(name):
    guard = "GP_ELEMENTARY_" + name.upper().replace(".", "_")
    return (f"/* Made by tables.py: change that, not this. */\n/* clang-format off */\n#ifndef {guard}\n#define {guard}\n\n"
            + "".join(TABLES[name]()) + "\n#endif\n")


def main():
    folder = pathlib.Path(sys.argv[1])
    for name in TABLES:
        (folder / name).write_text(text_of(name), encoding="utf-8")


if __name__ == "__main__":
    main()
