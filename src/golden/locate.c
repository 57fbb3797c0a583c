#include "golden/locate.h"

#include <string.h>

/* The functions below walk over text that the JSON library has already accepted: they need not check it. */

static const char *skip_space(const char *c)
{
    return c + strspn(c, " \t\r\n");
}

/* Past a string; c stands at its opening quote. */
static const char *skip_string(const char *c)
{
    for (c++; *c != '"'; c++)
        c += *c == '\\';
    return c + 1;
}

/* Past any value. */
static const char *skip_value(const char *c)
{
    size_t depth = 0;
    do {
        c = skip_space(c);
        if (*c == '"') {
            c = skip_string(c);
        } else if (*c == '{' || *c == '[') {
            depth++;
            c++;
        } else if (*c == '}' || *c == ']') {
            depth--;
            c++;
        } else if (*c == ',' || *c == ':') {
            c++;
        } else {
            c += strcspn(c, " \t\r\n,:]}");
        }
    } while (depth > 0);
    return c;
}

/* The item of an array; c stands at its bracket. */
static const char *find_item(const char *c, size_t index)
{
    c = skip_space(c + 1);
    for (; index > 0; index--)
        c = skip_space(skip_space(skip_value(c)) + 1);
    return c;
}

/* The member of an object; c stands at its brace. Keys are compared as they are written: those of golden data need no escapes,
   and where a user's key has some, the search ends at the object's last member. */
static const char *find_member(const char *c, const char *key)
{
    const size_t length = strlen(key);
    for (;;) {
        const char *written = skip_space(c + 1) + 1;
        c = skip_space(skip_string(written - 1));
        const char *value = skip_space(c + 1);
        if (strncmp(written, key, length) == 0 && written[length] == '"')
            return value;
        c = skip_space(skip_value(value));
        if (*c == '}')
            return value;
    }
}

static const char *find(const gp_node *node)
{
    if (!node->parent)
        return skip_space(node->source->text);
    const char *holder = find(node->parent);
    return node->key ? find_member(holder, node->key) : find_item(holder, node->index);
}

size_t gp_line_of(const gp_node *node)
{
    size_t line = 1;
    const char *value = find(node);
    for (const char *c = node->source->text; c < value; c++)
        line += *c == '\n';
    return line;
}
