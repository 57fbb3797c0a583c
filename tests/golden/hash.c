#include "golden/hash.h"

#include <criterion/criterion.h>
#include <math.h>

/* From the published test vectors of FNV-1a with 64 bits. */
Test(hash, known)
{
    cr_assert_eq(gp_hash_bits(GP_HASH_START, 0, 0), UINT64_C(0xcbf29ce484222325));
    cr_assert_eq(gp_hash_bits(GP_HASH_START, 'a', 1), UINT64_C(0xaf63dc4c8601ec8c));
    cr_assert_eq(gp_hash_bits(GP_HASH_START, UINT64_C(0x7261626f6f66), 6), UINT64_C(0x85944171f73967e8)); /* "foobar" */
}

/* The bit patterns of IEEE 754, byte by byte. */
static uint64_t hash_of(uint64_t binary64, uint32_t binary32)
{
    return sizeof(gp_real) == sizeof(double) ? gp_hash_bits(GP_HASH_START, binary64, 8)
                                             : gp_hash_bits(GP_HASH_START, binary32, 4);
}

Test(hash, numbers)
{
    static const struct {
        double value;
        uint64_t binary64;
        uint32_t binary32;
    } numbers[] = {
        {0, 0, 0},
        {-0.0, UINT64_C(0x8000000000000000), UINT32_C(0x80000000)},
        {1, UINT64_C(0x3ff0000000000000), UINT32_C(0x3f800000)},
        {-1.75, UINT64_C(0xbffc000000000000), UINT32_C(0xbfe00000)},
        {1.0 / 3, UINT64_C(0x3fd5555555555555), UINT32_C(0x3eaaaaab)},
        {(double)INFINITY, UINT64_C(0x7ff0000000000000), UINT32_C(0x7f800000)},
        {(double)NAN, UINT64_C(0x7ff8000000000000), UINT32_C(0x7fc00000)},
        {-(double)NAN, UINT64_C(0x7ff8000000000000), UINT32_C(0x7fc00000)},
    };
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
        cr_assert_eq(gp_hash_real(GP_HASH_START, (gp_real)numbers[k].value), hash_of(numbers[k].binary64, numbers[k].binary32),
                     "%g", numbers[k].value);

    /* One after the other, and in their order. */
    const uint64_t one_two = gp_hash_real(gp_hash_real(GP_HASH_START, 1), 2);
    cr_assert_eq(one_two, sizeof(gp_real) == sizeof(double)
                              ? gp_hash_bits(gp_hash_bits(GP_HASH_START, UINT64_C(0x3ff0000000000000), 8),
                                             UINT64_C(0x4000000000000000), 8)
                              : gp_hash_bits(GP_HASH_START, UINT64_C(0x400000003f800000), 8));
    cr_assert_neq(one_two, gp_hash_real(gp_hash_real(GP_HASH_START, 2), 1));
}
