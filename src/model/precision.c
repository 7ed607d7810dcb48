/* Names of precisions, and which of them the processor has instructions for. */
#include "model/precision.h"

#include <dnnl.h>
#include <string.h>

static const char *const precision_names[] = {"float32", "bfloat16", "int8"};

int precision_from_text(const char *text, enum precision *precision)
{
    for (int i = 0; i < 3; i++)
        if (strcmp(text, precision_names[i]) == 0) {
            *precision = (enum precision)i;
            return 0;
        }
    return -1;
}

const char *precision_name(enum precision precision)
{
    return precision_names[precision];
}

/* The library's instruction sets are bit sets: each contains the bits of the earlier ones. */
static int isa_includes(dnnl_cpu_isa_t isa)
{
    return ((int)dnnl_get_effective_cpu_isa() & (int)isa) == (int)isa;
}

int precision_is_available(enum precision precision)
{
    switch (precision) {
    case PRECISION_BFLOAT16:
        return isa_includes(dnnl_cpu_isa_avx512_core_bf16);
    case PRECISION_INT8:
        return isa_includes(dnnl_cpu_isa_avx512_core_vnni);
    default:
        return 1;
    }
}

static int is_amd(void)
{
#if defined(__x86_64__)
    return __builtin_cpu_is("amd") != 0;
#else
    return 0;
#endif
}

/* Intel's AVX-512 units multiply bfloat16 at half the rate of float32 (80 against 140 GFLOP/s on Emerald
 * Rapids); only its AMX units are faster. AMD's are twice as fast. */
static int bfloat16_is_fast(void)
{
    return isa_includes(dnnl_cpu_isa_avx512_core_amx) ||
           (isa_includes(dnnl_cpu_isa_avx512_core_bf16) && is_amd());
}

enum precision precision_for_training(void)
{
    return bfloat16_is_fast() ? PRECISION_BFLOAT16 : PRECISION_FLOAT32;
}

enum precision precision_for_inference(void)
{
    return precision_is_available(PRECISION_INT8) ? PRECISION_INT8 : precision_for_training();
}
