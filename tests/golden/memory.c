/* Each allocation that reading a file makes is made to fail in turn: ours, and those of the JSON library. */
#include "support/memory.h"
#include "golden/documents.h"
#include "golden/setup.h"
#include "support/open_case.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char case_text[] =
    "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 1, \"layers\": [\n"
    "{\"units\": 1, \"activation\": \"sigmoid\", \"bias\": \"shared\", \"b\": [\"0.25\"], \"W\": [[\"0.5\"]]},\n"
    "{\"units\": 2, \"activation\": \"sigmoid\", \"bias\": \"none\", \"W\": [[\"2\"], [\"-4\"]]}],\n"
    "\"samples\": [{\"input\": [\"2\"], \"target\": [\"0.5\", \"-1.5\"]}],\n"
    "\"loss\": {\"deviation\": \"squared\", \"factor\": \"1/2\"},\n"
    "\"error\": {\"deviation\": \"squared\", \"reduction\": \"sum\", \"factor\": \"1\"},\n"
    "\"training\": {\"rate\": \"2\", \"batch\": 1, \"reduction\": \"sum\", \"epochs\": 1}},\n"
    "\"record\": {\"all\": [0], \"outputs\": [1], \"errors\": [0]}, \"names\": [{\"name\": \"E\", \"quantity\": \"error\"}],\n"
    "\"printed\": [{\"printed\": \"1\", \"name\": \"p\", \"where\": \"w\", \"quantity\": \"z\", \"step\": 0, \"sample\": 0, "
    "\"layer\": 1,\n"
    "\"unit\": 0, \"reading\": \"chain\"}, {\"printed\": \"1\", \"name\": \"q\", \"where\": \"w\", \"quantity\": \"a\", "
    "\"step\": 0,\n"
    "\"sample\": 0, \"layer\": 1, \"unit\": 0, \"reading\": \"step\", \"operands\": [\"p\"]}],\n"
    "\"expectations\": [{\"quantity\": \"error\", \"epoch\": 0, \"exact\": \"1\"}]}";

static const char documents_text[] =
    "[{\"id\": \"a\", \"title\": \"b\", \"origin\": \"c\", \"good_for\": \"d\", \"remarks\": [\"e\", \"f\"]}]";

static bool open_case(const char *name, gp_message *message)
{
    gp_case the_case;
    bool opened = gp_case_open(name, &the_case, message);
    gp_case_close(&the_case);
    return opened;
}

static bool open_documents(const char *name, gp_message *message)
{
    gp_documents documents;
    bool opened = gp_documents_open(name, &documents, message);
    gp_documents_close(&documents);
    return opened;
}

/* What cannot be had is complained of, or done without. */
static void check_failures(bool (*open)(const char *, gp_message *), const char *text, size_t least)
{
    json_file file = json_file_of(text);
    json_memory_is_counted();
    bool failed = true;
    size_t allocation = 0, refused = 0;
    for (; failed; allocation++) {
        gp_message message = {""};
        const size_t blocks = memory_blocks();
        memory_fail_at(allocation);
        const bool opened = open(file.name, &message);
        failed = memory_failed();
        refused += !opened;
        cr_assert(opened || failed, "allocation %zu: %s", allocation, message.text);
        cr_assert_eq(memory_blocks(), blocks, "allocation %zu left something behind", allocation);
        if (!opened)
            cr_assert(strstr(message.text, "memory") && !strncmp(message.text, file.name, strlen(file.name)),
                      "allocation %zu: a complaint about memory expected: %s", allocation, message.text);
    }
    cr_assert_gt(refused, least);
    memory_fail_at(SIZE_MAX);
    json_file_remove(&file);
}

Test(memory, of_a_case)
{
    char *escaped = text_with(case_text, "\"expectations\"", "\"expectation\\u0073\"");
    check_failures(open_case, escaped, 100);
    free(escaped);
}

/* What cannot be read without a tree for want of memory may be read with one. */
Test(memory, of_a_case_without_a_tree)
{
    check_failures(open_case, case_text, 0);
}

/* What a problem does not say is supplied, and that takes memory as well; so do rates of each epoch, and a mean over the
 * outputs. */
Test(memory, of_what_is_supplied)
{
    static const char short_text[] =
        "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 1, \"layers\": [\n"
        "{\"units\": 1, \"activation\": \"sigmoid\", \"b\": [\"0.25\"], \"W\": [[\"0.5\"]]},\n"
        "{\"units\": 2, \"activation\": \"sigmoid\", \"W\": [[\"2\"], [\"-4\"]]}],\n"
        "\"samples\": [{\"input\": [\"2\"], \"target\": [\"0.5\", \"-1.5\"]}],\n"
        "\"loss\": {\"deviation\": \"squared\", \"factor\": \"1/2\", \"reduction\": \"mean\"},\n"
        "\"training\": {\"rate\": [\"2\", \"1\"], \"epochs\": 2}},\n"
        "\"record\": {\"all\": [0], \"outputs\": [1]},\n"
        "\"expectation\\u0073\": [{\"quantity\": \"loss\", \"step\": 0, \"sample\": 0, \"exact\": \"1\"}]}";
    check_failures(open_case, short_text, 20);
}

Test(memory, of_what_is_supplied_without_an_update)
{
    static const char no_update[] =
        "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 1, \"layers\": [\n"
        "{\"units\": 1, \"activation\": \"sigmoid\", \"b\": [\"0.25\"], \"W\": [[\"0.5\"]]}],\n"
        "\"samples\": [{\"input\": [\"2\"], \"target\": [\"0.5\"]}], \"loss\": {\"deviation\": \"binary-cross-entropy\"},\n"
        "\"training\": {\"epochs\": 0}}, \"expectation\\u0073\": [{\"quantity\": \"loss\", \"step\": 0, \"sample\": 0, "
        "\"exact\": "
        "\"1\"}]}";
    check_failures(open_case, no_update, 20);
}

Test(memory, of_documents)
{
    check_failures(open_documents, documents_text, 10);
}

/* A file that has to be read in several pieces. */
Test(memory, of_a_long_file)
{
    const size_t room = 300000;
    char *text = malloc(room);
    memset(text, ' ', room);
    memcpy(text, documents_text, sizeof documents_text - 1);
    text[room - 1] = '\0';
    check_failures(open_documents, text, 12);
    free(text);
}

Test(memory, of_a_setup)
{
    text_case opened;
    text_case_open(case_text, &opened);
    gp_status status = GP_NO_MEMORY;
    size_t allocation = 0;
    for (; status != GP_OK; allocation++) {
        gp_setup setup;
        const size_t blocks = memory_blocks();
        memory_fail_at(allocation);
        status = gp_setup_create(&opened.the_case.problem, &setup);
        cr_assert_eq(status, memory_failed() ? GP_NO_MEMORY : GP_OK);
        gp_setup_free(&setup);
        cr_assert_eq(memory_blocks(), blocks);
    }
    memory_fail_at(SIZE_MAX);
    cr_assert_geq(allocation, 6);
    text_case_close(&opened);
}

Test(memory, of_a_copy)
{
    text_case opened;
    gp_setup setup;
    text_case_open(case_text, &opened);
    cr_assert_eq(gp_setup_create(&opened.the_case.problem, &setup), GP_OK);
    gp_status status = GP_NO_MEMORY;
    for (size_t allocation = 0; status != GP_OK; allocation++) {
        gp_setup copy;
        const size_t blocks = memory_blocks();
        memory_fail_at(allocation);
        status = gp_setup_copy(&setup, &copy);
        cr_assert_eq(status, memory_failed() ? GP_NO_MEMORY : GP_OK);
        gp_setup_free(&copy);
        cr_assert_eq(memory_blocks(), blocks);
    }
    memory_fail_at(SIZE_MAX);
    gp_setup_free(&setup);
    text_case_close(&opened);
}

Test(memory, of_recorded_places)
{
    text_case opened;
    gp_place *places;
    text_case_open(case_text, &opened);
    memory_fail_at(0);
    cr_assert_eq(gp_case_recorded_places(&opened.the_case, &places), 0);
    cr_assert_null(places);
    text_case_close(&opened);
}
