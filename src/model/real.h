/* The number type of the model: float, or double in the build of the gradient test, where rounding must not
 * hide a wrong derivative. */
#ifndef STAGENAME_MODEL_REAL_H
#define STAGENAME_MODEL_REAL_H

#ifdef MODEL_DOUBLE
typedef double real;
#define real_log log
#define real_sqrt sqrt
#else
typedef float real;
#define real_log logf
#define real_sqrt sqrtf
#endif

#endif
