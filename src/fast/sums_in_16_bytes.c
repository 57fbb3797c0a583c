/* SSE2, NEON: every machine of 64 bits has as much. */
#define lane_bytes 16
#include "fast/step_in_lanes.h"

const gp_sums gp_sums_in_16_bytes = {"16 bytes", forward, step};
