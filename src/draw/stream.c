#include "draw/stream.h"

#include "elementary/elementary.h"
#include <math.h>

void gp_stream_seed(gp_drawer drawer, uint64_t seed, gp_stream *stream)
{
    const uint32_t words[] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
    *stream = (gp_stream){.drawer = drawer};
    switch (drawer) {
    case GP_NUMPY:
        gp_twister_seed(&stream->twister, words[0]);
        return;
    case GP_PYTHON:
        gp_twister_seed_words(&stream->twister, words, words[1] ? 2 : 1);
        return;
    }
}

double gp_stream_uniform(gp_stream *stream)
{
    return gp_twister_real(&stream->twister);
}

/* A point (x, y) in the unit circle, at r from its middle: x and y times sqrt(-2 log(r^2) / r^2). y is given first. */
static double polar(gp_stream *stream)
{
    double x, y, square;
    do {
        x = 2 * gp_stream_uniform(stream) - 1;
        y = 2 * gp_stream_uniform(stream) - 1;
        square = x * x + y * y;
    } while (square >= 1 || square == 0);
    const double scale = sqrt(-2 * gp_log(square) / square);
    stream->second = scale * x;
    return scale * y;
}

/* A random direction, and in it the distance sqrt(-2 log(1 - u)): its cosine is given first. */
static double of_direction(gp_stream *stream)
{
    const double direction = gp_stream_uniform(stream) * 6.283185307179586;
    const double distance = sqrt(-2 * gp_log(1 - gp_stream_uniform(stream)));
    stream->second = sin(direction) * distance;
    return cos(direction) * distance;
}

double gp_stream_normal(gp_stream *stream)
{
    stream->has_second = !stream->has_second;
    if (!stream->has_second)
        return stream->second;
    switch (stream->drawer) {
    case GP_NUMPY:
        return polar(stream);
    case GP_PYTHON:
        return of_direction(stream);
    }
    return (double)NAN; /* a number that names no drawer */
}
