#include "arguments.h"

#include "elementary/elementary.h"
#include <string.h>

const function functions[] = {
    {"exp", gp_exp, gp_expf, -750, 715}, {"expm1", gp_expm1, gp_expm1f, -40, 715}, {"tanh", gp_tanh, gp_tanhf, -20, 20},
    {"erf", gp_erf, gp_erff, -6, 6},     {"log", gp_log, gp_logf, 0, 2},           {"log1p", gp_log1p, gp_log1pf, -1, 1},
};
const int function_count = sizeof functions / sizeof *functions;

const function *function_named(const char *name)
{
    for (int i = 0; i < function_count; i++)
        if (strcmp(functions[i].name, name) == 0)
            return &functions[i];
    return NULL;
}

uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

double binary64_of(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

float binary32_of(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

uint64_t bits_of_binary64(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

uint32_t bits_of_binary32(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

double some_binary64(const function *f, uint64_t *state)
{
    const uint64_t kind = next_random(state) >> 62, bits = next_random(state), small = next_random(state) >> 32;
    const uint64_t sign_and_fraction = bits & 0x800fffffffffffff;
    switch (kind) {
    case 0: /* anything, and numbers that are subnormal, infinite or none more often than that gives */
        return binary64_of(small % 16 ? bits : sign_and_fraction | (small & 16 ? (uint64_t)0x7ff << 52 : 0));
    case 1: /* where something happens */
        return (small & 1 ? f->least : f->most) * ((double)(bits >> 11) * 0x1p-53);
    case 2: /* of every size from 2^-70 to 2^10 */
        return binary64_of(sign_and_fraction | (1023 - 70 + small % 81) << 52);
    default: /* next to a number of few bits */
        return binary64_of((bits & ((uint64_t)0xfff8 << 48)) + small % 9 - 4);
    }
}

float some_binary32(const function *f, uint64_t *state)
{
    if (next_random(state) >> 63)
        return binary32_of((uint32_t)(next_random(state) >> 32));
    return (float)some_binary64(f, state);
}
