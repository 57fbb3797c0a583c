/* The list of documents. */
#include "golden/documents.h"
#include "fuzz/bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    gp_message message = {""};
    gp_documents documents;
    if (gp_documents_open(file_of_bytes(bytes, length), &documents, &message))
        gp_documents_close(&documents);
    else
        refused(&message);
    return 0;
}
