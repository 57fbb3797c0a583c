#include "truth.h"

#include <math.h>
#include <string.h>

/* Lefevre and Muller, Worst cases for correct rounding of the elementary functions in double precision (2003): those that are
   hard to round to nearest or otherwise. */
static const double hard_exp[] = {-0x1.E8BDBFCD9144Ep3,   -0x1.71E0B869B5E79p2,
                                  -0x1.02393D5976769p1,   -0x1.2A9CAD9998262p0,
                                  -0x1.CC37EF7DE7501p0,   -0x1.22E24FA3D5CF9p-1,
                                  -0x1.DC2B5DF1F7D3Dp-1,  -0x1.290EA09E36479p-3,
                                  -0x1.A2FEFEFD580DFp-13, -0x1.ED318EFB627EAp-27,
                                  -0x1.4BD46601AE1EFp-31, -0x1.1000000000242p-42,
                                  -0x1.2000000000288p-42, -0x1.8000000000012p-48,
                                  -0x1.0000000000001p-51, 0x1.FFFFFFFFFFFFFp-53,
                                  0x1.FFFFFFFFFFFE0p-48,  0x1.7FFE7FFEE0024p-32,
                                  0x1.80017FFEDFFDCp-32,  0x1.9E9CBBFD6080Bp-31,
                                  0x1.D7A7D893609E5p-26,  0x1.BA07D73250DE7p-14,
                                  0x1.D77FD13D27FFFp-11,  0x1.6A4D1AF9CC989p-8,
                                  0x1.ACCFBE46B4EF0p-1,   0x1.ACA7AE8DA5A7Bp0,
                                  0x1.D6336A88077AAp0,    0x2.85DC78FB8928Cp0,
                                  0x1.76E7E5D7B6EACp3,    0x1.A8EAD058BC6B8p3,
                                  0x1.1D5C2DAEBE367p4,    0x1.C44CE0D716A1Ap4,
                                  0x1.83D4BCDEBB3F4p2,    0};

/* Some from the lists of Lefevre, as CORE-MATH has them. */
static const double hard_log[] = {
    0x1.ac50b409c8aeep+8,  0x1.0092086ce40eap+27, 0x1.01073ffc76c24p+14, 0x1.000976581ce4ep+1,  0x1.d99bf3e370f9p+18,
    0x1.323068d85df36p+26, 0x1.a6004162f2b8cp+45, 0x1.01aa6f66fd292p+35, 0x1.01501f8776111p+35, 0x1.d1279687df29cp+8,
    0x1.b5c799bb6e4d3p+4,  0x1.56d5459a64dc1p+2,  0x1.a6ae5142326b5p+0,  0x1.bbfff9457d5c3p+0,  0};

/* The same, and at the start small ones made by hand, where x^2/2 ends half a unit behind the last place of x. */
static const double hard_log1p[] = {-0x1.8p-50,
                                    -0x1.8000000000003p-50,
                                    0x1.7fffffffffffdp-50,
                                    0x1.200000000001bp-46,
                                    0x1.080000000016bp-42,
                                    0x1.2c00000000753p-40,
                                    0x1.02000000015abp-38,
                                    0x1.2c342ad3773b3p+78,
                                    0x1.297b8bc8b2d6p+67,
                                    0x1.01033ffc76c24p+14,
                                    0x1.039d33161ce58p+77,
                                    0x1.069e7e2b2dfebp+50,
                                    0x1.01fe03f61bae6p-46,
                                    0x1.00c3d4acbba8ap-1,
                                    0x1.0f876ccdf6cddp-49,
                                    0x1.06adf9df65bf9p+0,
                                    0x1.003ff5333549cp-11,
                                    0};

static const double hard_expm1[] = {0x1.1e3779b97f4a7p-50,
                                    0x1.00091a4a0dae5p+2,
                                    0x1.0f876ccdf6cd8p-49,
                                    0x1.0a64abf09dc3ap+5,
                                    0x1.07e0f66afed04p-48,
                                    0x1.003ff801ff5aep-43,
                                    0x1.02e473c781d6ep+6,
                                    0x1.002ffb80d7b81p-41,
                                    0x1.191ed705112ebp+0,
                                    0x1.08f61e2cdac9ap+6,
                                    0x1.2ff72c1556e2dp-22,
                                    0x1.0076d13ab9d18p+4,
                                    0x1.13fcbaae471f3p-1,
                                    0x1.006652fb6febep-3,
                                    0x1.7fffffffffffdp-50,
                                    0x1.8000000000003p-50,
                                    0};

static const double hard_tanh[] = {0x1.49f82cc31f12dp+0,
                                   0x1.0a402fcc79298p-25,
                                   0x1.0493074ab3635p-1,
                                   0x1.0e000000280b9p-16,
                                   0x1.122eff025fabep+4,
                                   0x1.4c5e618022ef3p+3,
                                   0x1.30fc1931f09c9p+4,
                                   0x1.3df5da30669c9p-22,
                                   0x1.002b19915b12bp-7,
                                   0x1.38a1408c53761p-19,
                                   0x1.004524207fad9p-3,
                                   0x1.02a3ad2ef6f4bp-24,
                                   0x1.01885ae3c818ap+0,
                                   0x1.00a0f3cf999acp+2,
                                   0x1.4a000000491d3p-16,
                                   0x1.2e24cacd5ec36p+0,
                                   0};

/* From CORE-MATH's list; the last two by hand, next to where the value becomes 1. */
static const double hard_erf[] = {0x1.4b3ae30c92789p-61, 0x1.6d5ad4307dd52p-7,  0x1.059a3d07be48cp-61, 0x1.7ffaa2688e302p-61,
                                  0x1.037d31a64bf9fp-61, 0x1.037b548d9d7a6p-61, 0x1.a81391de960d1p-61, 0x1.015c6c137cacp-61,
                                  0x1.1020475ae2d57p-61, 0x1.7afb48dc96626p+2,  0x1.7afb48dc96627p+2,  0};

/* In the order of functions[]. */
static const truth truths[] = {
    {mpfr_exp, exp, hard_exp, 0x1p-56}, {mpfr_expm1, expm1, hard_expm1, 0x1p-52}, {mpfr_tanh, tanh, hard_tanh, 0x1p-49},
    {mpfr_erf, erf, hard_erf, 0x1p-46}, {mpfr_log, log, hard_log, 0x1p-52},       {mpfr_log1p, log1p, hard_log1p, 0x1p-89},
};

const truth *truth_about(const function *f)
{
    return &truths[f - functions];
}

/* The value at x, in a format of some precision whose numbers are multiples of 2^lowest and less than 2^highest. */
static double true_value(const function *f, double x, int precision, int lowest, int highest)
{
    mpfr_t y;
    mpfr_set_emin(-10000);
    mpfr_set_emax(10000);
    mpfr_init2(y, 53);
    mpfr_set_d(y, x, MPFR_RNDN);
    mpfr_t value;
    mpfr_init2(value, precision);
    mpfr_set_emin(lowest + 1);
    mpfr_set_emax(highest);
    const int rounded = truth_about(f)->mpfr(value, y, MPFR_RNDN);
    mpfr_subnormalize(value, rounded, MPFR_RNDN);
    const double result = mpfr_get_d(value, MPFR_RNDN);
    mpfr_clear(y);
    mpfr_clear(value);
    return result;
}

double true_binary64(const function *f, double x)
{
    return true_value(f, x, 53, -1074, 1024);
}

float true_binary32(const function *f, float x)
{
    return (float)true_value(f, (double)x, 24, -149, 128);
}

bool same_binary64(double a, double b)
{
    return (isnan(a) && isnan(b)) || bits_of_binary64(a) == bits_of_binary64(b);
}

bool same_binary32(float a, float b)
{
    return (isnan(a) && isnan(b)) || bits_of_binary32(a) == bits_of_binary32(b);
}
