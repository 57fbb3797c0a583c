/** @file
 *  The whole library: elementary functions, the plain reference and its fast twin, reading golden data, checking numbers
 * against it, judging the answers of other programs, and reporting what was found. */
#ifndef GOLDPROP_H
#define GOLDPROP_H

#include "elementary/elementary.h"
#include "fast/train.h"
#include "golden/answer.h"
#include "golden/case.h"
#include "golden/documents.h"
#include "golden/request.h"
#include "golden/setup.h"
#include "golden/trace.h"
#include "golden/values.h"
#include "oracle/judge.h"
#include "oracle/kill_matrix.h"
#include "oracle/recompute.h"
#include "oracle/run.h"
#include "oracle/subject.h"
#include "oracle/tolerance.h"
#include "oracle/verify.h"
#include "reference/backward.h"
#include "reference/clip.h"
#include "reference/forward.h"
#include "reference/gradient.h"
#include "reference/penalty.h"
#include "reference/random.h"
#include "reference/train.h"
#include "reference/update.h"
#include "report/inquiry.h"
#include "report/report.h"

#endif
