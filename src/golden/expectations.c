#include "golden/expectations.h"

#include <stdlib.h>
#include <string.h>

/* A text that is read from front to back; NULL once it has turned out not to be plain. */
typedef const char *cursor;

static cursor skip_space(cursor c)
{
    while (*c == ' ' || *c == '\t' || *c == '\r' || *c == '\n')
        c++;
    return c;
}

/* Past a character, and the space before it. */
static cursor skip(cursor c, char character)
{
    c = c ? skip_space(c) : NULL;
    return c && *c == character ? c + 1 : NULL;
}

/* Past a text in quotes. */
static cursor read_text(cursor c, const char **text, size_t *length)
{
    *text = c = skip(c, '"');
    while (c && *c != '"')
        c = *c >= ' ' && *c <= '~' && *c != '\\' ? c + 1 : NULL;
    *length = c ? (size_t)(c - *text) : 0;
    return c ? c + 1 : NULL;
}

/* Past a whole number that fits, as JSON writes it: no zero stands before other digits. */
static cursor read_whole(cursor c, size_t *number)
{
    enum { most_digits = 18 };
    c = c ? skip_space(c) : NULL;
    const cursor first = c;
    *number = 0;
    while (c && *c >= '0' && *c <= '9' && c - first <= most_digits)
        *number = 10 * *number + (size_t)(*c++ - '0');
    return c && c > first && c - first <= most_digits && (*first != '0' || c == first + 1) ? c : NULL;
}

static bool is_word(const char *text, size_t length, const char *word)
{
    return *text == *word && strncmp(text, word, length) == 0 && !word[length];
}

/* The keys of an expectation, and the bits of those that were met. */
typedef enum key { QUANTITY, STEP, EPOCH, SAMPLE, LAYER, UNIT, INPUT, EXACT, AMPLIFICATION, key_count } key;
static const char *const keys[] = {"quantity", "step", "epoch", "sample", "layer", "unit", "input", "exact", "amplification"};
_Static_assert(sizeof keys / sizeof *keys == key_count, "each key has its word");

static unsigned bit(key which)
{
    return 1U << which;
}

/* The keys that the expectation of a quantity has, but for the amplification. */
static unsigned keys_of(gp_quantity quantity)
{
    return bit(QUANTITY) | bit(EXACT) | bit(quantity == GP_EPOCH_ERROR ? EPOCH : STEP) |
           (gp_has_sample(quantity) ? bit(SAMPLE) : 0) | (gp_has_unit(quantity) ? bit(LAYER) | bit(UNIT) : 0) |
           (gp_has_input(quantity) ? bit(INPUT) : 0);
}

static cursor read_key(cursor c, key *which)
{
    const char *word;
    size_t length;
    *which = QUANTITY;
    c = read_text(c, &word, &length);
    while (c && *which < key_count && !is_word(word, length, keys[*which]))
        ++*which;
    return *which < key_count ? skip(c, ':') : NULL;
}

static cursor read_quantity(cursor c, gp_quantity *quantity)
{
    const char *word;
    size_t length;
    *quantity = 0;
    c = read_text(c, &word, &length);
    while (c && (int)*quantity < gp_quantity_count && !is_word(word, length, gp_quantities[*quantity].name))
        ++*quantity;
    return (int)*quantity < gp_quantity_count ? c : NULL;
}

/* Room for the texts of expectations, in which there are no more characters than in the case. */
typedef struct room {
    char *next;
} room;

/* Past a text, a copy of which is kept. */
static cursor keep_text(cursor c, room *texts, const char **kept)
{
    const char *text;
    size_t length;
    c = read_text(c, &text, &length);
    if (!c)
        return NULL;
    *kept = memcpy(texts->next, text, length);
    texts->next[length] = '\0';
    texts->next += length + 1;
    return c;
}

static cursor read_value(cursor c, key which, room *texts, gp_expectation *expectation)
{
    gp_place *place = &expectation->place;
    switch (which) {
    case QUANTITY:
        return read_quantity(c, &place->quantity);
    case STEP:
    case EPOCH:
        return read_whole(c, &place->step);
    case SAMPLE:
        return read_whole(c, &place->sample);
    case LAYER:
        return read_whole(c, &place->layer);
    case UNIT:
        return read_whole(c, &place->unit);
    case INPUT:
        return read_whole(c, &place->input);
    case EXACT:
        return keep_text(c, texts, &expectation->exact);
    case AMPLIFICATION:
        return keep_text(c, texts, &expectation->amplification);
    case key_count:
        break;
    }
    return NULL;
}

/* Past an expectation with all its keys. */
static cursor read_one(cursor c, room *texts, gp_expectation *expectation)
{
    unsigned met = 0;
    c = skip(c, '{');
    if (!c)
        return NULL; /* there is room for one behind each brace only */
    *expectation = (gp_expectation){.exact = NULL};
    for (bool more = true; c && more;) {
        key which;
        c = read_key(c, &which);
        if (!c || (met & bit(which)))
            return NULL;
        met |= bit(which);
        c = read_value(c, which, texts, expectation);
        c = c ? skip_space(c) : NULL;
        more = c && *c == ',';
        c = c && more ? c + 1 : c;
    }
    return c && (met & ~bit(AMPLIFICATION)) == keys_of(expectation->place.quantity) ? skip(c, '}') : NULL;
}

/* Past the bracket behind the key "expectations", which no text has inside unless a backslash stands before its quotes. */
static cursor find_array(const char *text)
{
    static const char word[] = "\"expectations\"";
    const cursor found = strstr(text, word);
    return found && found > text && found[-1] != '\\' ? skip(skip(found + strlen(word), ':'), '[') : NULL;
}

/* Room for as many expectations as there are braces, and for their texts. */
static bool make_room(const char *from, gp_plain_expectations *plain)
{
    size_t most = 0;
    for (const char *c = from; (c = strchr(c, '{')); c++)
        most++;
    plain->items = most > 0 ? malloc(most * sizeof *plain->items) : NULL;
    plain->texts = malloc(strlen(from) + 1);
    return plain->items && plain->texts;
}

/* To the bracket behind the last one. */
static cursor read_all(cursor c, gp_plain_expectations *plain)
{
    room texts = {plain->texts};
    for (bool more = true; c && more;) {
        c = read_one(c, &texts, &plain->items[plain->count]);
        plain->count += c != NULL;
        c = c ? skip_space(c) : NULL;
        more = c && *c == ',';
        c = c && more ? c + 1 : c;
    }
    return c && *c == ']' ? c : NULL;
}

static bool keep_rest(const char *text, cursor begin, cursor end, gp_plain_expectations *plain)
{
    const size_t before = (size_t)(begin - text), behind = strlen(end);
    plain->rest_length = before + behind;
    plain->rest = malloc(plain->rest_length + 1);
    if (!plain->rest)
        return false;
    memcpy(plain->rest, text, before);
    memcpy(plain->rest + before, end, behind + 1);
    return true;
}

bool gp_take_expectations(const char *text, gp_plain_expectations *plain)
{
    *plain = (gp_plain_expectations){0};
    const cursor begin = find_array(text), end = begin && make_room(begin, plain) ? read_all(begin, plain) : NULL;
    if (end && keep_rest(text, begin, end, plain))
        return true;
    free(plain->items);
    free(plain->texts);
    *plain = (gp_plain_expectations){0};
    return false;
}
