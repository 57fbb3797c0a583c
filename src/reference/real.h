/** @file
 *  The number type of the reference: binary64, or binary32 where GP_BINARY32 is defined. */
#ifndef GP_REFERENCE_REAL_H
#define GP_REFERENCE_REAL_H

#include <float.h>

#ifdef GP_BINARY32
/** A real number as the reference computes with it. */
typedef float gp_real;
/** Digits that write a gp_real so that reading it gives the same bits back. */
#define GP_REAL_DIGITS FLT_DECIMAL_DIG
#else
/** A real number as the reference computes with it. */
typedef double gp_real;
/** Digits that write a gp_real so that reading it gives the same bits back. */
#define GP_REAL_DIGITS DBL_DECIMAL_DIG
#endif

#endif
