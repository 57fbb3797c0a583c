/** @file
 *  Proven digits for the numbers of a problem's run.
 *
 *  The run is computed in balls, which enclose the true numbers whatever is rounded on the way, from the problem's decimals as
 *  exact rational numbers. Where all numbers in a ball round to the same digits, these digits are proven. Balls grow with every
 *  operation, and in a long run exponentially with the steps: where one is too wide, the run is repeated with finer ones. */
#ifndef GP_CERTIFY_CERTIFY_H
#define GP_CERTIFY_CERTIFY_H

#include "golden/message.h"
#include "golden/problem.h"

/** Significant digits of a certified number, where nobody asks for others. */
enum { gp_certified_digits = 40 };

/** What is to be certified. */
typedef struct gp_certify_request {
    const gp_problem *problem; /**< the run */
    const gp_place *places;    /**< in the order of gp_place_compare(), each gp_problem_has() */
    size_t count;              /**< how many */
    size_t digits;             /**< how many significant digits are to be proven */
    bool amplification;        /**< whether amplification is measured too */
    /** Is told now and then what is being done; or NULL. */
    void (*progress)(void *context, const char *what, size_t step, size_t steps);
    void *context; /**< handed to it */
} gp_certify_request;

/** A certified number. */
typedef struct gp_certified {
    char *exact;            /**< proven digits */
    char amplification[32]; /**< measured; empty where it was not asked for or is not finite */
} gp_certified;

/** Certified numbers. */
typedef struct gp_certificate {
    gp_certified *numbers; /**< in the order of the places; owned */
    size_t count;          /**< how many */
    size_t gradients;      /**< how many of them are gradients, da, delta, dx, dW or db, and were certified by two methods */
    size_t precision;      /**< bits that the balls needed */
} gp_certificate;

/** Certifies numbers: raises the precision until every digit that is asked for is proven.
 *  @param request           what is wanted
 *  @param[out] certificate  for gp_certificate_free(); all zero after a failure
 *  @param[out] message      says which number is out of reach, or on which two methods disagree
 *  @return false where one of the numbers could not be certified: there are never fewer digits than asked for
 *  @verifiedby{test_certify_worked_example} */
bool gp_certify(const gp_certify_request *request, gp_certificate *certificate, gp_message *message);

/** Frees what gp_certify() made; an all-zero one is accepted. */
void gp_certificate_free(gp_certificate *certificate);

#endif
