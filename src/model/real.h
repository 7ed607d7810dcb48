/* The number type of the model: float, or double in the build of the gradient test, where rounding must not
 * hide a wrong derivative. */
#ifndef STAGENAME_MODEL_REAL_H
#define STAGENAME_MODEL_REAL_H

#include <cblas.h>

#ifdef MODEL_DOUBLE
typedef double real;
#define real_gemm cblas_dgemm
#define real_log log
#define real_sqrt sqrt
#else
typedef float real;
#define real_gemm cblas_sgemm
#define real_log logf
#define real_sqrt sqrtf
#endif

/* Each product runs on the thread that asks for it: the work is shared out by names, which costs no waiting
 * and gives the same sums with any number of threads. */
static inline void blas_on_own_thread(void)
{
    openblas_set_num_threads(1);
}

/* C[m,n] = A[m,k] · B[n,k]ᵀ + beta · C. All matrices here are row-major and dense. */
static inline void gemm_nt(int m, int n, int k, const real *a, const real *b, real beta, real *c)
{
    real_gemm(CblasRowMajor, CblasNoTrans, CblasTrans, m, n, k, 1, a, k, b, k, beta, c, n);
}

/* C[m,n] = A[m,k] · B[k,n] + beta · C */
static inline void gemm_nn(int m, int n, int k, const real *a, const real *b, real beta, real *c)
{
    real_gemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, a, k, b, n, beta, c, n);
}

/* C[m,n] = A[k,m]ᵀ · B[k,n] + beta · C */
static inline void gemm_tn(int m, int n, int k, const real *a, const real *b, real beta, real *c)
{
    real_gemm(CblasRowMajor, CblasTrans, CblasNoTrans, m, n, k, 1, a, m, b, n, beta, c, n);
}

/* C[m,n] = A[k,m]ᵀ · B[n,k]ᵀ + beta · C */
static inline void gemm_tt(int m, int n, int k, const real *a, const real *b, real beta, real *c)
{
    real_gemm(CblasRowMajor, CblasTrans, CblasTrans, m, n, k, 1, a, m, b, k, beta, c, n);
}

#endif
