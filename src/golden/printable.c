#include "golden/printable.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Characters that nobody should meet in a text that is shown, in rising order. Those that every plane ends with come apart. */
static const struct range {
    uint32_t first, last;
} hidden[] = {
    {0x00, 0x1f},       /* control characters, with tab and the ends of lines */
    {0x7f, 0x9f},       /* delete, and control characters of which terminals obey U+009B and U+009D */
    {0xad, 0xad},       /* a hyphen that is mostly not there */
    {0x034f, 0x034f},   /* a joiner of letters */
    {0x061c, 0x061c},   /* a mark of direction */
    {0x115f, 0x1160},   /* letters of no shape, */
    {0x17b4, 0x17b5},   /* vowels of no shape, */
    {0x180b, 0x180f},   /* and what selects shapes */
    {0x200b, 0x200f},   /* spaces of no width, joiners, marks of direction */
    {0x2028, 0x202e},   /* ends of lines and paragraphs, embeddings and overrides of direction */
    {0x2060, 0x206f},   /* joiners, isolates of direction, and what is deprecated */
    {0x3164, 0x3164},   /* a letter of no shape */
    {0xfdd0, 0xfdef},   /* no characters */
    {0xfe00, 0xfe0f},   /* selectors of shapes */
    {0xfeff, 0xfeff},   /* the mark of the order of bytes */
    {0xffa0, 0xffa0},   /* a letter of no shape */
    {0xfff0, 0xfffb},   /* annotations between lines, and what is yet to be assigned among what is ignored */
    {0x1bca0, 0x1bca3}, /* controls of shorthand, */
    {0x1d173, 0x1d17a}, /* of music, */
    {0xe0000, 0xe0fff}, /* and tags */
};

static bool is_hidden(uint32_t code)
{
    size_t k = 0;
    while (k < sizeof hidden / sizeof *hidden - 1 && code > hidden[k].last)
        k++;
    const bool no_character = (code & 0xfffe) == 0xfffe;
    return no_character || (code >= hidden[k].first && code <= hidden[k].last);
}

/* How many bytes the character takes that a text begins with, and which it is; 0 where the text is not UTF-8 there. */
static size_t read_character(const char *text, uint32_t *code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char first = (unsigned char)*text;
    *code = first;
    if (first < 0x80)
        return 1;
    if (first < 0xc0 || first >= 0xf8)
        return 0;
    const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    *code = first & (0x7fU >> length);
    for (size_t k = 1; k < length; k++) {
        if (((unsigned char)text[k] & 0xc0) != 0x80) /* which the zero at the end of the text is not, either */
            return 0;
        *code = *code << 6 | ((unsigned char)text[k] & 0x3f);
    }
    const bool surrogate = *code >= 0xd800 && *code <= 0xdfff;
    return *code >= least[length] && *code <= 0x10ffff && !surrogate ? length : 0;
}

char *gp_make_printable(char *text, size_t length, const char *kept)
{
    for (size_t k = 0; k < length;) {
        uint32_t code;
        const size_t taken = read_character(text + k, &code);
        const bool stays = taken == 1 && text[k] && strchr(kept, text[k]);
        if (taken == 0 || (is_hidden(code) && !stays))
            memset(text + k, '?', taken > 0 ? taken : 1);
        k += taken > 0 ? taken : 1;
    }
    return text;
}
