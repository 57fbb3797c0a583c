#include "draw/twister.h"

enum { shift = 397 };

void gp_twister_seed(gp_twister *twister, uint32_t seed)
{
    uint32_t *x = twister->state;
    x[0] = seed;
    for (uint32_t k = 1; k < gp_twister_size; k++)
        x[k] = 1812433253u * (x[k - 1] ^ x[k - 1] >> 30) + k;
    twister->given = gp_twister_size;
}

/* The index after k in the state; the first word is left out, and takes the value of the last. */
static size_t next_index(uint32_t *x, size_t k)
{
    if (k + 1 < gp_twister_size)
        return k + 1;
    x[0] = x[gp_twister_size - 1];
    return 1;
}

void gp_twister_seed_words(gp_twister *twister, const uint32_t *words, size_t count)
{
    uint32_t *x = twister->state;
    size_t k = 1;
    gp_twister_seed(twister, 19650218u);
    for (size_t n = 0, w = 0; n < (count > gp_twister_size ? count : gp_twister_size); n++, w = (w + 1) % count) {
        x[k] = (x[k] ^ (x[k - 1] ^ x[k - 1] >> 30) * 1664525u) + words[w] + (uint32_t)w;
        k = next_index(x, k);
    }
    for (size_t n = 0; n < gp_twister_size - 1; n++) {
        x[k] = (x[k] ^ (x[k - 1] ^ x[k - 1] >> 30) * 1566083941u) - (uint32_t)k;
        k = next_index(x, k);
    }
    x[0] = 0x80000000u;
}

/* x_(k+n) = x_(k+m) ^ (the upper bit of x_k, the lower bits of x_(k+1)) A, for all words at once. */
static void twist(uint32_t *x)
{
    for (size_t k = 0; k < gp_twister_size; k++) {
        const uint32_t joined = (x[k] & 0x80000000u) | (x[(k + 1) % gp_twister_size] & 0x7fffffffu);
        x[k] = x[(k + shift) % gp_twister_size] ^ joined >> 1 ^ (joined & 1 ? 0x9908b0dfu : 0);
    }
}

uint32_t gp_twister_word(gp_twister *twister)
{
    if (twister->given == gp_twister_size) {
        twist(twister->state);
        twister->given = 0;
    }
    uint32_t y = twister->state[twister->given++];
    y ^= y >> 11;
    y ^= y << 7 & 0x9d2c5680u;
    y ^= y << 15 & 0xefc60000u;
    return y ^ y >> 18;
}

double gp_twister_real(gp_twister *twister)
{
    const uint32_t upper = gp_twister_word(twister) >> 5, lower = gp_twister_word(twister) >> 6;
    return (upper * 0x1p26 + lower) * 0x1p-53;
}
