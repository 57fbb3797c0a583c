#include "golden/printable.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* A character in UTF-8. */
static void encode(uint32_t code, char text[5])
{
    memset(text, 0, 5);
    if (code < 0x80) {
        text[0] = (char)code;
    } else if (code < 0x800) {
        text[0] = (char)(0xc0 | code >> 6);
        text[1] = (char)(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        text[0] = (char)(0xe0 | code >> 12);
        text[1] = (char)(0x80 | (code >> 6 & 0x3f));
        text[2] = (char)(0x80 | (code & 0x3f));
    } else {
        text[0] = (char)(0xf0 | code >> 18);
        text[1] = (char)(0x80 | (code >> 12 & 0x3f));
        text[2] = (char)(0x80 | (code >> 6 & 0x3f));
        text[3] = (char)(0x80 | (code & 0x3f));
    }
}

static bool is_replaced(uint32_t code)
{
    char text[5], seen[5];
    encode(code, text);
    const size_t length = code == 0 ? 1 : strlen(text);
    memcpy(seen, text, sizeof seen);
    gp_make_printable(seen, length, "");
    if (memcmp(seen, text, sizeof seen) == 0)
        return false;
    cr_expect_eq(strlen(seen), length, "U+%04X", code);
    cr_expect_eq(strspn(seen, "?"), length, "U+%04X", code);
    return true;
}

/* From the tables of Unicode: the categories Cc, Zl and Zp, what DerivedCoreProperties.txt lists as
   Default_Ignorable_Code_Point, and the noncharacters; the annotations U+FFF9 to U+FFFB are of category Cf. */
static bool should_be_replaced(uint32_t code)
{
    static const uint32_t ignorable[][2] = {
        {0xad, 0xad},     {0x34f, 0x34f},   {0x61c, 0x61c},     {0x115f, 0x1160},   {0x17b4, 0x17b5},  {0x180b, 0x180f},
        {0x200b, 0x200f}, {0x202a, 0x202e}, {0x2060, 0x206f},   {0x3164, 0x3164},   {0xfe00, 0xfe0f},  {0xfeff, 0xfeff},
        {0xffa0, 0xffa0}, {0xfff0, 0xfff8}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff}};
    for (size_t k = 0; k < sizeof ignorable / sizeof *ignorable; k++)
        if (code >= ignorable[k][0] && code <= ignorable[k][1])
            return true;
    const bool control = code < 0x20 || (code >= 0x7f && code < 0xa0), separator = code == 0x2028 || code == 0x2029;
    const bool annotation = code >= 0xfff9 && code <= 0xfffb;
    const bool none = (code >= 0xfdd0 && code <= 0xfdef) || code % 0x10000 >= 0xfffe;
    return control || separator || annotation || none;
}

/* All that Unicode has room for. */
Test(printable, characters)
{
    size_t replaced = 0;
    for (uint32_t code = 0; code <= 0x10ffff; code++) {
        if (code >= 0xd800 && code <= 0xdfff)
            continue;
        cr_assert_eq(is_replaced(code), should_be_replaced(code), "U+%04X", code);
        replaced += should_be_replaced(code);
    }
    cr_assert_eq(replaced, 65 + 2 + 4174 + 3 + 66);
}

static void check(const char *text, size_t length, const char *kept, const char *expected)
{
    char copy[64] = "";
    memcpy(copy, text, length);
    cr_assert_eq(gp_make_printable(copy, length, kept), copy);
    cr_expect_str_eq(copy, expected, "found %s", copy);
}

/* What is no UTF-8, byte by byte, and what stands around it. */
Test(printable, bytes)
{
    static const char *const texts[][2] = {
        {"", ""},
        {"plain ~ text", "plain ~ text"},
        {"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80", "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"},
        {"\x1b]0;title\a", "?]0;title?"},
        {"a\xc2\x9bz", "a??z"},
        {"a\xe2\x80\xa8z", "a???z"},
        {"half \xe2\x82", "half ??"},                                          /* a character that was cut at the end, */
        {"\x82\xac half", "?? half"},                                          /* and at the beginning */
        {"\xe2\x82z \xc3\xc3\xa9", "??z ?\xc3\xa9"},                           /* what follows half a character stays */
        {"\xc0\xaf \xc1\xbf \xe0\x80\xaf \xf0\x80\x80\xaf", "?? ?? ??? ????"}, /* too long a form */
        {"\xed\xa0\x80 \xed\xbf\xbf", "??? ???"},                              /* half of a pair */
        {"\xf4\x90\x80\x80", "????"},                                          /* beyond the last character */
        {"\xf8\x88\x80\x80\x80 \xfe \xff", "????? ? ?"},
    };
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
        check(texts[k][0], strlen(texts[k][0]), "", texts[k][1]);
    check("one\ntwo\tthree", 13, "", "one?two?three");
    check("one\ntwo\tthree", 13, "\n", "one\ntwo?three");
    check("a zero \0, too", 13, "\n", "a zero ?, too");
}
