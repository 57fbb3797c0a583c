/** @file
 *  The whole library: the plain reference, reading golden data, and checking numbers against it. */
#ifndef GOLDPROP_H
#define GOLDPROP_H

#include "golden/case.h"
#include "golden/documents.h"
#include "golden/setup.h"
#include "golden/trace.h"
#include "oracle/recompute.h"
#include "oracle/run.h"
#include "oracle/tolerance.h"
#include "oracle/verify.h"
#include "reference/backward.h"
#include "reference/forward.h"
#include "reference/gradient.h"
#include "reference/random.h"
#include "reference/train.h"
#include "reference/update.h"

#endif
