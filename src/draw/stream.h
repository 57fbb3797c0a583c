/** @file
 *  Random numbers as the programs of documents draw them: numpy's older functions after numpy.random.seed(), and Python's
 * module random after random.seed(). The same seed gives the same numbers, in the same order. */
#ifndef GP_DRAW_STREAM_H
#define GP_DRAW_STREAM_H

#include "draw/twister.h"
#include <stdbool.h>

/** Whose functions are meant. */
typedef enum gp_drawer {
    GP_NUMPY, /**< numpy.random: seed, random and rand, uniform, randn and normal */
    GP_PYTHON /**< random: seed, random, uniform, gauss */
} gp_drawer;

/** A stream of random numbers. Normal ones are made in pairs, of which the second waits for its turn. */
typedef struct gp_stream {
    gp_drawer drawer;   /**< whose functions */
    gp_twister twister; /**< where the bits come from */
    bool has_second;    /**< whether the second normal number of a pair is still to be given */
    double second;      /**< that number */
} gp_stream;

/** Begins a stream.
 *  @param drawer whose functions
 *  @param seed   a whole number; numpy takes one below 2^32
 *  @param[out] stream the stream
 *  @verifiedby{test_stream_numpy_random} @verifiedby{test_stream_python_random} */
void gp_stream_seed(gp_drawer drawer, uint64_t seed, gp_stream *stream);

/** The next number from 0 to less than 1.
 *  @verifiedby{test_stream_numpy_random} @verifiedby{test_stream_python_random} */
double gp_stream_uniform(gp_stream *stream);

/** The next number of the normal distribution with the mean 0 and the deviation 1: numpy's randn, by the polar method, or
 *  Python's gauss, by sine and cosine. The logarithm is rounded correctly, where those take the C library's, which is not
 * always so: the last binary digit can differ.
 *  @verifiedby{test_stream_numpy_normal} @verifiedby{test_stream_python_normal} */
double gp_stream_normal(gp_stream *stream);

#endif
