#include "cli/pieces.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

/* Beside the caller. There are not so many cases that more would gain anything. */
enum { most_helpers = 31 };

typedef struct piece_queue {
    gp_piece_function *do_piece;
    void *work;
    size_t count;
    atomic_size_t next;
} piece_queue;

/* What each thread does: take the next piece until none is left. */
static void *do_next_pieces(void *argument)
{
    piece_queue *queue = argument;
    for (size_t piece; (piece = atomic_fetch_add(&queue->next, 1)) < queue->count;)
        queue->do_piece(queue->work, piece);
    return NULL;
}

static size_t at_most(size_t value, size_t limit)
{
    return value < limit ? value : limit;
}

/* Threads beside the caller's. */
static size_t helpers_for(size_t pieces)
{
    const long processors = sysconf(_SC_NPROCESSORS_ONLN); /* -1 where nobody knows */
    if (processors < 2 || pieces < 2)
        return 0;
    return at_most(at_most((size_t)processors, pieces) - 1, most_helpers);
}

void gp_do_pieces(size_t count, gp_piece_function *do_piece, void *work)
{
    piece_queue queue = {.do_piece = do_piece, .work = work, .count = count};
    pthread_t helpers[most_helpers];
    const size_t wanted = helpers_for(count);
    size_t started = 0;
    while (started < wanted && pthread_create(&helpers[started], NULL, do_next_pieces, &queue) == 0)
        started++;
    do_next_pieces(&queue);
    while (started > 0)
        pthread_join(helpers[--started], NULL);
}
