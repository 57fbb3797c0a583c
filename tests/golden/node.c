#include "golden/node.h"

#include "golden/locate.h"
#include "support/found_values.h"
#include "support/json_file.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

Test(node, file_text)
{
    json_file file = json_file_of("{\"a\": 1}");
    size_t length;
    char *text = gp_file_text(file.name, &length);
    cr_assert_str_eq(text, "{\"a\": 1}");
    cr_assert_eq(length, strlen(text));
    free(text);
    json_file_remove(&file);
    cr_assert_null(gp_file_text("/no/such/file", &length));
}

static bool open_json(const char *name, char text[1024])
{
    gp_message message;
    gp_source source;
    if (gp_source_open(name, &source, &message)) {
        gp_source_close(&source);
        return true;
    }
    snprintf(text, 1024, "%s", message.text);
    return false;
}

/* Opens a text, goes to `key` and then to item `index` there (or stays, for a negative one), and gives the line. */
static size_t line_of(const char *text, const char *key, int index)
{
    gp_message message;
    gp_source source;
    json_file file = json_file_of(text);
    cr_assert(gp_source_open(file.name, &source, &message), "%s", message.text);
    gp_node root = gp_root(&source), member = root, item;
    if (key)
        cr_assert(gp_member(&root, key, &member), "%s", message.text);
    item = index < 0 ? member : gp_item(&member, (size_t)index);
    cr_assert(item.value);
    size_t line = gp_line_of(&item);
    gp_source_close(&source);
    json_file_remove(&file);
    return line;
}

Test(node, lines)
{
    cr_assert_eq(line_of("\n\n {}", NULL, -1), 3);
    cr_assert_eq(line_of("{\"a\":1}", "a", -1), 1);
    cr_assert_eq(line_of("{\"a\"\n:\n1}", "a", -1), 3);
    cr_assert_eq(line_of("{\n\"a\": 1,\n\"ab\": 2,\n\"b\": 3}", "a", -1), 2);
    cr_assert_eq(line_of("{\n\"ab\": 1,\n\"a\": 2,\n\"b\": 3}", "a", -1), 3);
    cr_assert_eq(line_of("{\n\"a\": 1,\n\"ab\": 2,\n\"b\": 3}", "b", -1), 4);
    /* items, with values of every type before them */
    cr_assert_eq(line_of("[\n0,\n-1.5e3\n,\ntrue, false, null,\n\"x\",\n[],\n{}, [[1,\n2], {\"a\":\n[3]}],\n9]", NULL, 9), 11);
    cr_assert_eq(line_of("[1,\n2,\n3]", NULL, 0), 1);
    cr_assert_eq(line_of("[0,\"]\",\"x\",\n3]", NULL, 3), 2);
    /* brackets, quotes and backslashes in strings and keys are no structure */
    cr_assert_eq(line_of("{\"]}\\\"\": \"[{\",\n\"b\\\\\": [\"\\\\\\\"]\"],\n\"c\": [\"}\",\n\"]\",\n2]}", "c", 2), 5);
    /* a key that stands inside another value as well */
    cr_assert_eq(line_of("{\"x\": {\"c\": 1},\n\"y\": \"c\",\n\"z\": [\"c\",\n{\"c\": 2}],\n\"c\": 3}", "c", -1), 5);
    /* carriage returns and tabs are white space */
    cr_assert_eq(line_of("{\r\n\t\"a\" :\t[\r\n\t1,\r\n\t2\t]\r\n}\r\n", "a", 1), 4);
}

/* A key may be written with escapes. */
Test(node, lines_of_escaped_keys)
{
    const char text[] = "{\n\"\\u0061\": 1,\n\"b\": 2\n}\n\n\n";
    cr_assert_eq(line_of(text, "a", -1), 2);
    cr_assert_eq(line_of(text, "b", -1), 3);
    cr_assert_eq(line_of("{\n\"\\u0061\": [1,\n2, 3,\n4], \"b\": []}", "a", 3), 4);
    cr_assert_eq(line_of("{\"\\ud834\\udd1e\\\"\": 1,\n\"\\n\": 2}", "\n", -1), 2);
    cr_assert_eq(line_of("{\"\\ud834\\udd1e\\\"\":\n 1,\n\"\\n\": 2}", "\xf0\x9d\x84\x9e\"", -1), 2);
}

/* Every value, read again from where it is found, is the one that it is, though texts and keys hold all that has a meaning. */
Test(node, each_value_is_found)
{
    static const struct {
        const char *text;
        size_t count;
    } texts[] = {
        {"{}", 1},
        {" [ ] ", 1},
        {"\t\r\n[[],[[]],{}]\n", 5},
        {"{\"\":{\"\":{\"\":0}}}", 4},
        {"[\"[\",\"]\",\"{\",\"}\",\",\",\":\",\"\\\"\",\"\\\\\",\"\\\\\\\"\",\"\\u0022\",1]", 12},
        {"{\":\":\",\",\",\":\":\",\"\\\"\":{\"}\":[\"]\"]},\"\\\\\":[{\"\\u005c\\u0022\":-1.5e3}],\"\\u0061\":true,\"b\":"
         "null}",
         11},
        {"[1 , 2,3 ,[ 4 , [5] ] , { \"a\" : 6 , \"b\" : [ 7 ] } ]", 12},
    };
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        gp_message message;
        gp_source source;
        json_file file = json_file_of(texts[k].text);
        cr_assert(gp_source_open(file.name, &source, &message), "%s", message.text);
        const gp_node root = gp_root(&source);
        cr_expect_eq(count_found_values(&root), texts[k].count, "%s: %zu", texts[k].text, count_found_values(&root));
        gp_source_close(&source);
        json_file_remove(&file);
    }
}

static void check_json(const char *text, const char *message)
{
    check_refused(open_json, text, strlen(text), message);
}

#define ERROR "expected JSON, found an error: "

Test(node, odd_files)
{
    char message[1024] = "";
    cr_assert(!open_json("/no/such/file.json", message));
    cr_assert_str_eq(message,
                     "/no/such/file.json: expected a JSON file, found that it cannot be read: No such file or directory");
    cr_assert(!open_json("/", message));
    cr_assert_str_eq(message, "/: expected a JSON file, found that it cannot be read: Is a directory");

    check_json("", ":1: expected JSON, found an empty file");
    check_json(" \n\t\r\n ", ":1: expected JSON, found an empty file");
    check_json("\xEF\xBB\xBF{}", ":1: expected JSON without a byte order mark, found one");
    check_json("{\n\"a\": 1,\n\"a\": 2}", ":3: " ERROR "duplicate object key");
    check_json("{\n\"a\": 1,\n\"\\u0061\": 2}", ":3: " ERROR "duplicate object key");
    check_json("{\n\"a\": 1,\n}", ":3: " ERROR);
    check_json("{\n'a': 1}", ":2: " ERROR);
    check_json("[1,\n2", ":2: " ERROR);
    check_json("[\n01]", ":2: " ERROR);
    check_json("[\n.5]", ":2: " ERROR);
    check_json("[\nNaN]", ":2: " ERROR);
    check_json("[\n-Infinity]", ":2: " ERROR);
    check_json("[\n1e999]", ":2: " ERROR "real number overflow");
    check_json("[\n9223372036854775808]", ":2: " ERROR "too big integer");
    check_json("[\n\"a\tb\"]", ":2: " ERROR);
    check_json("[\n\"\xff\"]", ":2: " ERROR "unable to decode byte 0xff");
    check_json("[\n\"\\u0000\"]", ":2: " ERROR);
    check_json("[1]\n[2]", ":2: " ERROR);
    check_json("// no\n[1]", ":1: " ERROR);
    check_refused(open_json, "[\n\0]", 4, ":2: " ERROR);
    check_refused(open_json, "\0", 1, ":1: " ERROR);
    check_refused(open_json, "[\n1\0]", 5, ":2: " ERROR "a byte that is zero");
    check_refused(open_json, "[1,\n2]\n\0", 9, ":3: " ERROR "a byte that is zero");
    check_refused(open_json, "[1,\n\"\0\"]", 8, ":2: " ERROR "a byte that is zero");
}

Test(node, deep_nesting)
{
    enum { depth = 10000 };
    char *text = malloc(2 * depth);
    memset(text, '[', depth);
    memset(text + depth, ']', depth);
    check_refused(open_json, text, 2 * depth, ":1: " ERROR "maximum parsing depth reached");
    free(text);
}

/* A file that is read in several pieces. */
Test(node, long_file)
{
    enum { items = 100000 };
    char *text = malloc(4 * items + 1);
    for (size_t k = 0; k < items; k++)
        memcpy(text + 4 * k, k == 0 ? "[ 1\n" : ", 1\n", 4);
    text[4 * items - 1] = ']';
    text[4 * items] = '\0';
    cr_assert_eq(line_of(text, NULL, items - 1), items);
    free(text);
}

/* Long and strange texts in a complaint: cut between characters, without control characters, on one line. */
Test(node, found_texts)
{
    static const struct {
        const char *text, *found;
    } texts[] = {
        {"\"short\"", "\"short\""},
        {"\"\\u001b[31m\\n\\u007f\"", "\"?[31m??\""},
        {"\"0123456789012345678901234567890123456789012345678901234567890\"",
         "\"012345678901234567890123456789012345678901234567890123456789...\""},
        {"\"012345678901234567890123456789012345678901234567890123456789\"",
         "\"012345678901234567890123456789012345678901234567890123456789\""},
        {"\"01234567890123456789012345678901234567890123456789012345678\\u00e9\"",
         "\"01234567890123456789012345678901234567890123456789012345678...\""},
        {"\"%s%n\"", "\"%s%n\""},
        {"0.1", "0.1"},
        {"0.1000000000000000055", "0.1"},
        {"0.30000000000000004", "0.30000000000000004"},
        {"1e3", "1000.0"},
        {"-1e300", "-1e+300"},
        {"7", "7"},
        {"false", "false"},
        {"null", "null"},
        {"[1]", "an array of 1 item"},
        {"[1, 2]", "an array of 2 items"},
        {"{\"a\": 1}", "an object"},
    };
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        gp_message message;
        gp_source source;
        char array[256];
        snprintf(array, sizeof array, "[%s]", texts[k].text);
        json_file file = json_file_of(array);
        cr_assert(gp_source_open(file.name, &source, &message), "%s", message.text);
        gp_node root = gp_root(&source), item = gp_item(&root, 0);
        cr_assert(!gp_expected(&item, "a %s", "thing"));
        char wanted[256];
        snprintf(wanted, sizeof wanted, "%s:1: [0]: expected a thing, found %s", file.name, texts[k].found);
        cr_expect_str_eq(message.text, wanted, "obtained %s\nexpected %s", message.text, wanted);
        gp_source_close(&source);
        json_file_remove(&file);
    }
}

/* A path, a key or words that are too long are cut, and nothing else happens. */
Test(node, long_paths)
{
    enum { length = 2000 };
    char *text = malloc(length + 16), *words = malloc(length + 1);
    memset(words, 'w', length);
    words[length] = '\0';
    snprintf(text, length + 16, "{\"%s\": 7}", words);
    gp_message message;
    gp_source source;
    json_file file = json_file_of(text);
    cr_assert(gp_source_open(file.name, &source, &message), "%s", message.text);
    gp_node root = gp_root(&source), member;
    cr_assert(gp_member(&root, words, &member));
    cr_assert(!gp_expected(&member, "%s", words));
    cr_assert_lt(strlen(message.text), sizeof message.text);
    cr_assert(!gp_object(&root, (const char *const[]){"a", NULL}));
    cr_assert(strstr(message.text, "expected a key that is a, found \"wwww"), "%s", message.text);
    gp_source_close(&source);
    json_file_remove(&file);
    free(words);
    free(text);
}

/* What is read as a text can be shown: in one line, or in several where these are asked for. */
Test(node, texts)
{
    static const char json[] = "[\"a\\u001b]0;b\\u0007\\nc\\u202e \\u00e9\"]";
    for (int several = 0; several < 2; several++) {
        gp_message message;
        gp_source source;
        const char *text;
        cr_assert(gp_source_read("it", json, strlen(json), 1 << 20, &source, &message), "%s", message.text);
        const gp_node root = gp_root(&source), item = gp_item(&root, 0);
        cr_assert(several ? gp_lines(&item, &text) : gp_text(&item, &text));
        cr_expect_str_eq(text, several ? "a?]0;b?\nc??? \xc3\xa9" : "a?]0;b??c??? \xc3\xa9");
        gp_source_close(&source);
    }
}

/* A name can be shown as well. Of a long one the end is kept, where the file's own name stands. */
Test(node, names)
{
    char name[2000];
    gp_message message;
    gp_source source;
    memset(name, 'x', sizeof name);
    strcpy(name + sizeof name - 13, "\x1b[31m/own.js");
    gp_source_begin(name, false, &source, &message);
    cr_expect_eq(strlen(source.name), sizeof source.name - 1);
    cr_expect_str_eq(source.name + sizeof source.name - 13, "?[31m/own.js");
    gp_source_close(&source);
}
