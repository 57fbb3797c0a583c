#include "golden/habits.h"

#include "golden/number.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* A word that people write, the word that it means here, and what else is to be said. */
typedef struct habit {
    const char *found, *meant, *beside;
} habit;

static const habit keys_of_habit[] = {
    {"lr", "rate", ""},
    {"eta", "rate", ""},
    {"learning rate", "rate", ""},
    {"step size", "rate", ""},
    {"mu", "momentum", ", beside a \"rule\" that has one"},
    {"beta", "momentum", ", beside a \"rule\" that has one"},
    {"gamma", "momentum", ", beside a \"rule\" that has one"},
    {"velocity", "momentum", ", beside a \"rule\" that has one"},
    {"eps", "epsilon", ""},
    {"betas", "beta1", " and \"beta2\""},
    {"rho", "beta2", ""},
    {"decay rate", "beta2", ""},
    {"alpha", "rate", ", or \"beta2\" where it is RMSprop's"},
    {"decay", "weight_decay", ""},
    {"wd", "weight_decay", ""},
    {"l2", "weight_decay", ""},
    {"lambda", "weight_decay", ""},
    {"regularization", "weight_decay", ""},
    {"l2", "penalty", ": \"l2\""},
    {"regularization", "penalty", ": \"l2\""},
    {"regularizer", "penalty", ": \"l2\""},
    {"max norm", "clip", ": {\"by\": \"norm\", \"limit\": ...}"},
    {"max grad norm", "clip", ": {\"by\": \"norm\", \"limit\": ...}"},
    {"clip norm", "clip", ": {\"by\": \"norm\", \"limit\": ...}"},
    {"clip grad norm", "clip", ": {\"by\": \"norm\", \"limit\": ...}"},
    {"global clipnorm", "clip", ": {\"by\": \"norm\", \"limit\": ...}"},
    {"clipvalue", "clip", ": {\"by\": \"value\", \"limit\": ...}"},
    {"clip grad value", "clip", ": {\"by\": \"value\", \"limit\": ...}"},
    {"grad clip", "clip", ": {\"by\": ..., \"limit\": ...}"},
    {"gradient clip", "clip", ": {\"by\": ..., \"limit\": ...}"},
    {"clip grad", "clip", ": {\"by\": ..., \"limit\": ...}"},
    {"clipping", "clip", ": {\"by\": ..., \"limit\": ...}"},
    {"gradient clipping", "clip", ": {\"by\": ..., \"limit\": ...}"},
    {"max norm", "limit", ""},
    {"norm", "limit", ""},
    {"value", "limit", ""},
    {"max", "limit", ""},
    {"threshold", "limit", ""},
    {"clip value", "limit", ""},
    {"clip norm", "limit", ""},
    {"type", "by", ""},
    {"kind", "by", ""},
    {"method", "by", ""},
    {"mode", "by", ""},
    {"optimizer", "training", ": {\"rule\": ...}"},
    {"optimiser", "training", ": {\"rule\": ...}"},
    {"optimizer", "rule", ""},
    {"optimiser", "rule", ""},
    {"method", "rule", ""},
    {"update", "rule", ""},
    {"batch size", "batch", ""},
    {"minibatch", "batch", ""},
    {"iterations", "epochs", ""},
    {"steps", "epochs", ""},
    {"n epochs", "epochs", ""},
    {"epoch", "epochs", ""},
    {"mean", "reduction", ": \"mean\""},
    {"average", "reduction", ": \"mean\""},
    {"sum", "reduction", ": \"sum\""},
    {"weights", "W", ""},
    {"kernel", "W", ""},
    {"biases", "b", ""},
    {"size", "units", ""},
    {"neurons", "units", ""},
    {"nodes", "units", ""},
    {"outputs", "units", ""},
    {"function", "activation", ""},
    {"activation function", "activation", ""},
    {"act", "activation", ""},
    {"slope", "alpha", ""},
    {"negative slope", "alpha", ""},
    {"use bias", "bias", ""},
    {"trainable", "frozen", ", which is the opposite"},
    {"trained", "frozen", ", which is the opposite"},
    {"requires grad", "frozen", ", which is the opposite"},
    {"x", "input", ""},
    {"inputs", "input", ""},
    {"t", "target", ""},
    {"y", "target", ""},
    {"targets", "target", ""},
    {"output", "target", ""},
    {"label", "target", ""},
    {"expected", "target", ""},
    {"data", "samples", ""},
    {"dataset", "samples", ""},
    {"network", "layers", ""},
    {"model", "layers", ""},
    {"cost", "loss", ""},
    {"kind", "deviation", ""},
    {"type", "deviation", ""},
    {"name", "deviation", ""},
    {"error", "errors", ""},
    {"step", "all", ""},
    {"comment", "note", ""},
    {"comments", "note", ""},
    {"description", "note", ""},
};

static const habit words_of_habit[] = {
    {"mse", "squared", ", with \"reduction\": \"mean\" beside it"},
    {"mean squared", "squared", ", with \"reduction\": \"mean\" beside it"},
    {"mean squared error", "squared", ", with \"reduction\": \"mean\" beside it"},
    {"sse", "squared", ""},
    {"squared error", "squared", ""},
    {"quadratic", "squared", ""},
    {"l2", "squared", ""},
    {"mae", "absolute", ", with \"reduction\": \"mean\" beside it"},
    {"mean absolute error", "absolute", ", with \"reduction\": \"mean\" beside it"},
    {"l1", "absolute", ""},
    {"bce", "binary-cross-entropy", ""},
    {"binary crossentropy", "binary-cross-entropy", ""},
    {"log loss", "binary-cross-entropy", ""},
    {"ce", "cross-entropy", ""},
    {"crossentropy", "cross-entropy", ""},
    {"categorical crossentropy", "cross-entropy", ""},
    {"categorical cross entropy", "cross-entropy", ""},
    {"softmax cross entropy", "cross-entropy", ""},
    {"nll", "cross-entropy", ""},
    {"linear", "identity", ""},
    {"none", "identity", ""},
    {"logistic", "sigmoid", ""},
    {"sigm", "sigmoid", ""},
    {"rectifier", "relu", ""},
    {"swish", "silu", ""},
    {"average", "mean", ""},
    {"avg", "mean", ""},
    {"batchmean", "mean-over-samples", ""},
    {"batch mean", "mean-over-samples", ""},
    {"mean over batch", "mean-over-samples", ""},
    {"sgd", "gradient-descent", ""},
    {"gd", "gradient-descent", ""},
    {"batch gradient descent", "gradient-descent", ""},
    {"global norm", "norm", ""},
    {"l2", "norm", ""},
    {"component", "value", ""},
    {"elementwise", "value", ""},
    {"ridge", "l2", ""},
    {"weight decay", "l2", ""},
    {"heavy ball", "momentum", ""},
    {"nag", "nesterov", ""},
    {"false", "none", ""},
    {"no", "none", ""},
    {"true", "per_unit", ""},
    {"yes", "per_unit", ""},
    {"true", "l2", ""},
};

/* What is mostly written behind a key, where it is lacking. */
static const struct {
    const char *key, *values;
} usual_values[] = {
    {"format", "\"goldprop-case-1\""},
    {"factor", "\"1/2\" or \"1\""},
    {"reduction", "\"mean\" or \"sum\""},
    {"batch", "1, or how many samples share an update"},
};

/* Where a key belongs that only one object has. */
static const struct {
    const char *key, *home;
} homes[] = {
    {"rate", "training"},       {"rule", "training"},    {"momentum", "training"}, {"batch", "training"},
    {"epochs", "training"},     {"deviation", "loss"},   {"factor", "loss"},       {"input", "samples"},
    {"target", "samples"},      {"units", "layers"},     {"W", "layers"},          {"b", "layers"},
    {"bias", "layers"},         {"alpha", "layers"},     {"activation", "layers"}, {"weight_decay", "training"},
    {"bias_decay", "training"}, {"clip", "training"},    {"beta1", "training"},    {"beta2", "training"},
    {"epsilon", "training"},    {"layers", "problem"},   {"samples", "problem"},   {"loss", "problem"},
    {"error", "problem"},       {"training", "problem"}, {"inputs", "problem"},    {"penalty", "error"},
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool is_between_words(char c)
{
    return c == ' ' || c == '-' || c == '_';
}

/* Whether two words are the same but for capitals and for what stands between their parts. */
static bool same_letters(const char *one, const char *other)
{
    for (;; one++, other++) {
        while (is_between_words(*one))
            one++;
        while (is_between_words(*other))
            other++;
        if (tolower((unsigned char)*one) != tolower((unsigned char)*other))
            return false;
        if (!*one)
            return true;
    }
}

static bool has_word(const char *const words[], const char *word)
{
    while (*words && strcmp(*words, word) != 0)
        words++;
    return *words;
}

static const char *same_word(const char *const words[], const char *word)
{
    while (*words && !same_letters(*words, word))
        words++;
    return *words;
}

static const char *home_of(const char *key)
{
    for (size_t k = 0; k < COUNT(homes); k++)
        if (strcmp(homes[k].key, key) == 0)
            return homes[k].home;
    return NULL;
}

static size_t least(size_t one, size_t other)
{
    return one < other ? one : other;
}

/* How many slips of the keys lie between two words: a letter left out, put in, taken for another, or two that changed places.
   Of more letters than there is room for so many as no word is near to. */
static size_t count_slips(const char *one, const char *other)
{
    enum { longest = 24 };
    const size_t m = strlen(one), n = strlen(other);
    size_t slips[longest + 1][longest + 1];
    if (m > longest || n > longest)
        return longest;
    for (size_t i = 0; i <= m; i++)
        for (size_t j = 0; j <= n; j++) {
            const bool same = i > 0 && j > 0 && one[i - 1] == other[j - 1];
            const bool swapped = i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
            size_t fewest = i == 0 ? j : i;
            if (i > 0 && j > 0)
                fewest = least(slips[i - 1][j - 1] + !same, least(slips[i - 1][j], slips[i][j - 1]) + 1);
            slips[i][j] = swapped ? least(fewest, slips[i - 2][j - 2] + 1) : fewest;
        }
    return slips[m][n];
}

/* The only word that is one slip away, or two if it is long; NULL where there is none, or another one is as near. A digit is no
   slip: what is called relu6 is something else than relu. */
static const char *nearest_word(const char *const words[], const char *found)
{
    const char *nearest = NULL;
    const size_t length = strlen(found), most = length < 3 || strpbrk(found, "0123456789") ? 0 : length < 6 ? 1 : 2;
    size_t fewest = most + 1;
    for (; *words; words++) {
        const size_t slips = count_slips(*words, found);
        if (slips > least(fewest, most))
            continue;
        nearest = slips < fewest ? *words : NULL;
        fewest = slips;
    }
    return nearest;
}

static void hint_of_slip(const char *found, const char *const words[], char *hint)
{
    const char *nearest = nearest_word(words, found);
    if (nearest)
        snprintf(hint, gp_hint_room, "; is it \"%s\"?", nearest);
}

/* Behind a word that is known here under another name. */
static bool hint_of(const habit *habits, size_t count, const char *found, const char *const words[], char *hint)
{
    const char *same = same_word(words, found);
    if (same)
        snprintf(hint, gp_hint_room, "; write \"%s\"", same);
    for (size_t k = 0; !*hint && k < count; k++)
        if (same_letters(habits[k].found, found) && has_word(words, habits[k].meant))
            snprintf(hint, gp_hint_room, "; write \"%s\"%s", habits[k].meant, habits[k].beside);
    return *hint;
}

/* The key that is meant, where it is one of another object. */
static const char *meant_elsewhere(const char *found)
{
    if (home_of(found))
        return found;
    for (size_t k = 0; k < COUNT(keys_of_habit); k++)
        if (same_letters(keys_of_habit[k].found, found) && home_of(keys_of_habit[k].meant))
            return keys_of_habit[k].meant;
    return NULL;
}

void gp_hint_of_key(const char *key, const char *const keys[], char hint[gp_hint_room])
{
    static const char *const notes[] = {"note", "source", NULL}; /* which every object may have */
    *hint = '\0';
    if (hint_of(keys_of_habit, COUNT(keys_of_habit), key, keys, hint))
        return;
    const char *meant = meant_elsewhere(key);
    if (meant)
        snprintf(hint, gp_hint_room, "; \"%s\" belongs in \"%s\"", meant, home_of(meant));
    else if (!hint_of(keys_of_habit, COUNT(keys_of_habit), key, notes, hint))
        hint_of_slip(key, keys, hint);
}

void gp_hint_of_word(const char *word, const char *const words[], char hint[gp_hint_room])
{
    *hint = '\0';
    if (!hint_of(words_of_habit, COUNT(words_of_habit), word, words, hint))
        hint_of_slip(word, words, hint);
}

void gp_hint_of_lacking(const char *key, char hint[gp_hint_room])
{
    *hint = '\0';
    for (size_t k = 0; k < COUNT(usual_values); k++)
        if (strcmp(usual_values[k].key, key) == 0)
            snprintf(hint, gp_hint_room, "; write \"%s\": %s", key, usual_values[k].values);
}

/* Past a blank, or a character that nobody sees; NULL where there is none. */
static const char *skip_blank(const char *text)
{
    /* no-break spaces, those of the width of a figure and of a thin stroke, and what has no width */
    static const char *const blanks[] = {" ", "\t", "\u00a0", "\u2007", "\u2009", "\u202f", "\u200b", "\ufeff"};
    for (size_t k = 0; k < COUNT(blanks); k++)
        if (strncmp(text, blanks[k], strlen(blanks[k])) == 0)
            return text + strlen(blanks[k]);
    return NULL;
}

/* Whether a text is a number but for its blanks. */
static bool is_number_with_blanks(const char *text)
{
    char number[gp_number_longest + 1];
    size_t length = 0;
    while (*text && length < gp_number_longest) {
        const char *end = skip_blank(text);
        if (!end)
            number[length++] = *text++;
        else
            text = end;
    }
    number[length] = '\0';
    return !*text && gp_number_valid(number);
}

void gp_hint_of_number(const char *text, char hint[gp_hint_room])
{
    /* hyphens and dashes from U+2010 to U+2015, the minus sign U+2212, and those of small and of full width */
    static const char *const minus_signs[] = {"\u2010", "\u2011", "\u2012", "\u2013", "\u2014",
                                              "\u2015", "\u2212", "\uFE63", "\uFF0D"};
    *hint = '\0';
    for (size_t k = 0; k < COUNT(minus_signs); k++)
        if (strstr(text, minus_signs[k]))
            snprintf(hint, gp_hint_room, "; its minus sign is a typographic one, write \"-\"");
    if (!*hint && strchr(text, ',') && strspn(text, "+-0123456789,") == strlen(text))
        snprintf(hint, gp_hint_room, "; write its decimal point as \".\"");
    if (!*hint && is_number_with_blanks(text))
        snprintf(hint, gp_hint_room, "; take the blank out of it");
}
