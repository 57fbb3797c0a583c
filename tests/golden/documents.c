#include "golden/documents.h"

#include "support/json_file.h"

#include <criterion/criterion.h>

static bool open_documents(const char *name, char text[1024])
{
    gp_message message;
    gp_documents documents;
    if (gp_documents_open(name, &documents, &message)) {
        gp_documents_close(&documents);
        return true;
    }
    snprintf(text, 1024, "%s", message.text);
    return false;
}

static const char sound[] = "[\n"
                            "  {\"id\": \"one\", \"title\": \"Title 1\", \"origin\": \"Origin 1\", \"good_for\": \"Use 1\",\n"
                            "   \"remarks\": [\"a\", \"b\"]},\n"
                            "  {\"id\": \"two\", \"title\": \"Title 2\", \"origin\": \"Origin 2\", \"good_for\": \"Use 2\",\n"
                            "   \"remarks\": [\"c\"]}\n"
                            "]\n";

Test(documents, complaints)
{
    static const complaint complaints[] = {
        {"\"two\"", "\"one\"", ":4: [1].id: expected an id that no other document has, found \"one\""},
        {"\"two\"", "2", ":4: [1].id: expected a text in quotes, not an empty one, found 2"},
        {"\"title\": \"Title 2\", ", "", ":4: [1]: expected the key \"title\", found none"},
        {"\"Title 1\"", "7", ":2: [0].title: expected a text in quotes, not an empty one, found 7"},
        {"\"Origin 2\"", "7", ":4: [1].origin: expected a text in quotes, not an empty one, found 7"},
        {"\"Use 2\"", "7", ":4: [1].good_for: expected a text in quotes, not an empty one, found 7"},
        {"\"id\": \"one\", ", "", ":2: [0]: expected the key \"id\", found none"},
        {"\"origin\": \"Origin 1\", ", "", ":2: [0]: expected the key \"origin\", found none"},
        {"\"good_for\": \"Use 1\",", "", ":2: [0]: expected the key \"good_for\", found none"},
        {",\n   \"remarks\": [\"a\", \"b\"]", "", ":2: [0]: expected the key \"remarks\", found none"},
        {"[\"c\"]", "[]", ":5: [1].remarks: expected an array of one or more remarks, found an array of 0 items"},
        {"[\"c\"]", "[\"c\", 7]", ":5: [1].remarks[1]: expected a text in quotes, not an empty one, found 7"},
        {"\"id\": \"one\"", "\"id\": \"one\", \"url\": \"x\"",
         ":2: [0].url: expected a key that is id, title, origin, good_for or remarks, found \"url\""},
    };
    check_complaints(open_documents, sound, complaints, sizeof complaints / sizeof *complaints);
    check_refused(open_documents, "{}", 2, ":1: expected an array of one or more documents, found an object");
    check_refused(open_documents, "[]", 2, ":1: expected an array of one or more documents, found an array of 0 items");
    check_refused(open_documents, "[[]]", 4, ":1: [0]: expected an object, found an array of 0 items");
}

Test(documents, contents)
{
    gp_message message;
    gp_documents documents;
    json_file file = json_file_of(sound);
    cr_assert(gp_documents_open(file.name, &documents, &message), "%s", message.text);
    cr_assert_eq(documents.count, 2);
    cr_assert_str_eq(documents.items[0].id, "one");
    cr_assert_str_eq(documents.items[1].title, "Title 2");
    cr_assert_str_eq(documents.items[1].origin, "Origin 2");
    cr_assert_str_eq(documents.items[1].good_for, "Use 2");
    cr_assert_eq(documents.items[0].remark_count, 2);
    cr_assert_str_eq(documents.items[0].remarks[1], "b");
    gp_documents_close(&documents);
    cr_assert_eq(documents.count, 0);
    json_file_remove(&file);
}
