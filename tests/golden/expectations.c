#include "golden/expectations.h"

#include "golden/case.h"
#include "support/golden_cases.h"
#include "support/json_file.h"
#include "support/memory.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static void free_plain(gp_plain_expectations *plain)
{
    free(plain->items);
    free(plain->texts);
    free(plain->rest);
}

static const char plain_text[] =
    "{\"title\": \"of \\\"expectations\\\": [\", \"expectations\" :\n"
    "[ {\"quantity\": \"dW\", \"step\": 3, \"layer\": 2, \"unit\": 1, \"input\": 10, \"exact\": \"-0.25e-3\", "
    "\"amplification\": \"1.5\"},\n"
    "{ \"exact\":\"7\" ,\t\"epoch\":0 , \"quantity\":\"error\" }\r\n ] , \"id\": \"behind\"}";

Test(expectations, plain)
{
    gp_plain_expectations plain;
    cr_assert(gp_take_expectations(plain_text, &plain));
    cr_assert_eq(plain.count, 2);
    const gp_place places[] = {{.quantity = GP_WEIGHT_GRADIENT, .step = 3, .layer = 2, .unit = 1, .input = 10},
                               {.quantity = GP_EPOCH_ERROR}};
    static const char *const exact[] = {"-0.25e-3", "7"};
    for (size_t k = 0; k < 2; k++) {
        cr_assert_eq(gp_place_compare(&plain.items[k].place, &places[k]), 0, "%zu", k);
        cr_assert_str_eq(plain.items[k].exact, exact[k]);
    }
    cr_assert_str_eq(plain.items[0].amplification, "1.5");
    cr_assert_null(plain.items[1].amplification);
    cr_assert_str_eq(plain.rest, "{\"title\": \"of \\\"expectations\\\": [\", \"expectations\" :\n[] , \"id\": \"behind\"}");
    cr_assert_eq(plain.rest_length, strlen(plain.rest));
    free_plain(&plain);
}

/* What the JSON library has to see: that it can say what is wrong, or because it is written in another way. */
Test(expectations, not_plain)
{
    static const struct {
        const char *part, *other;
    } changes[] = {{"\"quantity\": \"dW\"", "\"quantit\\u0079\": \"dW\""},
                   {"\"quantity\": \"dW\"", "\"quantity\": \"dw\""},
                   {"\"quantity\": \"dW\"", "\"quantity\": \"\""},
                   {"\"quantity\": \"dW\"", "\"quantity\": 7"},
                   {"\"step\": 3", "\"step\": 12345678901234567890"},
                   {"\"-0.25e-3\"", "\"-0.25\x7f\""},
                   {"\"quantity\": \"dW\", ", ""},
                   {"\"step\": 3", "\"step\": 3, \"step\": 3"},
                   {"\"step\": 3", "\"step\": 3, \"sample\": 0"},
                   {"\"step\": 3", "\"step\": 3, \"epoch\": 0"},
                   {"\"step\": 3", "\"step\": 3, \"note\": \"x\""},
                   {"\"step\": 3, ", ""},
                   {"\"step\": 3", "\"step\": 03"},
                   {"\"step\": 3", "\"step\": -3"},
                   {"\"step\": 3", "\"step\": 3.0"},
                   {"\"step\": 3", "\"step\": 3e0"},
                   {"\"step\": 3", "\"step\": \"3\""},
                   {"\"step\": 3", "\"step\": 1234567890123456789"},
                   {"\"step\": 3", "\"step\": "},
                   {"\"input\": 10, ", ""},
                   {", \"exact\": \"-0.25e-3\"", ""},
                   {"\"-0.25e-3\"", "-0.25e-3"},
                   {"\"-0.25e-3\"", "\"-0.25\\u0065-3\""},
                   {"\"-0.25e-3\"", "\"-0.25\xC2\xB7\""},
                   {"\"-0.25e-3\"", "\"-0.25\n\""},
                   {"\"1.5\"}", "\"1.5\",}"},
                   {"\"1.5\"}", "\"1.5\"]"},
                   {"\"1.5\"},", "\"1.5\"}"},
                   {"\"error\" }", "\"error\" },"},
                   {"\"error\" }\r\n ]", "\"error\" }\r\n }"},
                   {"\"error\" }\r\n ] , \"id\": \"behind\"}", "\"error\" "},
                   {"\"expectations\" :", "\"expectation\\u0073\" :"},
                   {"\"expectations\" :", "\"\\\"expectations\" :"},
                   {"\"expectations\" :", "\"expectations\" "}};
    for (size_t k = 0; k < sizeof changes / sizeof *changes; k++) {
        gp_plain_expectations plain;
        char *text = text_with(plain_text, changes[k].part, changes[k].other);
        const size_t blocks = memory_blocks();
        cr_assert_not(gp_take_expectations(text, &plain), "%zu: %s", k, changes[k].other);
        cr_assert(!plain.items && plain.count == 0 && !plain.texts && !plain.rest, "%zu", k);
        cr_assert_eq(memory_blocks(), blocks, "%zu", k);
        free(text);
    }
    gp_plain_expectations plain;
    cr_assert_not(gp_take_expectations("{\"expectations\": []}", &plain));
    cr_assert_not(gp_take_expectations("{}", &plain));
    cr_assert_not(gp_take_expectations("\"expectations\": []", &plain));
}

Test(expectations, without_memory)
{
    bool taken = false;
    size_t allocation = 0;
    for (; !taken; allocation++) {
        gp_plain_expectations plain;
        const size_t blocks = memory_blocks();
        memory_fail_at(allocation);
        taken = gp_take_expectations(plain_text, &plain);
        cr_assert_eq(taken, !memory_failed(), "%zu", allocation);
        free_plain(&plain);
        cr_assert_eq(memory_blocks(), blocks, "%zu", allocation);
    }
    memory_fail_never();
    cr_assert_eq(allocation, 4);
}

/* A golden case is the same with a tree of its expectations and without. */
Test(expectations, as_the_library_reads_them)
{
    char path[1024];
    size_t length;
    char *text = gp_file_text(golden_path("cases/three-outputs.json", path), &length);
    cr_assert_not_null(text);
    char *escaped = text_with(text, "\"expectations\"", "\"expectation\\u0073\"");
    json_file file = json_file_of(escaped);
    gp_message message;
    gp_case plain, tree;
    cr_assert(gp_case_open(path, &plain, &message), "%s", message.text);
    cr_assert(gp_case_open(file.name, &tree, &message), "%s", message.text);
    cr_assert_not_null(plain.expectation_texts);
    cr_assert_null(tree.expectation_texts);
    cr_assert_eq(plain.expectation_count, tree.expectation_count);
    for (size_t k = 0; k < plain.expectation_count; k++) {
        const gp_expectation *one = &plain.expectations[k], *other = &tree.expectations[k];
        cr_assert_eq(gp_place_compare(&one->place, &other->place), 0, "%zu", k);
        cr_assert_str_eq(one->exact, other->exact, "%zu", k);
        cr_assert_str_eq(one->amplification, other->amplification, "%zu", k);
    }
    gp_case_close(&plain);
    gp_case_close(&tree);
    json_file_remove(&file);
    free(escaped);
    free(text);
}

/* Nothing may stand behind a zero. */
Test(expectations, zero_behind_a_case)
{
    char path[1024];
    size_t length;
    char *text = gp_file_text(golden_path("cases/hello.json", path), &length);
    cr_assert_not_null(text);
    json_file file = json_file_of_bytes(text, length + 1);
    gp_message message;
    gp_case the_case;
    cr_assert_not(gp_case_open(file.name, &the_case, &message));
    cr_assert_not_null(strstr(message.text, "a byte that is zero"), "%s", message.text);
    json_file_remove(&file);
    free(text);
}
