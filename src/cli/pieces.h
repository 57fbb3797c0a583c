/** @file
 *  Pieces of work that do not touch each other, done by all processors of the machine. */
#ifndef GP_CLI_PIECES_H
#define GP_CLI_PIECES_H

#include <stddef.h>

/** Does one piece of some work; called by several threads at once, but only once for each piece.
 *  @param work  the work that all pieces are of
 *  @param piece from 0 on */
typedef void gp_piece_function(void *work, size_t piece);

/** Does all pieces of some work, begun in their order, on as many threads as there are processors (at most 32); the caller is
 * one of them. A single piece starts no thread, and a thread that cannot be started is done without.
 *  @param count    how many pieces
 *  @param do_piece does one of them
 *  @param work     what it is handed */
void gp_do_pieces(size_t count, gp_piece_function *do_piece, void *work);

#endif
