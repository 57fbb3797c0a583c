#include "cli/setting.h"

#include "golden/number.h"

#include <stdlib.h>
#include <string.h>

/* Whether a name is that of a weight or bias that the problem gives. */
static bool is_given(const gp_name *name)
{
    return gp_is_parameter(name->place.quantity) && (!name->tied || name->place.step == 0);
}

/* Goes behind a text that stands next; false where another one does. */
static bool skip(const char **at, const char *text)
{
    const size_t length = strlen(text);
    const bool there = strncmp(*at, text, length) == 0;
    *at += there ? length : 0;
    return there;
}

/* Reads a whole number, and goes behind it. */
static bool read_whole(const char **at, size_t *number)
{
    char *end;
    if (**at < '0' || **at > '9')
        return false;
    *number = strtoul(*at, &end, 10);
    *at = end;
    return true;
}

/* What the words of a report mean: `layer 1, W[0][1]` or `layer 1, b[0]`. */
static bool read_place(const char *text, gp_place *place)
{
    *place = (gp_place){.quantity = GP_WEIGHT};
    if (!skip(&text, "layer ") || !read_whole(&text, &place->layer))
        return false;
    if (skip(&text, ", b["))
        place->quantity = GP_BIAS;
    else if (!skip(&text, ", W["))
        return false;
    if (!read_whole(&text, &place->unit) || !skip(&text, "]"))
        return false;
    return place->quantity == GP_BIAS ? !*text
                                      : skip(&text, "[") && read_whole(&text, &place->input) && skip(&text, "]") && !*text;
}

static bool complain(const gp_case *the_case, const char *name, gp_message *message)
{
    const char *before = " (";
    gp_message_set(message, "--set: expected %s, a weight or bias in the words of this case",
                   the_case->problem.rate_of_each_epoch ? "rate[0] or that of another epoch" : "rate");
    for (size_t k = 0; k < the_case->name_count; k++)
        if (gp_is_parameter(the_case->names[k].place.quantity) && !the_case->names[k].tied) {
            gp_message_append(message, "%s%s", before, the_case->names[k].text);
            before = ", ";
        }
    gp_message_append(message, "%s, or its place, such as \"layer 1, W[0][0]\", found \"%s\"", *before == ',' ? ")" : "", name);
    return false;
}

/* The learning rate that is meant: `rate`, or `rate[1]` where each epoch has its own; NULL where it is none. */
static const char **rate_of(const gp_problem *problem, const char *name)
{
    size_t epoch = 0;
    if (!skip(&name, "rate"))
        return NULL;
    if (problem->rate_of_each_epoch && !(skip(&name, "[") && read_whole(&name, &epoch) && skip(&name, "]")))
        return NULL;
    return *name || (problem->rate_of_each_epoch && epoch >= problem->epochs) ? NULL : &problem->rates[epoch];
}

/* Where the problem has the text of a number; NULL after a complaint. */
static const char **text_of(gp_case *the_case, const char *name, gp_message *message)
{
    gp_problem *problem = &the_case->problem;
    gp_place place = {0};
    const char **rate = rate_of(problem, name);
    if (rate)
        return rate;
    bool known = false;
    for (size_t k = 0; !known && k < the_case->name_count; k++) {
        known = is_given(&the_case->names[k]) && strcmp(the_case->names[k].text, name) == 0;
        if (known)
            place = the_case->names[k].place;
    }
    if (!known && !read_place(name, &place)) {
        complain(the_case, name, message);
        return NULL;
    }
    if (!gp_problem_has(problem, &place)) {
        gp_message_set(message, "--set: expected a place of this network, found %s", name);
        return NULL;
    }
    const gp_problem_layer *layer = &problem->layers[place.layer - 1];
    return place.quantity == GP_WEIGHT ? &layer->W[place.unit * layer->inputs + place.input] : &layer->b[place.unit];
}

bool gp_set_in_case(gp_case *the_case, gp_setting *setting, gp_message *message)
{
    char *word = setting->name, *equals = strrchr(word, '=');
    if (!equals)
        return gp_message_set(message, "--set: expected a name, \"=\" and a number, such as w4=0.85, found \"%s\"", word);
    if (!gp_number_valid(equals + 1))
        return gp_message_set(message, "--set: expected a number behind \"=\", found \"%s\"", word);
    *equals = '\0';
    const char **text = text_of(the_case, word, message);
    if (!text)
        return false;
    setting->number = equals + 1;
    setting->before = *text;
    *text = setting->number;
    return true;
}
