#include "certify/decimal.h"

#include <ctype.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void power_of_ten(fmpz_t power, long exponent)
{
    fmpz_set_ui(power, 10);
    fmpz_pow_ui(power, power, (ulong)exponent);
}

/* number *= 10^exponent */
static void shift(fmpq_t number, long exponent)
{
    fmpz_t power;
    fmpz_init(power);
    power_of_ten(power, labs(exponent));
    if (exponent < 0)
        fmpq_div_fmpz(number, number, power);
    else
        fmpq_mul_fmpz(number, number, power);
    fmpz_clear(power);
}

/* Reads a decimal; returns where it ends, or NULL where its exponent is too large. */
static const char *read_decimal(fmpq_t number, const char *text)
{
    const char *c = text + (*text == '+' || *text == '-');
    long places = 0;
    bool after_point = false;
    fmpz_t digits;
    fmpz_init(digits);
    for (; isdigit((unsigned char)*c) || *c == '.'; c++) {
        if (*c == '.') {
            after_point = true;
            continue;
        }
        fmpz_mul_ui(digits, digits, 10);
        fmpz_add_ui(digits, digits, (ulong)(*c - '0'));
        places += after_point;
    }
    char *end = (char *)c;
    const long exponent = *c == 'e' || *c == 'E' ? strtol(c + 1, &end, 10) : 0;
    if (*text == '-')
        fmpz_neg(digits, digits);
    fmpq_set_fmpz(number, digits);
    fmpz_clear(digits);
    if (labs(exponent) > gp_most_exponent)
        return NULL;
    shift(number, exponent - places);
    return end;
}

bool gp_rational_read(fmpq_t number, const char *text)
{
    const char *end = read_decimal(number, text);
    if (!end || *end != '/')
        return end;
    fmpq_t divisor;
    fmpq_init(divisor);
    end = read_decimal(divisor, end + 1);
    if (end)
        fmpq_div(number, number, divisor);
    fmpq_clear(divisor);
    return end;
}

/* A decimal number: digits, not 0, times a power of ten. */
typedef struct decimal {
    bool negative;
    fmpz_t digits;
    long exponent;
} decimal;

static size_t digit_count(const fmpz_t digits)
{
    fmpz_t power;
    fmpz_init(power);
    size_t count = fmpz_sizeinbase(digits, 10); /* right, or one too many */
    power_of_ten(power, (long)count - 1);
    count -= fmpz_cmpabs(digits, power) < 0;
    fmpz_clear(power);
    return count;
}

/* Takes factors out of number; returns how many. */
static long remove_factor(fmpz_t number, ulong factor)
{
    fmpz_t divisor;
    fmpz_init_set_ui(divisor, factor);
    long count = fmpz_remove(number, number, divisor);
    fmpz_clear(divisor);
    return count;
}

/* The number in full: false where its decimal expansion is longer than most digits, or has no end. */
static bool write_in_full(decimal *written, const fmpq_t number, size_t most)
{
    fmpz_t rest, power;
    fmpz_init_set(rest, fmpq_denref(number));
    fmpz_init(power);
    const long twos = remove_factor(rest, 2), fives = remove_factor(rest, 5);
    const bool ends = fmpz_is_one(rest);
    /* numerator / (2^twos 5^fives) = digits / 10^places */
    const long places = twos > fives ? twos : fives;
    if (ends) {
        fmpz_ui_pow_ui(power, 2, (ulong)(places - twos));
        fmpz_mul(written->digits, fmpq_numref(number), power);
        fmpz_ui_pow_ui(power, 5, (ulong)(places - fives));
        fmpz_mul(written->digits, written->digits, power);
        written->negative = fmpz_sgn(written->digits) < 0;
        fmpz_abs(written->digits, written->digits);
        written->exponent = -places;
        while (fmpz_divisible_si(written->digits, 10)) {
            fmpz_divexact_ui(written->digits, written->digits, 10);
            written->exponent++;
        }
    }
    fmpz_clear(rest);
    fmpz_clear(power);
    return ends && digit_count(written->digits) <= most;
}

/* The nearest whole number to |number| 10^-exponent, a tie upwards; false where the ball holds numbers that differ in it. */
static bool nearest_whole(fmpz_t nearest, const gp_ball *ball, long exponent)
{
    fmpz_t power;
    fmpz_init(power);
    power_of_ten(power, labs(exponent));
    bool sure = true;
    if (ball->rational) {
        fmpq_t scaled;
        fmpq_init(scaled);
        fmpq_abs(scaled, ball->exact);
        shift(scaled, -exponent);
        /* floor(n / d + 1/2) = floor((2 n + d) / (2 d)) */
        fmpz_mul_2exp(fmpq_numref(scaled), fmpq_numref(scaled), 1);
        fmpz_add(fmpq_numref(scaled), fmpq_numref(scaled), fmpq_denref(scaled));
        fmpz_mul_2exp(fmpq_denref(scaled), fmpq_denref(scaled), 1);
        fmpz_fdiv_q(nearest, fmpq_numref(scaled), fmpq_denref(scaled));
        fmpq_clear(scaled);
    } else {
        arb_t scaled, half;
        arb_init(scaled);
        arb_init(half);
        /* With as many bits as the midpoint and the power have, and more, rounding adds next to nothing to the radius. */
        const slong precision = arb_bits(ball->enclosure) + (slong)fmpz_bits(power) + 64;
        arb_abs(scaled, ball->enclosure);
        if (exponent < 0)
            arb_mul_fmpz(scaled, scaled, power, precision);
        else
            arb_div_fmpz(scaled, scaled, power, precision);
        arb_set_d(half, 0.5);
        arb_add(scaled, scaled, half, precision);
        arb_floor(scaled, scaled, precision);
        sure = arb_get_unique_fmpz(nearest, scaled);
        arb_clear(scaled);
        arb_clear(half);
    }
    fmpz_clear(power);
    return sure;
}

/* The decimal exponent of a number's first digit, give or take one. */
static long first_exponent(const arb_t number)
{
    fmpz_t exponent;
    fmpz_init(exponent);
    arf_abs_bound_lt_2exp_fmpz(exponent, arb_midref(number));
    long bits = fmpz_get_si(exponent);
    fmpz_clear(exponent);
    return (long)floor((double)bits * log10(2));
}

/* The number rounded to so many digits. */
static bool write_rounded(decimal *written, const gp_ball *ball, size_t digits)
{
    if (arb_rel_accuracy_bits(ball->enclosure) < 8)
        return false;
    written->negative = arf_sgn(arb_midref(ball->enclosure)) < 0;
    written->exponent = first_exponent(ball->enclosure) - (long)digits;
    /* From the finer side, until the digits are no more than wanted. Where rounding carries into one digit more, as 9.99...
     * does, the same number comes out rounded at its own place. */
    for (;; written->exponent++) {
        if (!nearest_whole(written->digits, ball, written->exponent))
            return false;
        if (digit_count(written->digits) <= digits)
            return true;
    }
}

/* Digits with the point after the first @p whole of them; zeros fill what lies between. */
static char *positional(const char *sign, const char *digits, size_t count, long whole)
{
    static const char zeros[] = "000000000000000000000";
    const size_t room = count + sizeof zeros + 4;
    char *text = malloc(room);
    if (!text)
        return NULL;
    if (whole <= 0)
        snprintf(text, room, "%s0.%.*s%s", sign, (int)-whole, zeros, digits);
    else if ((size_t)whole >= count)
        snprintf(text, room, "%s%s%.*s", sign, digits, (int)((size_t)whole - count), zeros);
    else
        snprintf(text, room, "%s%.*s.%s", sign, (int)whole, digits, digits + whole);
    return text;
}

static char *scientific(const char *sign, const char *digits, size_t count, long exponent)
{
    size_t room = count + 32;
    char *text = malloc(room);
    if (text)
        snprintf(text, room, "%s%c%s%se%ld", sign, digits[0], count > 1 ? "." : "", digits + 1, exponent);
    return text;
}

static char *decimal_text(const decimal *number)
{
    char *digits = fmpz_get_str(NULL, 10, number->digits);
    const size_t count = strlen(digits);
    const long whole = (long)count + number->exponent; /* digits before the point */
    const char *sign = number->negative ? "-" : "";
    char *text =
        whole > -6 && whole <= 21 ? positional(sign, digits, count, whole) : scientific(sign, digits, count, whole - 1);
    flint_free(digits);
    return text;
}

bool gp_ball_writable(const gp_ball *ball)
{
    static const slong least = (slong)(-gp_most_exponent * 3.3219280948873623);
    const arf_struct *middle = arb_midref(ball->enclosure);
    return arf_is_zero(middle) || (arf_cmpabs_2exp_si(middle, least) >= 0 && arf_cmpabs_2exp_si(middle, DBL_MAX_EXP) < 0);
}

char *gp_ball_text(const gp_ball *ball, size_t digits)
{
    decimal number = {.negative = false};
    fmpz_init(number.digits);
    char *text = NULL;
    if ((ball->rational && fmpq_is_zero(ball->exact)) ||
        (ball->rational && write_in_full(&number, ball->exact, digits > gp_digits_in_full ? digits : gp_digits_in_full)) ||
        write_rounded(&number, ball, digits))
        text = decimal_text(&number);
    fmpz_clear(number.digits);
    return text;
}

void gp_text_rounded_up(double number, char text[32])
{
    /* So many units of the second digit: 10 to 99. */
    int exponent = (int)floor(log10(number)) - 1;
    double units = ceil(number * pow(10, -exponent));
    if (units >= 100) {
        units = 10;
        exponent++;
    }
    if (exponent < 0)
        snprintf(text, 32, "%.2g", units / 10);
    else if (exponent < 5)
        snprintf(text, 32, "%.0f", units * pow(10, exponent));
    else
        snprintf(text, 32, "%.2ge%d", units / 10, exponent + 1);
}
