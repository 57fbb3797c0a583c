#include "golden/hash.h"

#include <math.h>
#include <string.h>

uint64_t gp_hash_bits(uint64_t hash, uint64_t bits, unsigned bytes)
{
    for (unsigned k = 0; k < bytes; k++)
        hash = (hash ^ (bits >> 8 * k & 0xff)) * UINT64_C(0x100000001b3);
    return hash;
}

#ifdef GP_BINARY32
typedef uint32_t real_bits;
static const real_bits not_a_number = UINT32_C(0x7fc00000);
#else
typedef uint64_t real_bits;
static const real_bits not_a_number = UINT64_C(0x7ff8000000000000);
#endif
_Static_assert(sizeof(real_bits) == sizeof(gp_real), "the bits of a number fit");

uint64_t gp_hash_real(uint64_t hash, gp_real value)
{
    real_bits bits = not_a_number;
    if (!isnan(value))
        memcpy(&bits, &value, sizeof bits);
    return gp_hash_bits(hash, bits, sizeof bits);
}
