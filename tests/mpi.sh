#!/usr/bin/env bash
# Training by several processes of Open MPI: the model does not depend on their number, a process that dies ends
# all with one sentence, and any number of processes resumes. Needs a build with MPI: make check-mpi makes one.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
need_build stagename
need mpirun
grep -q '^#define WITH_MPI 1' "$builddir/src/config.h" || skip_all "this build is without MPI (configure --with-mpi)"
make_folder mpi
export STAGENAME_DATADIR=$srcdir/data
# Open MPI asks for both before it starts processes of root.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
cd "$dir" || exit 1

awk 'NR % 60 == 1' "$srcdir/data/artists.tsv" >artists.tsv
# Four shards a batch, and a last batch with fewer names.
small=(artists.tsv --threads 1 --from none --layers 2 --hidden 16 --batch 256)

# train_by N WORD…: trains with N processes; sets $code, writes out and err.
train_by() {
    local n=$1
    shift
    mpirun --oversubscribe -np "$n" "$stagename" train "$@" >out 2>err
    code=$?
}

sentences() { grep -c '^stagename train: ' err; }

same_model() {
    local n
    "$stagename" train -q "${small[@]}" --epochs 2 -o alone.safetensors >alone.out 2>err
    result $? "one process trains without mpirun"
    for n in 1 2 3 5; do
        train_by "$n" -q "${small[@]}" --epochs 2 -o "by-$n.safetensors"
        cmp -s alone.safetensors "by-$n.safetensors"
        result $? "$n processes train the same model, byte for byte"
        is "$code $(wc -l <out) $(cut -d ' ' -f 2,5 out)" "0 1 $(cut -d ' ' -f 2,5 alone.out)" "and one of them prints the figures"
    done
    "$stagename" train -q "${small[@]}" --epochs 2 --first 8 --tied yes --embed 16 --teacher 0.2 -o alone.safetensors >out 2>err &&
        train_by 2 -q "${small[@]}" --epochs 2 --first 8 --tied yes --embed 16 --teacher 0.2 -o two.safetensors &&
        cmp -s alone.safetensors two.safetensors
    result $? "the same with two networks, tied matrices and a teacher"
    "$stagename" train -q artists.tsv --threads 1 --from alone.safetensors --epochs 1 -o from.safetensors >out 2>err &&
        train_by 2 -q artists.tsv --threads 2 --from alone.safetensors --epochs 1 -o two.safetensors &&
        cmp -s from.safetensors two.safetensors
    result $? "the same from another model, with two threads each"
}

# The process of a rank of the training that is running.
process_of_rank() { # RANK
    local pid
    for pid in $(children_of "$launcher"); do
        tr '\0' '\n' <"/proc/$pid/environ" 2>/dev/null | grep -qx "OMPI_COMM_WORLD_RANK=$1" && echo "$pid"
    done
}

# Starts a long training by three processes, and waits for its checkpoint.
start_long() { # MODEL
    mpirun --oversubscribe -np 3 "$stagename" train "${small[@]}" --epochs 120 -o "$1" >out 2>err &
    launcher=$!
    started+=("$launcher")
    soon test -s "$1.checkpoint"
}

a_process_dies() {
    "$stagename" train -q "${small[@]}" --epochs 120 -o whole.safetensors >out 2>err
    start_long killed.safetensors
    kill -KILL "$(process_of_rank 1)"
    await_end "$launcher"
    is "$((ended != 0)) $(sentences) $(grep -c 'another process of the training has ended.*--resume' err)" "1 1 1" \
        "a process is killed: the training ends with one sentence"
    is "$(ls killed.safetensors* ./*.stagename-* 2>/dev/null)" "killed.safetensors.checkpoint" "and leaves a checkpoint"
    train_by 2 -q "${small[@]}" --epochs 120 -o killed.safetensors --resume
    cmp -s whole.safetensors killed.safetensors
    result $? "two processes resume it to the same model"
}

a_stop_is_orderly() {
    start_long stopped.safetensors
    kill -TERM "$(process_of_rank 0)"
    await_end "$launcher"
    is "$(sentences) $(grep -c '^stagename train: stopped in epoch' err)" "1 1" "rank 0 is asked to stop: all stop"
    train_by 1 -q "${small[@]}" --epochs 120 -o stopped.safetensors --resume
    cmp -s whole.safetensors stopped.safetensors
    result $? "one process resumes it to the same model"
}

refused() { # CODE PART WHAT WORD…
    local expected=$1 part=$2 what=$3
    shift 3
    train_by 2 "$@"
    is "$code $(sentences) $(grep -c -e "$part" err)" "$expected 1 1" "$what: one sentence"
}

bad_input() {
    refused 1 'cannot read missing.tsv' "a list that is missing" -q missing.tsv -o new.safetensors
    refused 2 "unknown option '--bogus'" "an unknown option" artists.tsv --bogus -o new.safetensors
    refused 1 'no new.safetensors.checkpoint' "no checkpoint" -q "${small[@]}" -o new.safetensors --resume
    printf 'damaged' >new.safetensors.checkpoint
    refused 1 'safetensors' "a damaged checkpoint" -q "${small[@]}" -o new.safetensors --resume
}

# oneDNN without FMA rounds more often.
processors_differ() {
    mpirun --oversubscribe -np 1 "$stagename" train -q "${small[@]}" -o new.safetensors : \
        -np 1 env ONEDNN_MAX_CPU_ISA=SSE41 "$stagename" train -q "${small[@]}" -o new.safetensors >out 2>err
    is "$? $(sentences) $(grep -c 'use machines with the same kind of processor' err) $(ls new.safetensors* 2>/dev/null)" "1 1 1 " \
        "processors that round differently: one sentence before the first step"
}

same_model
processors_differ
a_process_dies
a_stop_is_orderly
bad_input
finish
