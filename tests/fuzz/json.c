/* Any JSON: each value of it is found in its text. */
#include "fuzz/bytes.h"
#include "golden/node.h"
#include "support/found_values.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    gp_message message = {""};
    gp_source source;
    const char *name = file_of_bytes(bytes, length);
    if (gp_source_open(name, &source, &message)) {
        const gp_node root = gp_root(&source);
        must(count_found_values(&root) > 0);
        gp_source_close(&source);
    } else {
        refused(&message);
    }
    return 0;
}
