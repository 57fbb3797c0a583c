#include "golden/documents.h"

#include <stdlib.h>
#include <string.h>

static bool read_remarks(const gp_node *node, gp_document *document)
{
    gp_node list;
    size_t count;
    if (!gp_member(node, "remarks", &list) || !gp_array(&list, 0, "remarks", &count))
        return false;
    document->remarks = calloc(count, sizeof *document->remarks);
    if (!document->remarks)
        return gp_wrong(&list, "expected memory for %zu remark%s, found none left", count, gp_plural(count));
    for (; document->remark_count < count; document->remark_count++) {
        gp_node item = gp_item(&list, document->remark_count);
        if (!gp_text(&item, &document->remarks[document->remark_count]))
            return false;
    }
    return true;
}

/* The documents before this one have other ids. */
static bool is_new(const gp_node *id, const gp_documents *documents, const gp_document *document)
{
    for (const gp_document *other = documents->items; other < document; other++)
        if (strcmp(other->id, document->id) == 0)
            return gp_expected(id, "an id that no other document has");
    return true;
}

static bool read_document(const gp_node *node, const gp_documents *documents, gp_document *document)
{
    static const char *const keys[] = {"id", "title", "origin", "good_for", "remarks", NULL};
    gp_node id, title, origin, good_for;
    return gp_object(node, keys) && gp_member(node, "id", &id) && gp_text(&id, &document->id) &&
           is_new(&id, documents, document) && gp_member(node, "title", &title) && gp_text(&title, &document->title) &&
           gp_member(node, "origin", &origin) && gp_text(&origin, &document->origin) &&
           gp_member(node, "good_for", &good_for) && gp_text(&good_for, &document->good_for) && read_remarks(node, document);
}

static bool read_all(gp_documents *documents)
{
    gp_node root = gp_root(&documents->source);
    size_t count;
    if (!gp_array(&root, 0, "documents", &count))
        return false;
    documents->items = calloc(count, sizeof *documents->items);
    if (!documents->items)
        return gp_wrong(&root, "expected memory for %zu document%s, found none left", count, gp_plural(count));
    while (documents->count < count) {
        gp_node item = gp_item(&root, documents->count);
        if (!read_document(&item, documents, &documents->items[documents->count++]))
            return false;
    }
    return true;
}

bool gp_documents_open(const char *file, gp_documents *documents, gp_message *message)
{
    *documents = (gp_documents){0};
    if (!gp_source_open(file, &documents->source, message))
        return false;
    if (read_all(documents))
        return true;
    gp_documents_close(documents);
    return false;
}

void gp_documents_close(gp_documents *documents)
{
    for (size_t k = 0; k < documents->count; k++)
        free(documents->items[k].remarks);
    free(documents->items);
    gp_source_close(&documents->source);
    *documents = (gp_documents){0};
}
