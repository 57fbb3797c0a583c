#include "golden/locate.h"

#include <string.h>

/* The text is one that the JSON library has accepted, and has no zero but the one at its end: nothing below goes past that.
   What is looked for is counted, never compared: how a key is written does not matter, as the library keeps the order of the
   text. */

/* How many members an object has before a key. */
static size_t members_before(json_t *object, const char *key)
{
    size_t count = 0;
    const char *other;
    json_t *value;
    json_object_foreach(object, other, value)
    {
        if (strcmp(other, key) == 0)
            break;
        count++;
    }
    return count;
}

/* The value behind so many others in the array or object that begins at c: it follows a bracket or comma there, a colon here.
 */
static const char *find_inside(const char *c, size_t others, bool in_object)
{
    size_t depth = 0;
    bool quoted = false;
    for (; *c; c++) {
        if (quoted && *c == '\\' && c[1])
            c++;
        else if (*c == '"')
            quoted = !quoted;
        if (quoted)
            continue;
        depth += *c == '{' || *c == '[';
        depth -= *c == '}' || *c == ']';
        if (depth != 1)
            continue;
        if (*c == ',')
            others--;
        if (others == 0 && (in_object ? *c == ':' : *c == '[' || *c == ','))
            return c + 1;
    }
    return c;
}

static const char *skip_space(const char *c)
{
    return c + strspn(c, " \t\r\n");
}

const char *gp_text_of(const gp_node *node)
{
    if (!node->parent)
        return skip_space(node->source->text);
    const bool in_object = node->key;
    const size_t others = in_object ? members_before(node->parent->value, node->key) : node->index;
    return skip_space(find_inside(gp_text_of(node->parent), others, in_object));
}

size_t gp_line_of(const gp_node *node)
{
    size_t line = 1;
    const char *value = gp_text_of(node);
    for (const char *c = node->source->text; c < value; c++)
        line += *c == '\n';
    return line;
}
