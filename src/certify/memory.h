/** @file
 *  Arb, FLINT and GMP cannot go on without memory, nor say so to whoever called them: they end the program. */
#ifndef GP_CERTIFY_MEMORY_H
#define GP_CERTIFY_MEMORY_H

/** Sets what happens where they get no memory. Called before anything is certified.
 *  @param end ends the program; it must not return
 *  @verifiedby{test_certify_ends_without_memory} */
void gp_certify_without_memory(void (*end)(void));

#endif
