#include "support/found_values.h"

#include "golden/locate.h"

#include <string.h>

static bool is_found(const gp_node *node)
{
    const char *text = gp_text_of(node);
    const size_t flags = JSON_DECODE_ANY | JSON_DISABLE_EOF_CHECK | (node->source->loose ? JSON_DECODE_INT_AS_REAL : 0);
    json_t *value = json_loads(text, flags, NULL);
    const bool equal = json_equal(value, node->value) || (json_is_number(value) && json_is_number(node->value) &&
                                                          json_number_value(value) == json_number_value(node->value));
    json_decref(value);
    return equal;
}

/* Adds what one of the values inside a value has; 0 stays 0. */
static void add(size_t *count, const gp_node *inner)
{
    const size_t found = *count > 0 ? count_found_values(inner) : 0;
    *count = found > 0 ? *count + found : 0;
}

size_t count_found_values(const gp_node *node)
{
    size_t count = is_found(node);
    const char *key;
    json_t *value;
    json_object_foreach(node->value, key, value)
    {
        const gp_node member = {.source = node->source, .parent = node, .key = key, .value = value};
        add(&count, &member);
    }
    for (size_t k = 0; k < json_array_size(node->value); k++) {
        const gp_node item = gp_item(node, k);
        add(&count, &item);
    }
    return count;
}
