/* Made by tables.py: change that, not this. */
/* clang-format off */
#ifndef GP_ELEMENTARY_EXACT_TABLE_H
#define GP_ELEMENTARY_EXACT_TABLE_H

#include <stdint.h>

/* A number in [0, 2^64): the sum of word[i] 2^(64 (i - 5)). */
struct gp_fixed {
    uint64_t word[6];
};

/* log 2 */
static const struct gp_fixed gp_log_2 = {{0xe7b876206debac98, 0x8a0d175b8baafa2b, 0x40f343267298b62d, 0xc9e3b39803f2f6af, 0xb17217f7d1cf79ab, 0x0000000000000000}};
/* 1 / log 2 */
static const struct gp_fixed gp_log2_e = {{0xbc3887eeaa2ed9ac, 0x164a2cd9a342648f, 0xd6aef551bad2b4b1, 0x7d0ffda0d23a7d11, 0x71547652b82fe177, 0x0000000000000001}};
/* 2 / sqrt(pi) */
static const struct gp_fixed gp_two_over_root_pi = {{0x80eb39f0b24e1e22, 0x7342b06199cc4161, 0x281341d7587cea2e, 0xe3a914fed7fd8688, 0x20dd750429b6d11a, 0x0000000000000001}};

#endif
