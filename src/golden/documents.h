/** @file
 *  The documents that the cases come from: golden/documents.json. */
#ifndef GP_GOLDEN_DOCUMENTS_H
#define GP_GOLDEN_DOCUMENTS_H

#include "golden/node.h"

#ifdef __cplusplus
extern "C" {
#endif

/** One document. Texts belong to the file. */
typedef struct gp_document {
    const char *id;       /**< stable name, which cases refer to */
    const char *title;    /**< its title */
    const char *origin;   /**< where it comes from */
    const char *good_for; /**< what it is a good first example of */
    const char **remarks; /**< what is wrong or unusual in it, apart from single numbers */
    size_t remark_count;  /**< how many */
} gp_document;

/** All documents, in their order. */
typedef struct gp_documents {
    gp_source source;   /**< the file */
    gp_document *items; /**< the documents */
    size_t count;       /**< how many */
} gp_documents;

/** Reads and validates the list of documents.
 *  @param file            the file's name
 *  @param[out] documents  for gp_documents_close(); all zero after a failure
 *  @param[out] message    says what is wrong
 *  @return false after a failure
 *  @verifiedby{test_documents_complaints} */
bool gp_documents_open(const char *file, gp_documents *documents, gp_message *message);

/** Frees the list. All zero afterwards. */
void gp_documents_close(gp_documents *documents);

#ifdef __cplusplus
}
#endif

#endif
