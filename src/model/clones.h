/* Compiles a function that loops over arrays once for each of several instruction sets; the loader picks the
 * copy with the widest vectors that the processor supports. Sanitizers need a single copy, because the loader
 * picks before they are initialized. So does coverage (NO_CLONES, set by configure), which would count each
 * copy. */
#ifndef STAGENAME_MODEL_CLONES_H
#define STAGENAME_MODEL_CLONES_H

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__) && !defined(NO_CLONES)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif

#endif
