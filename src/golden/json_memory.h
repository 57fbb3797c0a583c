/** @file
 *  The memory of the JSON library. It overlooks an allocation that fails inside a text or a number, and goes on with a digit
 * less, or beyond the end of the text; and it takes up to 77 bytes for each byte that it reads. So its allocations are watched.
 */
#ifndef GP_GOLDEN_JSON_MEMORY_H
#define GP_GOLDEN_JSON_MEMORY_H

#include <jansson.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What became of the allocations of the JSON library. */
typedef enum gp_json_memory {
    GP_JSON_MEMORY_GRANTED, /**< all were granted */
    GP_JSON_MEMORY_SHORT,   /**< the machine had none left for one of them, and from then on none was granted */
    GP_JSON_MEMORY_OVER     /**< they came to more than they may, and from then on none was granted */
} gp_json_memory;

/** Begins to watch what the JSON library allocates in this thread. Nothing else may be watched at the same time.
 *  @param most how many bytes it may take, those that it gives back included; SIZE_MAX for no limit
 *  @verifiedby{test_json_memory_limit} */
void gp_json_memory_begin(size_t most);

/** Ends it. @return what became of the allocations since gp_json_memory_begin()
 *  @verifiedby{test_json_memory_short} */
gp_json_memory gp_json_memory_end(void);

/** Reads JSON, and watches what that takes.
 *  @param text   the text
 *  @param length of so many bytes
 *  @param flags  of the JSON library, as its json_loadb() has them
 *  @param most   how many bytes it may take; SIZE_MAX for no limit
 *  @param root   gets what was read, for json_decref(); NULL where it is no JSON, or where an allocation was not granted
 *  @param error  gets what the library says of a text that is no JSON
 *  @return       what became of the allocations
 *  @verifiedby{test_json_memory_short_at_the_end_of_a_token} */
gp_json_memory gp_json_load(const char *text, size_t length, size_t flags, size_t most, json_t **root, json_error_t *error);

#ifdef __cplusplus
}
#endif

#endif
