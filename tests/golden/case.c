#include "golden/case.h"

#include "support/golden_cases.h"
#include "support/json_file.h"
#include "support/spoil.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool open_case(const char *name, char text[1024])
{
    gp_message message;
    gp_case the_case;
    if (gp_case_open(name, &the_case, &message)) {
        gp_case_close(&the_case);
        return true;
    }
    snprintf(text, 1024, "%s", message.text);
    return false;
}

/* Two samples, one in a batch, two epochs: steps 0 to 3, and the pass after the last, which is step 4. */
static const char sound[] =
    "{\n"
    "  \"format\": \"goldprop-case-1\",\n"
    "  \"id\": \"an-id\",\n"
    "  \"document\": \"a-document\",\n"
    "  \"title\": \"A title\",\n"
    "  \"description\": \"A description\",\n"
    "  \"problem\": {\n"
    "    \"inputs\": 2,\n"
    "    \"layers\": [\n"
    "      {\"units\": 3, \"activation\": \"sigmoid\", \"bias\": \"shared\", \"b\": [\"0.4\"],\n"
    "       \"W\": [[\"0.11\", \"0.12\"], [\"0.21\", \"0.22\"], [\"0.31\", \"0.32\"]]},\n"
    "      {\"units\": 1, \"activation\": \"identity\", \"bias\": \"none\", \"W\": [[\"-1.1\", \"1.2\", \"1.3\"]]}\n"
    "    ],\n"
    "    \"samples\": [{\"input\": [\"2.1\", \"2.2\"], \"target\": [\"2.3\"]}, {\"input\": [\"2.4\", \"2.5\"], \"target\": "
    "[\"2.6\"]}],\n"
    "    \"loss\": {\"deviation\": \"squared\", \"factor\": \"1/2\"},\n"
    "    \"error\": {\"deviation\": \"absolute\", \"reduction\": \"mean\", \"factor\": \"3\"},\n"
    "    \"training\": {\"rate\": \"0.7\", \"batch\": 1, \"reduction\": \"sum\", \"epochs\": 2}\n"
    "  },\n"
    "  \"record\": {\"all\": [0, 4], \"outputs\": [1, 3], \"errors\": [0, 2]},\n"
    "  \"names\": [\n"
    "    {\"name\": \"n1\", \"quantity\": \"delta\", \"layer\": 1, \"unit\": 2, \"negated\": true, \"decimals\": 4},\n"
    "    {\"name\": \"n2\", \"quantity\": \"error\"}\n"
    "  ],\n"
    "  \"printed\": [\n"
    "    {\"printed\": \"0.5\", \"name\": \"p1\", \"where\": \"line 1\", \"quantity\": \"z\", \"step\": 0, \"sample\": 0, "
    "\"layer\": 1,\n"
    "     \"unit\": 0, \"reading\": \"chain\", \"rounding\": \"binary64\"},\n"
    "    {\"printed\": \"0.6\", \"name\": \"p2\", \"where\": \"line 2\", \"quantity\": \"a\", \"step\": 0, \"sample\": 0, "
    "\"layer\": 1,\n"
    "     \"unit\": 0, \"reading\": \"step\", \"negated\": false, \"operands\": [\"p1\"]},\n"
    "    {\"printed\": \"-7.9 * 10^-1\", \"name\": \"p3\", \"where\": \"line 3\", \"quantity\": \"error\", \"epoch\": 2,\n"
    "     \"reading\": \"erratum\",\n"
    "     \"erratum\": {\"kind\": \"slip\", \"reason\": \"why\", \"right\": \"0.8\"}}\n"
    "  ],\n"
    "  \"expectations\": [\n"
    "    {\"quantity\": \"W\", \"step\": 0, \"layer\": 2, \"unit\": 0, \"input\": 2, \"exact\": \"1.3\"},\n"
    "    {\"quantity\": \"loss\", \"step\": 4, \"sample\": 1, \"exact\": \"0.25\", \"amplification\": \"1.5\"},\n"
    "    {\"quantity\": \"error\", \"epoch\": 0, \"exact\": \"-1e-7\", \"amplification\": \"1\"}\n"
    "  ]\n"
    "}\n";

#define PLACE_KEYS "quantity, step, epoch, sample, layer, unit, input, "
#define DIGITS "expected a finite decimal number in quotes, without a denominator, such as \"0.25\", found "

Test(case, complaints)
{
    static const complaint complaints[] = {
        {"goldprop-case-1", "goldprop-case-2", ":2: format: expected \"goldprop-case-1\", found \"goldprop-case-2\""},
        {"  \"format\": \"goldprop-case-1\",\n", "",
         ":1: expected the key \"format\", found none; write \"format\": \"goldprop-case-1\""},
        {"\"id\": \"an-id\"", "\"id\": 7", ":3: id: expected a text in quotes, not an empty one, found 7"},
        {"\"title\": \"A title\"", "\"title\": \"\"", ":5: title: expected a text in quotes, not an empty one, found \"\""},
        {"\"description\"", "\"descripton\"",
         ":6: descripton: expected a key that is format, id, document, title, description, problem, record, names, printed or "
         "expectations, found \"descripton\"; is it \"description\"?"},
        {"\"document\": \"a-document\"", "\"document\": null",
         ":4: document: expected a text in quotes, not an empty one, found null"},
        /* record */
        {"\"all\": [0, 4]", "\"all\": [0, 5]",
         ":19: record.all[1]: expected a whole number from 1 to 4, without quotes, found 5"},
        {"\"all\": [0, 4]", "\"all\": [0, 0]",
         ":19: record.all[1]: expected a whole number from 1 to 4, without quotes, found 0"},
        {"\"all\": [0, 4]", "\"all\": []",
         ":19: record.all: expected an array of one or more whole numbers, found an array of 0 items"},
        {"\"outputs\": [1, 3]", "\"outputs\": [3, 1]",
         ":19: record.outputs[1]: expected a whole number from 4 to 4, without quotes, found 1"},
        {"\"errors\": [0, 2]", "\"errors\": [0, 3]",
         ":19: record.errors[1]: expected a whole number from 1 to 2, without quotes, found 3"},
        {"\"errors\": [0, 2]", "\"error\": [0, 2]",
         ":19: record.error: expected a key that is all, outputs or errors, found \"error\"; write \"errors\""},
        /* names */
        {"\"n1\"", "\"\"", ":21: names[0].name: expected a text in quotes, not an empty one, found \"\""},
        {"\"negated\": true", "\"negated\": 1", ":21: names[0].negated: expected true or false, found 1"},
        {"\"decimals\": 4", "\"decimals\": 41",
         ":21: names[0].decimals: expected a whole number from 0 to 40, without quotes, found 41"},
        {"\"negated\": true", "\"negated\": true, \"epoch\": 0",
         ":21: names[0].epoch: expected no such key beside the quantity \"delta\", found 0"},
        {"\"negated\": true", "\"negated\": true, \"step\": 9",
         ":21: names[0]: expected a quantity that the run of this problem computes, found step 9, sample 0, layer 1, delta[2]"},
        {"\"negated\": true", "\"negated\": true, \"step\": \"3\"",
         ":21: names[0].step: expected a whole number of at least 0, without quotes, found \"3\""},
        {"{\"name\": \"n2\", \"quantity\": \"error\"}", "{\"name\": \"n2\", \"quantity\": \"error\", \"step\": 0}",
         ":22: names[1].step: expected no such key beside the quantity \"error\", found 0"},
        {"{\"name\": \"n2\", \"quantity\": \"error\"}", "{\"name\": \"n2\", \"quantity\": \"error\", \"epoch\": 2}", ""},
        {"\"unit\": 2, \"negated\"", "\"unit\": 3, \"negated\"",
         ":21: names[0]: expected a quantity that the run of this problem computes, found step 0, sample 0, layer 1, delta[3]"},
        {"{\"name\": \"n2\", \"quantity\": \"error\"}", "7", ":22: names[1]: expected an object, found 7"},
        {"{\"name\": \"n2\", \"quantity\": \"error\"}", "{\"quantity\": \"error\"}",
         ":22: names[1]: expected the key \"name\", found none"},
        {"{\"name\": \"n2\", \"quantity\": \"error\"}", "{\"name\": \"n2\", \"quantity\": \"error\", \"layer\": 1}",
         ":22: names[1].layer: expected no such key beside the quantity \"error\", found 1"},
        /* places */
        {"\"quantity\": \"z\"", "\"quantity\": \"y\"",
         ":25: printed[0].quantity: expected \"W\", \"b\", \"z\", \"a\", \"output_loss\", \"loss\", \"da\", \"slope\", "
         "\"delta\", \"dx\", "
         "\"dW\", \"db\", \"dW_clipped\", \"db_clipped\", \"W_velocity\", \"b_velocity\", \"W_m\", \"b_m\", \"W_v\", \"b_v\", "
         "\"W_m_hat\", \"b_m_hat\", "
         "\"W_v_hat\", \"b_v_hat\", \"W_change\", \"b_change\" or \"error\", "
         "found \"y\""},
        {"\"quantity\": \"z\", \"step\": 0", "\"quantity\": \"z\"", ":25: printed[0]: expected the key \"step\", found none"},
        {"\"quantity\": \"z\", \"step\": 0", "\"quantity\": \"z\", \"step\": \"0\"",
         ":25: printed[0].step: expected a whole number of at least 0, without quotes, found \"0\""},
        {"\"quantity\": \"z\", \"step\": 0, \"sample\": 0", "\"quantity\": \"z\", \"step\": 0, \"sample\": 1",
         ":25: printed[0]: expected a number that the run of this problem computes, found step 0, sample 1, layer 1, z[0]"},
        {"\"unit\": 0, \"reading\": \"chain\"", "\"unit\": 0, \"input\": 1, \"reading\": \"chain\"",
         ":26: printed[0].input: expected no such key beside the quantity \"z\", found 1"},
        {"\"quantity\": \"error\", \"epoch\": 2", "\"quantity\": \"error\", \"epoch\": 3",
         ":29: printed[2]: expected a number that the run of this problem computes, found epoch 3, error"},
        {"\"quantity\": \"error\", \"epoch\": 2", "\"quantity\": \"error\", \"epoch\": 2, \"step\": 2",
         ":29: printed[2].step: expected no such key beside the quantity \"error\", found 2"},
        {"\"quantity\": \"error\", \"epoch\": 2", "\"quantity\": \"error\"",
         ":29: printed[2]: expected the key \"epoch\", found none"},
        /* printed numbers */
        {"\"printed\": \"0.5\"", "\"printed\": 0.5",
         ":25: printed[0].printed: expected a text in quotes, not an empty one, found 0.5"},
        {"\"printed\": \"0.5\"", "\"printed\": \"1/2\"",
         ":25: printed[0].printed: expected a decimal number in quotes, such as \"0.755\" or \"-2.406 * 10^-3\", found "
         "\"1/2\""},
        {"\"name\": \"p2\"", "\"name\": \"p1\"",
         ":27: printed[1].name: expected a name that no other printed number of the case has, found \"p1\""},
        {"\"name\": \"p1\", ", "", ":25: printed[0]: expected the key \"name\", found none"},
        {"\"where\": \"line 2\", ", "", ":27: printed[1]: expected the key \"where\", found none"},
        {"\"reading\": \"chain\"", "\"reading\": \"run\"",
         ":26: printed[0].reading: expected \"chain\", \"step\", \"erratum\" or \"noise\", found \"run\""},
        {"\"rounding\": \"binary64\"", "\"rounding\": \"up\"",
         ":26: printed[0].rounding: expected \"decimal\" or \"binary64\", found \"up\""},
        {"\"negated\": false", "\"negated\": \"no\"", ":28: printed[1].negated: expected true or false, found \"no\""},
        {"\"negated\": false", "\"sign\": 1",
         ":28: printed[1].sign: expected a key that is " PLACE_KEYS
         "printed, name, where, negated, rounding, reading, operands, erratum or right, found \"sign\""},
        /* operands */
        {"[\"p1\"]", "[\"p4\"]",
         ":28: printed[1].operands[0]: expected the name of a number that stands before it in \"printed\", found \"p4\""},
        {"[\"p1\"]", "[\"p2\"]",
         ":28: printed[1].operands[0]: expected the name of a number that stands before it in \"printed\", found \"p2\""},
        {"[\"p1\"]", "[\"p1\", \"p3\"]",
         ":28: printed[1].operands[1]: expected the name of a number that stands before it in \"printed\", found \"p3\""},
        {"[\"p1\"]", "[]",
         ":28: printed[1].operands: expected an array of one or more names of printed numbers, found an array of 0 items"},
        {"[\"p1\"]", "\"p1\"",
         ":28: printed[1].operands: expected an array of one or more names of printed numbers, found \"p1\""},
        {"[\"p1\"]", "[1]", ":28: printed[1].operands[0]: expected a text in quotes, not an empty one, found 1"},
        {", \"operands\": [\"p1\"]", "", ":27: printed[1]: expected the key \"operands\", found none"},
        {"\"reading\": \"chain\"", "\"reading\": \"chain\", \"operands\": [\"p1\"]",
         ":26: printed[0].operands: expected no such key beside the reading \"chain\", found an array of 1 item"},
        {"\"reading\": \"erratum\"", "\"reading\": \"erratum\", \"operands\": [\"p1\"]",
         ":30: printed[2].operands: expected operands only of a number that the first step computes, from one sample, found "
         "them "
         "of epoch 2, error"},
        {"\"quantity\": \"a\", \"step\": 0, \"sample\": 0", "\"quantity\": \"a\", \"step\": 1, \"sample\": 1",
         ":28: printed[1].operands: expected operands only of a number that the first step computes, from one sample, found "
         "them "
         "of step 1, sample 1, layer 1, a[0]"},
        {"\"quantity\": \"a\", \"step\": 0, \"sample\": 0", "\"quantity\": \"b\", \"step\": 0",
         ":28: printed[1].operands: expected operands only of a number that the first step computes, from one sample, found "
         "them "
         "of step 0, layer 1, b[0]"},
        {"\"quantity\": \"a\", \"step\": 0, \"sample\": 0", "\"quantity\": \"b\", \"step\": 1", ""},
        {"\"quantity\": \"z\", \"step\": 0, \"sample\": 0", "\"quantity\": \"db\", \"step\": 0",
         ":28: printed[1].operands[0]: expected the name of a W, b, z, a, da, slope or delta of the first step, found \"p1\""},
        {"\"quantity\": \"z\", \"step\": 0, \"sample\": 0", "\"quantity\": \"z\", \"step\": 4, \"sample\": 0",
         ":28: printed[1].operands[0]: expected the name of a W, b, z, a, da, slope or delta of the first step, found \"p1\""},
        {"\"batch\": 1", "\"batch\": 2", ":19: record.all[1]: expected a whole number from 1 to 2, without quotes, found 4"},
        /* errata */
        {",\n     \"erratum\": {\"kind\": \"slip\", \"reason\": \"why\", \"right\": \"0.8\"}", "",
         ":29: printed[2]: expected the key \"erratum\", found none"},
        {"\"reading\": \"erratum\"", "\"reading\": \"chain\"",
         ":31: printed[2].erratum: expected no such key beside the reading \"chain\", found an object"},
        {"\"operands\": [\"p1\"]", "\"operands\": [\"p1\"],\n\"erratum\": {}",
         ":29: printed[1].erratum: expected no such key beside the reading \"step\", found an object"},
        {"\"kind\": \"slip\"", "\"kind\": \"mistake\"",
         ":31: printed[2].erratum.kind: expected \"slip\", \"typo\", \"truncated\" or \"not from this program\", found "
         "\"mistake\""},
        {"\"reason\": \"why\", ", "", ":31: printed[2].erratum: expected the key \"reason\", found none"},
        {"\"reason\": \"why\"", "\"reason\": \"\"",
         ":31: printed[2].erratum.reason: expected a text in quotes, not an empty one, found \"\""},
        {", \"right\": \"0.8\"", "", ":31: printed[2].erratum: expected the key \"right\", found none"},
        {"\"right\": \"0.8\"", "\"right\": \"4/5\"", ":31: printed[2].erratum.right: " DIGITS "\"4/5\""},
        {"\"right\": \"0.8\"", "\"right\": \"0.8\", \"wrong\": \"0.7\"",
         ":31: printed[2].erratum.wrong: expected a key that is kind, reason or right, found \"wrong\""},
        /* rounding noise */
        {"\"reading\": \"chain\"", "\"reading\": \"noise\", \"right\": \"0.8\"", ""},
        {"\"reading\": \"chain\"", "\"reading\": \"noise\"", ":25: printed[0]: expected the key \"right\", found none"},
        {"\"reading\": \"chain\"", "\"reading\": \"noise\", \"right\": \"4/5\"", ":26: printed[0].right: " DIGITS "\"4/5\""},
        {"\"reading\": \"chain\"", "\"reading\": \"chain\", \"right\": \"0.8\"",
         ":26: printed[0].right: expected no such key beside the reading \"chain\", found \"0.8\""},
        {"\"reading\": \"chain\"", "\"reading\": \"noise\", \"right\": \"0.8\", \"operands\": [\"p1\"]",
         ":26: printed[0].operands: expected no such key beside the reading \"noise\", found an array of 1 item"},
        {"\"reading\": \"chain\"",
         "\"reading\": \"noise\", \"right\": \"0.8\", \"erratum\": {\"kind\": \"slip\", \"reason\": \"why\", \"right\": "
         "\"0.8\"}",
         ":26: printed[0].erratum: expected no such key beside the reading \"noise\", found an object"},
        {"\"reading\": \"erratum\"", "\"reading\": \"erratum\", \"right\": \"0.8\"",
         ":30: printed[2].right: expected no such key beside the reading \"erratum\", found \"0.8\""},
        /* expectations */
        {"\"exact\": \"1.3\"", "\"exact\": 1.3", ":34: expectations[0].exact: " DIGITS "1.3"},
        {"\"exact\": \"1.3\"", "\"exact\": \"13/10\"", ":34: expectations[0].exact: " DIGITS "\"13/10\""},
        {", \"exact\": \"1.3\"", "", ":34: expectations[0]: expected the key \"exact\", found none"},
        {"\"amplification\": \"1.5\"", "\"amplification\": \"-1.5\"",
         ":35: expectations[1].amplification: expected a number of at least 1 in quotes, found \"-1.5\""},
        {"\"amplification\": \"1.5\"", "\"amplification\": \"x\"", ":35: expectations[1].amplification: " DIGITS "\"x\""},
        {"\"amplification\": \"1.5\"", "\"amplification\": \"0.99\"",
         ":35: expectations[1].amplification: expected a number of at least 1 in quotes, found \"0.99\""},
        {"\"amplification\": \"1.5\"", "\"amplification\": 1.5", ":35: expectations[1].amplification: " DIGITS "1.5"},
        {"\"amplification\": \"1.5\"", "\"tolerance\": \"1.5\"",
         ":35: expectations[1].tolerance: expected a key that is " PLACE_KEYS "exact or amplification, found \"tolerance\""},
        {"\"step\": 4, \"sample\": 1", "\"step\": 5, \"sample\": 1",
         ":35: expectations[1]: expected a number that the run of this problem computes, found step 5, sample 1, loss"},
        {"{\"quantity\": \"loss\", \"step\": 4, \"sample\": 1, \"exact\": \"0.25\", \"amplification\": \"1.5\"}",
         "{\"quantity\": \"W\", \"step\": 0, \"layer\": 2, \"unit\": 0, \"input\": 2, \"exact\": \"1.3\"}",
         ":35: expectations[1]: expected the order in which a run computes, each number once, found step 0, layer 2, W[0][2] "
         "twice"},
        {"{\"quantity\": \"loss\", \"step\": 4, \"sample\": 1, \"exact\": \"0.25\", \"amplification\": \"1.5\"}",
         "{\"quantity\": \"W\", \"step\": 0, \"layer\": 1, \"unit\": 0, \"input\": 1, \"exact\": \"1.3\"}",
         ":35: expectations[1]: expected the order in which a run computes, each number once, found step 0, layer 1, W[0][1] "
         "out of order"},
    };
    check_complaints(open_case, sound, complaints, COUNT(complaints));
}

/* Lists of the whole case; and a file that is not an object. */
Test(case, shapes)
{
    static const struct {
        const char *text, *message;
    } files[] = {
        {"[]", ":1: expected an object, found an array of 0 items"},
        {"\n\n[7]", ":3: expected an object, found an array of 1 item"},
        {"{}", ":1: expected the key \"format\", found none; write \"format\": \"goldprop-case-1\""},
        {"{\"format\": \"goldprop-case-1\"}", ":1: expected the key \"problem\", found none"},
        {"{\"format\": \"goldprop-case-1\",\n \"problem\": []}", ":2: problem: expected an object, found an array of 0 items"},
    };
    for (size_t k = 0; k < COUNT(files); k++)
        check_refused(open_case, files[k].text, strlen(files[k].text), files[k].message);
}

/* The sound file up to a key, and then another end. */
static void check_ending(const char *key, const char *ending, const char *message)
{
    char text[sizeof sound + 64];
    snprintf(text, sizeof text, "%.*s%s", (int)(strstr(sound, key) - sound), sound, ending);
    check_refused(open_case, text, strlen(text), message);
}

/* A name that is tied to a step holds there, of whatever sample, and nowhere else. */
Test(case, name_at_a_step)
{
    gp_message message;
    gp_case the_case;
    char *text = text_with(sound, "\"negated\": true", "\"negated\": true, \"step\": 3");
    json_file file = json_file_of(text);
    cr_assert(gp_case_open(file.name, &the_case, &message), "%s", message.text);
    const gp_place there = {.quantity = GP_DELTA, .step = 3, .sample = 1, .layer = 1, .unit = 2};
    const gp_place before = {.quantity = GP_DELTA, .step = 2, .sample = 0, .layer = 1, .unit = 2};
    cr_assert(the_case.names[0].tied && !the_case.names[1].tied);
    cr_assert_eq(gp_case_name(&the_case, &there), &the_case.names[0]);
    cr_assert_null(gp_case_name(&the_case, &before));
    gp_case_close(&the_case);
    json_file_remove(&file);
    free(text);
}

Test(case, empty_lists)
{
    check_ending("\"names\": [", "\"names\": []}",
                 ":20: names: expected an array of one or more names, found an array of 0 items");
    check_ending("\"printed\": [", "\"printed\": {}}",
                 ":24: printed: expected an array of one or more printed numbers, found an object");
    check_ending("\"expectations\": [", "\"expectations\": null}",
                 ":33: expectations: expected an array of one or more expectations, found null");
}

Test(case, contents)
{
    gp_message message;
    gp_case the_case;
    json_file file = json_file_of(sound);
    cr_assert(gp_case_open(file.name, &the_case, &message), "%s", message.text);
    cr_assert_str_eq(the_case.id, "an-id");
    cr_assert_str_eq(the_case.document, "a-document");
    cr_assert_str_eq(the_case.title, "A title");
    cr_assert_str_eq(the_case.description, "A description");
    cr_assert_eq(the_case.record.all.count, 2);
    cr_assert_eq(the_case.record.all.items[1], 4);
    cr_assert_eq(the_case.record.outputs.items[0], 1);
    cr_assert_eq(the_case.record.errors.items[1], 2);

    cr_assert_eq(the_case.name_count, 2);
    cr_assert(the_case.names[0].negated && the_case.names[0].rounded);
    cr_assert_eq(the_case.names[0].decimals, 4);
    cr_assert(!the_case.names[1].negated && !the_case.names[1].rounded);
    const gp_place delta = {.quantity = GP_DELTA, .step = 3, .sample = 1, .layer = 1, .unit = 2};
    cr_assert_eq(gp_case_name(&the_case, &delta), &the_case.names[0]);
    const gp_place other_unit = {.quantity = GP_DELTA, .step = 3, .sample = 1, .layer = 1, .unit = 1};
    cr_assert_null(gp_case_name(&the_case, &other_unit));

    cr_assert_eq(the_case.printed_count, 3);
    cr_assert_eq(the_case.printed[0].rounding, GP_ROUNDING_BINARY64);
    cr_assert_eq(the_case.printed[1].rounding, GP_ROUNDING_DECIMAL);
    cr_assert_eq(the_case.printed[1].reading, GP_STEP);
    cr_assert_eq(the_case.printed[1].operand_count, 1);
    cr_assert_eq(the_case.printed[1].operands[0], 0);
    cr_assert_str_eq(the_case.printed[2].text, "-7.9 * 10^-1");
    cr_assert_str_eq(the_case.printed[2].number, "-7.9e-1");
    cr_assert_eq(the_case.printed[2].kind, GP_SLIP);
    cr_assert_str_eq(the_case.printed[2].reason, "why");
    cr_assert_str_eq(the_case.printed[2].right, "0.8");
    cr_assert_eq(the_case.printed[2].place.step, 2);

    const gp_place loss = {.quantity = GP_SAMPLE_LOSS, .step = 4, .sample = 1},
                   earlier = {.quantity = GP_SAMPLE_LOSS, .step = 3, .sample = 1};
    cr_assert_eq(gp_case_expectation(&the_case, &loss), &the_case.expectations[1]);
    cr_assert_null(gp_case_expectation(&the_case, &earlier));
    cr_assert_null(the_case.expectations[0].amplification);
    cr_assert_str_eq(the_case.expectations[2].exact, "-1e-7");
    gp_case_close(&the_case);
    cr_assert_null(gp_case_expectation(&the_case, &loss));
    gp_case_close(&the_case);
    json_file_remove(&file);
}

/* The places of the record, which lists steps 0 and 4 whole, outputs of the steps 1 and 3, and errors of the epochs 0 and 2.
   Step 0: W 6 + 3, b 1, of sample 0 z 3 + 1, a 3 + 1, output_loss, loss, da, slope and delta 3 + 1 each, dx 2, then dW 9, db 1,
   and as many changes; that is 54. Step 4, after the last update: W 9, b 1, of both samples z 4, a 4, output_loss, loss; that
   is 30. Then 2 outputs and 2 errors. */
/* The same case, and the same complaint under the name that is given. */
Test(case, in_memory)
{
    char path[1024];
    size_t length;
    gp_case file, memory;
    gp_message message;
    golden_case_open("chain-1-1-1", &file);
    char *text = gp_file_text(golden_path("cases/chain-1-1-1.json", path), &length);
    cr_assert(gp_case_read("some text", text, length, &memory, &message), "%s", message.text);
    cr_assert(json_equal(json_object_get(file.source.root, "problem"), json_object_get(memory.source.root, "problem")));
    cr_assert_eq(memory.expectation_count, file.expectation_count);
    for (size_t k = 0; k < file.expectation_count; k++)
        cr_assert_str_eq(memory.expectations[k].exact, file.expectations[k].exact, "%zu", k);
    gp_case_close(&memory);
    cr_assert_not(gp_case_read("some text", text, length - 2, &memory, &message));
    cr_assert(strstr(message.text, "some text"), "%s", message.text);
    gp_case_close(&file);
    free(text);
}

Test(case, recorded_places)
{
    gp_message message;
    gp_case the_case;
    json_file file = json_file_of(sound);
    cr_assert(gp_case_open(file.name, &the_case, &message), "%s", message.text);
    gp_place *places;
    const size_t count = gp_case_recorded_places(&the_case, &places);
    cr_assert_eq(count, 54 + 30 + 2 + 2);
    char text[160];
    for (size_t k = 1; k < count; k++)
        cr_assert_lt(gp_place_compare(&places[k - 1], &places[k]), 0, "%s", gp_place_text(&places[k], text));
    for (size_t k = 0; k < count; k++)
        cr_assert(gp_problem_has(&the_case.problem, &places[k]), "%s", gp_place_text(&places[k], text));
    cr_assert_str_eq(gp_place_text(&places[0], text), "step 0, layer 1, W[0][0]");
    cr_assert_str_eq(gp_place_text(&places[53], text), "step 0, layer 2, W_change[0][2]");
    cr_assert_str_eq(gp_place_text(&places[54], text), "step 1, sample 1, layer 2, a[0]");
    cr_assert_str_eq(gp_place_text(&places[55], text), "step 3, sample 1, layer 2, a[0]");
    cr_assert_str_eq(gp_place_text(&places[85], text), "step 4, sample 1, loss");
    cr_assert_str_eq(gp_place_text(&places[87], text), "epoch 2, error");
    free(places);
    gp_case_close(&the_case);
    json_file_remove(&file);

    /* A step in two lists counts once; no record, no places. */
    char *twice = text_with(sound, "\"outputs\": [1, 3]", "\"outputs\": [0, 1, 3, 4]");
    file = json_file_of(twice);
    cr_assert(gp_case_open(file.name, &the_case, &message), "%s", message.text);
    cr_assert_eq(gp_case_recorded_places(&the_case, &places), 54 + 30 + 2 + 2);
    free(places);
    gp_case_close(&the_case);
    json_file_remove(&file);
    free(twice);
    char *none = text_with(sound, "{\"all\": [0, 4], \"outputs\": [1, 3], \"errors\": [0, 2]}", "{}");
    file = json_file_of(none);
    cr_assert(gp_case_open(file.name, &the_case, &message), "%s", message.text);
    cr_assert_eq(gp_case_recorded_places(&the_case, &places), 0);
    cr_assert_null(places);
    gp_case_close(&the_case);
    json_file_remove(&file);
    free(none);
}

/* A problem that reports no error has none in its record; a step of two samples is not followed from its operands. */
Test(case, without_errors_and_in_batches)
{
    static const complaint errors[] = {
        {"\"record\": {", "\"record\": {\"errors\": [0], ",
         ":2: record.errors: expected no such key beside a problem without \"error\", found an array of 1 item"}};
    static const char text[] =
        "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 1, \"layers\": [{\"units\": 1, \"activation\": "
        "\"sigmoid\", "
        "\"bias\": \"none\", \"W\": [[\"0.5\"]]}], \"samples\": [{\"input\": [\"2\"], \"target\": [\"0.5\"]}, {\"input\": "
        "[\"3\"], "
        "\"target\": [\"1\"]}], \"loss\": {\"deviation\": \"squared\", \"factor\": \"1\"}, \"training\": {\"rate\": \"1\", "
        "\"batch\": "
        "2, \"reduction\": \"sum\", \"epochs\": 1}},\n\"record\": {\"all\": [0], \"outputs\": [1]}, \"printed\": [\n"
        "{\"printed\": \"1\", \"name\": \"p\", \"where\": \"w\", \"quantity\": \"z\", \"step\": 0, \"sample\": 0, \"layer\": "
        "1, "
        "\"unit\": 0, \"reading\": \"chain\"}],\n"
        "\"expectations\": [{\"quantity\": \"loss\", \"step\": 0, \"sample\": 0, \"exact\": \"1\"}]}";
    static const complaint steps[] = {{"\"reading\": \"chain\"", "\"reading\": \"step\", \"operands\": [\"p\"]",
                                       ":3: printed[0].operands: expected operands only of a number that the first step "
                                       "computes, from one sample, found them of "
                                       "step 0, sample 0, layer 1, z[0]"}};
    check_complaints(open_case, text, errors, 1);
    check_complaints(open_case, text, steps, 1);
}

static bool read_spoiled_case(const char *text, const void *context, gp_message *message)
{
    (void)context;
    gp_case the_case;
    const bool read = gp_case_read("spoiled", text, strlen(text), &the_case, message);
    gp_case_close(&the_case);
    return read;
}

/* Whatever stands in the place of a value of a golden case, it is read or refused with a line that says why. The first
   expectation of each stands for all of them. */
Test(case, each_value_spoiled)
{
    json_memory_is_counted();
    static const char *const ids[] = {"samsel",       "adamw",        "clip-by-norm", "rate-by-epoch",
                                      "frozen-layer", "weight-decay", "deep-mixed",   "mean-of-outputs"};
    for (size_t c = 0; c < sizeof ids / sizeof *ids; c++) {
        char path[1024], name[64];
        snprintf(name, sizeof name, "cases/%s.json", ids[c]);
        json_t *root = json_load_file(golden_path(name, path), 0, NULL);
        json_t *expectations = json_object_get(root, "expectations");
        while (json_array_size(expectations) > 1)
            json_array_remove(expectations, json_array_size(expectations) - 1);
        char *text = json_dumps(root, 0);
        cr_assert_gt(spoil_each_value(text, read_spoiled_case, NULL), 100);
        free(text);
        json_decref(root);
    }
}

/* Each byte of the text of a case left out in turn: the quick reader of expectations and the tree come to the same. */
Test(case, each_byte_left_out)
{
    char path[1024];
    json_t *root = json_load_file(golden_path("cases/chain-1-1-1.json", path), 0, NULL);
    json_t *expectations = json_object_get(root, "expectations");
    while (json_array_size(expectations) > 4)
        json_array_remove(expectations, json_array_size(expectations) - 1);
    char *text = json_dumps(root, 0);
    const size_t length = strlen(text);
    char *shorter = malloc(length + 1), *escaped = malloc(length + 64);
    size_t refused = 0;
    for (size_t k = 0; k < length; k++) {
        gp_message message = {""}, of_tree = {""};
        memcpy(shorter, text, k);
        memcpy(shorter + k, text + k + 1, length - k);
        const char *key = strstr(shorter, "\"expectations\"");
        const bool read = read_spoiled_case(shorter, NULL, &message);
        cr_assert(read || !strncmp(message.text, "spoiled:", 8), "%s\n%s", shorter, message.text);
        refused += !read;
        if (!key)
            continue;
        const int before = (int)(key - shorter);
        snprintf(escaped, length + 64, "%.*s\"expectation\\u0073\"%s", before, shorter, key + strlen("\"expectations\""));
        cr_assert_eq(read_spoiled_case(escaped, NULL, &of_tree), read, "%s\n%s%s", shorter, message.text, of_tree.text);
    }
    cr_assert_gt(refused, length / 2);
    free(escaped);
    free(shorter);
    free(text);
    json_decref(root);
}
