#include "reference/random.h"

enum { words = 624, shift = 397 };

void gp_random_seed(gp_random *random, uint32_t seed)
{
    random->word[0] = seed;
    for (uint32_t k = 1; k < words; k++) {
        uint32_t before = random->word[k - 1];
        random->word[k] = UINT32_C(1812433253) * (before ^ (before >> 30)) + k;
    }
    random->next = words;
}

/* The next 624 words: each from the top bit of one, the low bits of the next, and the one 397 places on. */
static void refill(gp_random *random)
{
    uint32_t *word = random->word;
    for (size_t k = 0; k < words; k++) {
        uint32_t joined = (word[k] & UINT32_C(0x80000000)) | (word[(k + 1) % words] & UINT32_C(0x7fffffff));
        uint32_t odd = joined & 1 ? UINT32_C(0x9908b0df) : 0;
        word[k] = word[(k + shift) % words] ^ (joined >> 1) ^ odd;
    }
    random->next = 0;
}

uint32_t gp_random_word(gp_random *random)
{
    if (random->next == words)
        refill(random);
    uint32_t y = random->word[random->next++];
    y ^= y >> 11;
    y ^= (y << 7) & UINT32_C(0x9d2c5680);
    y ^= (y << 15) & UINT32_C(0xefc60000);
    return y ^ (y >> 18);
}

double gp_random_double(gp_random *random)
{
    uint32_t high = gp_random_word(random) >> 5, low = gp_random_word(random) >> 6;
    return (high * 67108864.0 + low) / 9007199254740992.0;
}
