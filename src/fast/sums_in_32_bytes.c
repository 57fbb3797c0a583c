/* Compiled for AVX2, where the compiler can; the processor is asked before anything of this runs. */
#include "fast/sums.h"

#ifdef __AVX2__
#define lane_bytes 32
#include "fast/step_in_lanes.h"

const gp_sums gp_sums_in_32_bytes = {"32 bytes", forward, step};
#else
const gp_sums gp_sums_in_32_bytes = {0};
#endif
