/* Compiled for AVX2, where the compiler can; the processor is asked before anything of this runs. */
#include "fast/sums.h"

#ifdef __AVX2__
#define lane_bytes 32
#include "fast/sums_in_lanes.h"

const gp_sums gp_sums_in_32_bytes = {"32 bytes", net_inputs, sigmoid, activation_gradients, update};
#else
const gp_sums gp_sums_in_32_bytes = {0};
#endif
