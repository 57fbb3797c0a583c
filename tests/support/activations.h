/* Activations of layers and the way back through them, and losses, as a program has them that shares nothing with ours: where
   there is another formula, it is taken. Included once for each number type: REAL, LIBM and NAME say which. */

static REAL NAME(logistic)(REAL z)
{
    return z < 0 ? LIBM(exp)(z) / (1 + LIBM(exp)(z)) : 1 / (1 + LIBM(exp)(-z));
}

/* sqrt(2 / pi) (z + 0.044715 z^3) */
static REAL NAME(cubic)(REAL z)
{
    return LIBM(sqrt)(2 / LIBM(acos)(-1)) * z * (1 + (REAL)0.044715L * z * z);
}

/* Of a single unit. */
static REAL NAME(activation)(gp_activation activation, REAL alpha, REAL z)
{
    switch (activation) {
    case GP_IDENTITY:
        return z;
    case GP_SIGMOID:
        return NAME(logistic)(z);
    case GP_TANH:
        return LIBM(tanh)(z);
    case GP_RELU:
        return LIBM(fmax)(0, z);
    case GP_LEAKY_RELU:
        return LIBM(fmax)(0, z) + alpha * LIBM(fmin)(0, z);
    case GP_ELU:
        return LIBM(fmax)(0, z) + alpha * LIBM(expm1)(LIBM(fmin)(0, z));
    case GP_SOFTPLUS:
        return LIBM(fmax)(0, z) + LIBM(log1p)(LIBM(exp)(-LIBM(fabs)(z)));
    case GP_SILU:
        return z * NAME(logistic)(z);
    case GP_GELU:
        return (z + z * LIBM(erf)(z / LIBM(sqrt)(2))) / 2;
    case GP_GELU_TANH:
        return (z + z * LIBM(tanh)(NAME(cubic)(z))) / 2;
    case GP_SOFTMAX: /* of the layer */
        break;
    }
    cr_assert(false, "this program does not know activation %d", (int)activation);
    return 0;
}

static REAL NAME(slope)(gp_activation activation, REAL alpha, REAL z)
{
    const REAL e = LIBM(exp)(-LIBM(fabs)(z)), s = NAME(logistic)(z), pi = LIBM(acos)(-1);
    const REAL cosh_of_cubic = LIBM(cosh)(NAME(cubic)(z));
    switch (activation) {
    case GP_IDENTITY:
        return 1;
    case GP_SIGMOID:
        return e / ((1 + e) * (1 + e));
    case GP_TANH:
        return 1 / (LIBM(cosh)(z) * LIBM(cosh)(z));
    case GP_RELU:
        return z > 0;
    case GP_LEAKY_RELU:
        return z > 0 ? 1 : alpha;
    case GP_ELU:
        return z > 0 ? 1 : alpha * LIBM(exp)(z);
    case GP_SOFTPLUS:
        return s;
    case GP_SILU:
        return s + z * (e / ((1 + e) * (1 + e)));
    case GP_GELU:
        return (1 + LIBM(erf)(z / LIBM(sqrt)(2))) / 2 + z * LIBM(exp)(-z * z / 2) / LIBM(sqrt)(2 * pi);
    case GP_GELU_TANH:
        return (1 + LIBM(tanh)(NAME(cubic)(z))) / 2 +
               z / 2 * (LIBM(sqrt)(2 / pi) * (1 + 3 * (REAL)0.044715L * z * z)) / (cosh_of_cubic * cosh_of_cubic);
    case GP_SOFTMAX: /* a unit of it has none */
        break;
    }
    cr_assert(false, "this program does not know activation %d", (int)activation);
    return 0;
}

/* sum_k exp(z_k - z_j), which is 1 / a_j of softmax. */
static REAL NAME(sum_over)(size_t units, const REAL *z, size_t j)
{
    REAL sum = 0;
    for (size_t k = units; k-- > 0;)
        sum += LIBM(exp)(z[k] - z[j]);
    return sum;
}

static void NAME(activate)(gp_activation activation, REAL alpha, size_t units, const REAL *z, REAL *a)
{
    for (size_t j = 0; j < units; j++)
        a[j] = activation == GP_SOFTMAX ? 1 / NAME(sum_over)(units, z, j) : NAME(activation)(activation, alpha, z[j]);
}

/* delta of a layer, from dE/da: of softmax sum_k dE/da_k a_k ((1 where j = k) - a_j). */
static void NAME(layer_back)(gp_activation activation, REAL alpha, size_t units, const REAL *z, const REAL *a, const REAL *da,
                             REAL *delta)
{
    for (size_t j = 0; j < units; j++) {
        delta[j] = 0;
        for (size_t k = 0; activation == GP_SOFTMAX && k < units; k++)
            delta[j] += da[k] * a[k] * ((j == k) - a[j]);
        if (activation != GP_SOFTMAX)
            delta[j] = NAME(slope)(activation, alpha, z[j]) * da[j];
    }
}

/* log(1 + exp(z)), of any z. */
static REAL NAME(soft)(REAL z)
{
    return LIBM(fmax)(0, z) + LIBM(log1p)(LIBM(exp)(-LIBM(fabs)(z)));
}

/* The term of the output k in the loss. */
static REAL NAME(loss_term)(gp_loss_kind loss, size_t outputs, const REAL *zs, size_t k, REAL a, REAL t)
{
    const REAL z = zs[k];
    switch (loss) {
    case GP_SQUARED_LOSS:
        return (t - a) * (t - a);
    case GP_ABSOLUTE_LOSS:
        return LIBM(fabs)(t - a);
    case GP_LINEAR_LOSS:
        return a * t;
    case GP_BINARY_CROSS_ENTROPY_LOSS:
        return t * NAME(soft)(-z) + (1 - t) * NAME(soft)(z);
    case GP_CROSS_ENTROPY_LOSS:
        return t * LIBM(log)(NAME(sum_over)(outputs, zs, k));
    }
    cr_assert(false, "this program does not know loss %d", (int)loss);
    return 0;
}

/* dE/da, without the factor. */
static REAL NAME(loss_slope)(gp_loss_kind loss, REAL z, REAL a, REAL t)
{
    switch (loss) {
    case GP_SQUARED_LOSS:
        return 2 * (a - t);
    case GP_ABSOLUTE_LOSS:
        return a > t ? 1 : a < t ? -1 : 0;
    case GP_LINEAR_LOSS:
        return t;
    case GP_BINARY_CROSS_ENTROPY_LOSS:
        return (1 - t) / NAME(logistic)(-z) - t / NAME(logistic)(z);
    case GP_CROSS_ENTROPY_LOSS:
        return -t / a;
    }
    cr_assert(false, "this program does not know loss %d", (int)loss);
    return 0;
}
