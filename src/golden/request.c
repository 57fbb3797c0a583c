#include "golden/request.h"

#include <stdlib.h>

/* An object that shares its values with the case's file; NULL where memory is short. */
static json_t *request_of(const gp_case *the_case)
{
    static const char *const keys[] = {"format", "id", "title", "problem", "record"};
    json_t *request = json_object();
    for (size_t k = 0; request && k < sizeof keys / sizeof *keys; k++) {
        json_t *value = json_object_get(the_case->source.root, keys[k]);
        if (value && json_object_set(request, keys[k], value) != 0) {
            json_decref(request);
            request = NULL;
        }
    }
    return request;
}

char *gp_json_line(const json_t *value)
{
    const size_t length = json_dumpb(value, NULL, 0, JSON_COMPACT);
    char *text = length > 0 ? malloc(length + 2) : NULL;
    if (!text)
        return NULL;
    if (json_dumpb(value, text, length, JSON_COMPACT) != length) {
        free(text);
        return NULL;
    }
    text[length] = '\n';
    text[length + 1] = '\0';
    return text;
}

char *gp_request_text(const gp_case *the_case)
{
    json_t *request = request_of(the_case);
    char *text = request ? gp_json_line(request) : NULL;
    json_decref(request);
    return text;
}
