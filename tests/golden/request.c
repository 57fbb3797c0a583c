#include "golden/request.h"

#include "support/golden_cases.h"
#include "support/memory.h"
#include "support/open_case.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* Everything that a case may have, in another order than the request's; numbers that arithmetic would write in another way. */
static const char case_text[] =
    "{\"title\": \"E = \xc3\xbc\", \"expectations\": [{\"quantity\": \"error\", \"epoch\": 0, \"exact\": \"1\"}],\n"
    "\"printed\": [{\"printed\": \"1\", \"name\": \"p\", \"where\": \"w\", \"quantity\": \"error\", \"epoch\": 0, "
    "\"reading\": \"chain\"}],\n"
    "\"names\": [{\"name\": \"E\", \"quantity\": \"error\"}], \"description\": \"It is 1\", \"document\": \"a-document\",\n"
    "\"record\": {\"errors\": [0]}, \"format\": \"goldprop-case-1\", \"id\": \"an-id\", \"problem\": {\"inputs\": 1, "
    "\"layers\": [\n"
    "{\"units\": 1, \"activation\": \"identity\", \"bias\": \"none\", \"W\": [[\"+0.50\"]]}],\n"
    "\"samples\": [{\"input\": [\"2e0\"], \"target\": [\"1/3\"]}],\n"
    "\"loss\": {\"deviation\": \"squared\", \"factor\": \"1/2\"},\n"
    "\"error\": {\"deviation\": \"squared\", \"reduction\": \"sum\", \"factor\": \"1\"},\n"
    "\"training\": {\"rate\": \"2\", \"batch\": 1, \"reduction\": \"sum\", \"epochs\": 1}}}";

Test(request, text)
{
    text_case opened;
    text_case_open(case_text, &opened);
    char *text = gp_request_text(&opened.the_case);
    cr_assert_str_eq(
        text,
        "{\"format\":\"goldprop-case-1\",\"id\":\"an-id\",\"title\":\"E = \xc3\xbc\",\"problem\":{\"inputs\":1,\"layers\":["
        "{\"units\":1,\"activation\":\"identity\",\"bias\":\"none\",\"W\":[[\"+0.50\"]]}],"
        "\"samples\":[{\"input\":[\"2e0\"],\"target\":[\"1/3\"]}],\"loss\":{\"deviation\":\"squared\",\"factor\":\"1/2\"},"
        "\"error\":{\"deviation\":\"squared\",\"reduction\":\"sum\",\"factor\":\"1\"},"
        "\"training\":{\"rate\":\"2\",\"batch\":1,\"reduction\":\"sum\",\"epochs\":1}},\"record\":{\"errors\":[0]}}\n");
    free(text);
    text_case_close(&opened);
}

/* A user's file may have a problem only; then there is no record to give. */
Test(request, of_a_bare_problem)
{
    text_case opened;
    char *bare = text_with(case_text, "\"record\": {\"errors\": [0]}, ", "");
    text_case_open(bare, &opened);
    char *text = gp_request_text(&opened.the_case);
    cr_assert(strstr(text, "\"problem\""));
    cr_assert(!strstr(text, "\"record\""));
    free(text);
    free(bare);
    text_case_close(&opened);
}

static bool same_member(const gp_case *one, const gp_case *other, const char *key)
{
    const json_t *mine = json_object_get(one->source.root, key), *yours = json_object_get(other->source.root, key);
    return mine && yours && json_equal(mine, yours);
}

/* The request is a case again: what it asks is what the case asks, and there is nothing else in it. */
static void check_request(const gp_case *the_case)
{
    static const char *const given[] = {"format", "id", "title", "problem", "record"};
    const size_t count = sizeof given / sizeof *given;
    text_case request;
    char *text = gp_request_text(the_case);
    cr_assert(text && strchr(text, '\n') == text + strlen(text) - 1, "%s: not one line", the_case->id);
    text_case_open(text, &request);
    for (size_t k = 0; k < count; k++)
        cr_expect(same_member(the_case, &request.the_case, given[k]), "%s: another %s", the_case->id, given[k]);
    cr_expect_eq(json_object_size(request.the_case.source.root), count, "%s: more than it asks", the_case->id);
    cr_expect_eq(request.the_case.expectation_count + request.the_case.printed_count + request.the_case.name_count, 0,
                 "%s: some of the answer is given away", the_case->id);
    text_case_close(&request);
    free(text);
}

Test(request, of_each_golden_case)
{
    golden_case_each(check_request);
}

/* Every allocation fails in turn, the JSON library's too: no half request is ever made. */
Test(request, without_memory)
{
    text_case opened;
    char *text = NULL;
    size_t allocation = 0;
    json_memory_is_counted();
    text_case_open(case_text, &opened);
    for (; !text; allocation++) {
        const size_t blocks = memory_blocks();
        memory_fail_at(allocation);
        text = gp_request_text(&opened.the_case);
        cr_assert_eq(text != NULL, !memory_failed(), "allocation %zu", allocation);
        free(text);
        cr_assert_eq(memory_blocks(), blocks, "allocation %zu left something behind", allocation);
    }
    memory_fail_never();
    cr_assert_gt(allocation, 5);
    text_case_close(&opened);
}
