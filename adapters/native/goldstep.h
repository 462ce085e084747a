/* goldstep.h: how an optimizer in a native library is judged by Goldstep. Interface version 1.
 *
 * Write these functions in any language that can export C symbols, link them into a shared library, and run
 *
 *     goldstep check native:path/to/library.so
 *
 * Every function but these must be there: goldstep_load and goldstep_set_t, without which nothing that needs a state to
 * be overwritten is tested; goldstep_save and goldstep_restore, for saving as users do it; and goldstep_add, for
 * parameters that join a run.
 *
 * Order       goldstep_abi, then goldstep_info, then any number of runs. A run begins with goldstep_init and ends with
 *             goldstep_destroy. Between them come steps, readings of the state and loads, in any order.
 * Numbers     Values are doubles whatever the dtype of the run. Parameters, gradients and loaded values are to be
 *             rounded to the dtype; what comes out are values of the dtype, or of the precision that the contract in
 *             goldstep_info declares for scalars of the state. Arrays lie in C order.
 * Memory      What a const pointer leads to belongs to the caller and ends with the call: copy what you keep, and do
 *             not write to it. What is not const is the caller's too, to be written during the call. What a function
 *             returns, the run included, belongs to the library. Nobody frees memory of the other side.
 * Text        Strings end with a zero byte and are UTF-8.
 * Failure     A function that returns int returns a code. After a code that is not GOLDSTEP_OK, goldstep_error tells
 *             why, and a run whose goldstep_init or goldstep_step failed is only destroyed. Nothing may be thrown,
 *             unwound or jumped out of these functions.
 * Threads     Two runs may be used by two threads at the same time, so what they share must be constant or locked. A
 *             run is used by one thread at a time, though not always by the same.
 * Surroundings  Leave the floating-point environment as it was: rounding mode, and the flushing of subnormal numbers
 *             (linking with -ffast-math may set that when the library is loaded). Standard output goes to standard
 *             error, where it is shown in case of a failure.
 *
 * Goldstep calls the library and hands it no function: nothing here calls back.
 */
#ifndef GOLDSTEP_H
#define GOLDSTEP_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define GOLDSTEP_API __declspec(dllexport)
#elif defined(__GNUC__)
#define GOLDSTEP_API __attribute__((visibility("default")))
#else
#define GOLDSTEP_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define GOLDSTEP_ABI 1      /* the version of this interface */
#define GOLDSTEP_MAX_RANK 8 /* no array has more dimensions */
#define GOLDSTEP_EVERY (-1) /* of goldstep_hyper: the value holds for every parameter */
#define GOLDSTEP_NO_T (-1)  /* of goldstep_state: the library does not count steps */

#define GOLDSTEP_OK 0
#define GOLDSTEP_UNSUPPORTED 1 /* of goldstep_init, or the first step: the library does not have this combination */
#define GOLDSTEP_FAILED 2      /* anything else that went wrong */
#define GOLDSTEP_MISUSED 3     /* the call makes no sense: a run that is NULL, an index out of range, a wrong size */

/* One array. `size` is the product of `shape`, and 1 where `rank` is 0. `data` may be NULL where `size` is 0, and
 * `shape` where `rank` is 0. A gradient whose `data` is NULL though its `size` is not 0 is missing: the parameter has
 * none in this step. Only a library whose goldstep_info has "missing": true is given such. */
typedef struct goldstep_array {
    const double *data;
    size_t size;
    size_t rank;
    const size_t *shape;
} goldstep_array;

/* One hyperparameter by the name it has in the specification. With `parameter` not GOLDSTEP_EVERY the value holds for
 * that parameter alone, counted from 0. Such entries stand behind those for every parameter, so the last entry that
 * fits is the one in force. Only a library whose goldstep_info has "groups": true is given any, and in all calls of a
 * run alike. */
typedef struct goldstep_hyper {
    const char *name;
    double value;
    int64_t parameter;
} goldstep_hyper;

/* What a run is to be. `dtype` is "float64", "float32", "bfloat16" or "float16"; `mode` and `device` are among those
 * that goldstep_info lists. Later versions may add members at the end. */
typedef struct goldstep_setup {
    const char *algorithm;
    const char *variant;
    const char *dtype;
    const char *mode;
    const char *device;
    size_t n_params;
    const goldstep_array *params;
    size_t n_hyper;
    const goldstep_hyper *hyper;
} goldstep_setup;

/* A run. What is in it is the library's secret. */
typedef struct goldstep_run goldstep_run;

/* The GOLDSTEP_ABI of the header that the library was compiled with. */
GOLDSTEP_API uint32_t goldstep_abi(void);

/* What the library says of itself: an object in JSON with the members of Info, of which name, version and algorithms
 * are required, for instance {"name": "mine", "version": "1.0", "algorithms": {"sgd": ["paper"]}}. The text stays as it
 * is while the library is loaded. */
GOLDSTEP_API const char *goldstep_info(void);

/* Begins a run and puts it into *run, which holds NULL before. A call that fails may leave a run there too, so that
 * goldstep_error can tell why; it is destroyed like any other. */
GOLDSTEP_API int goldstep_init(const goldstep_setup *setup, goldstep_run **run);

/* Makes one step. `gradients` has one array for each parameter, in their order; its shape is that of the parameter, or
 * has one more dimension in front where the algorithm takes several gradients at once. `hyper` lists all
 * hyperparameters in force, which may differ from those of the step before. */
GOLDSTEP_API int goldstep_step(goldstep_run *run, size_t n_params, const goldstep_array *gradients, size_t n_hyper,
                               const goldstep_hyper *hyper);

/* Puts the number of steps taken into *t, or GOLDSTEP_NO_T where it is not counted or not the same for all parameters, and into *n_slots how many slots the state has now: theta,
 * which is the parameters, and each state variable that exists and can be read. */
GOLDSTEP_API int goldstep_state(goldstep_run *run, int64_t *t, size_t *n_slots);

/* The name of a slot, counted from 0, in any order: "theta", or that of the specification. NULL if it has no such slot.
 * The text stays as it is until the next goldstep_step, goldstep_load or goldstep_destroy. */
GOLDSTEP_API const char *goldstep_slot(goldstep_run *run, size_t slot);

/* The shape of the array that a slot has for a parameter: *rank, and as many entries of shape. It need not be the shape
 * of the parameter: a slot may have a scalar, a row, a window of past gradients, or nothing (a size of 0). */
GOLDSTEP_API int goldstep_shape(goldstep_run *run, size_t slot, size_t parameter, size_t *rank,
                                size_t shape[GOLDSTEP_MAX_RANK]);

/* Copies the array that a slot has for a parameter to `to`, which has room for `size` numbers, the product of its
 * shape. */
GOLDSTEP_API int goldstep_read(goldstep_run *run, size_t slot, size_t parameter, double *to, size_t size);

/* Overwrites a slot: `arrays` has one array for each parameter. The other slots and the number of steps stay. */
GOLDSTEP_API int goldstep_load(goldstep_run *run, const char *slot, size_t n_params, const goldstep_array *arrays);

/* Overwrites the number of steps taken: the next one is step t + 1. All slots stay. */
GOLDSTEP_API int goldstep_set_t(goldstep_run *run, int64_t t);

/* Adds parameters to a run, which come after those that are there. `hyper` lists the hyperparameters in force, with those
 * of single parameters counted over all of them, the new ones included. GOLDSTEP_UNSUPPORTED is allowed. */
GOLDSTEP_API int goldstep_add(goldstep_run *run, size_t n_params, const goldstep_array *params, size_t n_hyper,
                              const goldstep_hyper *hyper);

/* Puts everything that must be kept of a run into *data, as `size` bytes of the library's own format, which stay as they
 * are until the next call on the run. Hyperparameters need not be among it: all calls give those in force. */
GOLDSTEP_API int goldstep_save(goldstep_run *run, const uint8_t **data, size_t *size);

/* Takes up what a run of the same shapes has saved, whatever this one has done before. */
GOLDSTEP_API int goldstep_restore(goldstep_run *run, const uint8_t *data, size_t size);

/* Why the last call on this run failed. The text stays as it is until the next call on the run. */
GOLDSTEP_API const char *goldstep_error(goldstep_run *run);

/* Ends a run and frees all of it. NULL is no run, and nothing is done. */
GOLDSTEP_API void goldstep_destroy(goldstep_run *run);

#ifdef __cplusplus
}
#endif

#endif
