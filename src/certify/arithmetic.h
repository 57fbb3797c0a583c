/** @file
 *  The few operations that a run is made of, behind one interface, so that each formula is written once and goes through balls
 *  that enclose the true numbers (ball.h), through dual numbers that carry a derivative along (dual.h), and through the rounded
 *  numbers of a short word (rounded.h). */
#ifndef GP_CERTIFY_ARITHMETIC_H
#define GP_CERTIFY_ARITHMETIC_H

#include <arb.h>
#include <flint/fmpq.h>
#include <stdbool.h>
#include <stddef.h>

/** A real number that is known to lie in a ball, and to be a certain rational number where @c rational says so. */
typedef struct gp_ball {
    arb_t enclosure; /**< midpoint and radius; the number lies within */
    fmpq_t exact;    /**< the number itself; means nothing where @c rational is false */
    bool rational;   /**< whether @c exact is known */
} gp_ball;

/** A number that depends on some variable, and its derivative along that variable. */
typedef struct gp_dual {
    gp_ball value;      /**< the number */
    gp_ball derivative; /**< how fast it changes */
} gp_dual;

/** A number of any arithmetic; which member counts is the arithmetic's business. */
typedef union gp_value {
    gp_ball ball;   /**< of ball.h */
    gp_dual dual;   /**< of dual.h */
    double rounded; /**< of rounded.h */
} gp_value;

/** A function of one number: @ref gp_elementary_functions has a row for each. */
typedef enum gp_elementary {
    GP_EXP,                /**< e^x */
    GP_EXPM1,              /**< e^x - 1 */
    GP_LOG,                /**< log x */
    GP_LOG1P,              /**< log (1 + x) */
    GP_HYPERBOLIC_TANGENT, /**< tanh x */
    GP_ERF,                /**< erf x */
    GP_SQUARE_ROOT         /**< sqrt x */
} gp_elementary;

/** How many functions there are. */
enum { gp_elementary_count = GP_SQUARE_ROOT + 1 };

/** An arithmetic. A result may be the same value as an operand. */
typedef struct gp_arithmetic {
    gp_value one;     /**< 1 */
    gp_value term[3]; /**< for what a formula computes on the way; none of the operations touches it */
    /** Makes a value: zero. */
    void (*init)(gp_value *x);
    /** Frees what a value holds. */
    void (*clear)(gp_value *x);
    /** to = from. */
    void (*copy)(gp_value *to, const gp_value *from);
    /** A small whole number of a formula; never rounded. */
    void (*whole)(struct gp_arithmetic *arithmetic, gp_value *x, unsigned number);
    /** A number that the problem gives. */
    void (*input)(struct gp_arithmetic *arithmetic, gp_value *x, const fmpq_t number);
    /** negative = -x; never rounded. */
    void (*negate)(struct gp_arithmetic *arithmetic, gp_value *negative, const gp_value *x);
    /** size = |x|; never rounded. */
    void (*absolute)(struct gp_arithmetic *arithmetic, gp_value *size, const gp_value *x);
    /** sum = x + y. */
    void (*add)(struct gp_arithmetic *arithmetic, gp_value *sum, const gp_value *x, const gp_value *y);
    /** difference = x - y. */
    void (*subtract)(struct gp_arithmetic *arithmetic, gp_value *difference, const gp_value *x, const gp_value *y);
    /** product = x y. */
    void (*multiply)(struct gp_arithmetic *arithmetic, gp_value *product, const gp_value *x, const gp_value *y);
    /** quotient = x / y. */
    void (*divide)(struct gp_arithmetic *arithmetic, gp_value *quotient, const gp_value *x, const gp_value *y);
    /** value = f(x). */
    void (*apply)(struct gp_arithmetic *arithmetic, gp_elementary f, gp_value *value, const gp_value *x);
    /** x = the number pi. */
    void (*pi)(struct gp_arithmetic *arithmetic, gp_value *x);
    /** chosen = above where x > 0, else below; never rounded. Both of them count where it is not known whether x > 0. */
    void (*choose)(struct gp_arithmetic *arithmetic, gp_value *chosen, const gp_value *x, const gp_value *above,
                   const gp_value *below);
} gp_arithmetic;

#endif
