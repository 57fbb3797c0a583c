#include "golden/number.h"

#include <ctype.h>
#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The comparisons of binary64 numbers with exact ones need a few more bits than binary64 has. */
_Static_assert(LDBL_MANT_DIG > DBL_MANT_DIG, "goldprop needs a long double that is wider than double");

/* Longer exponents would overflow the sums of places below; none of them belongs to a number that a run can use. */
enum { most_exponent_digits = 5 };

static const char *skip_digits(const char *c)
{
    while (isdigit((unsigned char)*c))
        c++;
    return c;
}

/* Past a decimal number at c, or NULL where there is none. */
static const char *skip_decimal(const char *c)
{
    c += *c == '+' || *c == '-';
    const char *whole = c;
    c = skip_digits(c);
    size_t digits = (size_t)(c - whole);
    if (*c == '.') {
        const char *fraction = c + 1;
        c = skip_digits(fraction);
        digits += (size_t)(c - fraction);
    }
    if (digits == 0)
        return NULL;
    if (*c == 'e' || *c == 'E') {
        const char *exponent = c + 1 + (c[1] == '+' || c[1] == '-');
        c = skip_digits(exponent);
        if (c == exponent || c - exponent > most_exponent_digits)
            return NULL;
    }
    return c;
}

#ifdef GP_BINARY32
#define read_real strtof
#else
#define read_real strtod
#endif

bool gp_number_valid(const char *text)
{
    const char *end = skip_decimal(text), *denominator = NULL;
    if (end && *end == '/') {
        denominator = end + 1;
        end = isdigit((unsigned char)*denominator) ? skip_decimal(denominator) : NULL;
    }
    return end && !*end && end - text <= gp_number_longest && isfinite(gp_number_real(text)) &&
           (!denominator || isfinite(read_real(denominator, NULL)));
}

bool gp_number_is_decimal(const char *text)
{
    return gp_number_valid(text) && !strchr(text, '/');
}

gp_real gp_number_real(const char *text)
{
    char *end;
    gp_real numerator = read_real(text, &end);
    return *end == '/' ? numerator / read_real(end + 1, NULL) : numerator;
}

long double gp_number_long(const char *text)
{
    char *end;
    long double numerator = strtold(text, &end);
    return *end == '/' ? numerator / strtold(end + 1, NULL) : numerator;
}

bool gp_number_from_printed(const char *printed, char text[64])
{
    static const char power[] = " * 10^";
    const char *exponent = strstr(printed, power);
    int length = exponent ? snprintf(text, 64, "%.*se%s", (int)(exponent - printed), printed, exponent + strlen(power))
                          : snprintf(text, 64, "%s", printed);
    return length < 64 && gp_number_is_decimal(text);
}

/* A decimal as 0.d1d2d3... times a power of ten; d1 is not 0, and zero has no digits. */
enum { most_digits = 512 };
typedef struct decimal {
    bool negative;
    long exponent;
    size_t count;
    char digits[most_digits + 1];
} decimal;

/* Digits after the point that a decimal shows, less its exponent. */
static long decimal_places(const char *text)
{
    const char *point = strchr(text, '.');
    const char *exponent = strpbrk(text, "eE");
    long fraction = point ? (long)(skip_digits(point + 1) - (point + 1)) : 0;
    return fraction - (exponent ? strtol(exponent + 1, NULL, 10) : 0);
}

static void drop_trailing_zeros(decimal *number)
{
    while (number->count > 0 && number->digits[number->count - 1] == '0')
        number->count--;
    if (number->count == 0)
        *number = (decimal){0};
}

/* Digits past most_digits are dropped: no document prints that many. */
static decimal read_decimal(const char *text)
{
    decimal number = {.negative = *text == '-'};
    const char *c = text + (*text == '+' || *text == '-');
    bool after_point = false;
    for (; isdigit((unsigned char)*c) || *c == '.'; c++) {
        if (*c == '.') {
            after_point = true;
        } else if (number.count == 0 && *c == '0') {
            number.exponent -= after_point;
        } else {
            number.exponent += !after_point;
            if (number.count < most_digits)
                number.digits[number.count++] = *c;
        }
    }
    if (*c == 'e' || *c == 'E')
        number.exponent += strtol(c + 1, NULL, 10);
    drop_trailing_zeros(&number);
    return number;
}

/* Adds one unit in the last of the digits; where there is none, in the place before them. */
static void increment(decimal *number)
{
    size_t k = number->count;
    while (k > 0 && number->digits[k - 1] == '9')
        number->digits[--k] = '0';
    if (k > 0) {
        number->digits[k - 1]++;
    } else {
        memmove(number->digits + 1, number->digits, number->count);
        number->digits[0] = '1';
        number->count++;
        number->exponent++;
    }
}

/* Keeps so many places after the point, rounding half away from zero or cutting off. */
static decimal keep_places(decimal number, long places, bool round)
{
    long kept = number.exponent + places;
    if (number.count == 0 || kept >= (long)number.count)
        return number;
    if (kept < 0)
        return (decimal){0};
    bool up = round && number.digits[kept] >= '5';
    number.count = (size_t)kept;
    if (up)
        increment(&number);
    drop_trailing_zeros(&number);
    return number;
}

static bool same(const decimal *one, const decimal *other)
{
    return one->negative == other->negative && one->exponent == other->exponent && one->count == other->count &&
           memcmp(one->digits, other->digits, one->count) == 0;
}

/* The shortest decimal that means a binary64. */
static decimal read_shortest(double value)
{
    char text[32];
    int digits = 0;
    do
        snprintf(text, sizeof text, "%.*e", digits++, value);
    while (strtod(text, NULL) != value);
    return read_decimal(text);
}

bool gp_number_rounds_to(const char *exact, const char *printed, gp_rounding rounding)
{
    decimal wanted = read_decimal(printed);
    if (rounding == GP_ROUNDING_BINARY64) {
        decimal shortest = read_shortest(strtod(exact, NULL));
        return same(&shortest, &wanted);
    }
    decimal rounded = keep_places(read_decimal(exact), decimal_places(printed), true);
    return same(&rounded, &wanted);
}

bool gp_number_truncates_to(const char *exact, const char *printed)
{
    decimal wanted = read_decimal(printed);
    decimal cut = keep_places(read_decimal(exact), decimal_places(printed), false);
    return same(&cut, &wanted);
}
