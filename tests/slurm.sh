#!/usr/bin/env bash
# The Slurm job of doc/train.slurm, on a cluster of two nodes that Debian's slurm makes of this machine: the model is that
# of one process, and a job that is requeued or submitted again resumes. Needs a build with MPI (make check-mpi makes one)
# and root; the daemons run in namespaces of their own, and end with the test.
# shellcheck source=tests/tap.sh
. "${srcdir:-.}/tests/tap.sh"
need_build stagename
need mpirun slurmctld slurmd sbatch munged unshare ip
grep -q '^#define WITH_MPI 1' "$builddir/src/config.h" || skip_all "this build is without MPI (configure --with-mpi)"
if [ -z "${STAGENAME_IN_NAMESPACES:-}" ]; then
    unshare --net --uts --pid --fork true 2>/dev/null || skip_all "namespaces need root"
    STAGENAME_IN_NAMESPACES=1 exec unshare --net --uts --pid --fork --kill-child --mount-proc "$BASH" "$0"
fi
make_folder slurm
export PATH=$builddir:$PATH:/usr/sbin:/sbin STAGENAME_DATADIR=$srcdir/data SLURM_CONF=$dir/slurm.conf
# Open MPI asks for both before it starts processes of root.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
cd "$dir" || exit 1

awk 'NR % 60 == 1' "$srcdir/data/artists.tsv" >artists.tsv
small=(--from none --layers 2 --hidden 16 --batch 256)

# The address of this machine. Slurm does not accept the loopback interface alone.
make_network() {
    hostname head &&
        ip link set lo up &&
        ip link add wire type veth peer name end &&
        ip address add 10.78.0.1/24 dev wire &&
        ip link set wire up &&
        ip link set end up
}

configure_cluster() {
    mkdir state spool-one spool-two &&
        cat >slurm.conf <<END
ClusterName=stagename
SlurmctldHost=head(10.78.0.1)
SlurmUser=root
AuthType=auth/munge
# A requeued job waits as long as the credentials of its last run are valid.
AuthInfo=socket=$dir/munge.socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool-%n
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd-%n.pid
SlurmctldLogFile=$dir/slurmctld.log
SlurmdLogFile=$dir/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
KillWait=5
NodeName=one NodeHostname=head NodeAddr=10.78.0.1 Port=6820 CPUs=$(nproc) State=UNKNOWN
NodeName=two NodeHostname=head NodeAddr=10.78.0.1 Port=6821 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=one,two Default=YES MaxTime=INFINITE State=UP
END
}

start() { # WORD…
    "$@" >>daemons.log 2>&1 &
    started+=("$!")
}

has_idle_nodes() { [ "$(sinfo -h -o '%T %D' 2>/dev/null)" = "idle 2" ]; }

start_cluster() {
    head -c 1024 /dev/urandom >munge.key && chmod 400 munge.key || return 1
    start munged --force --foreground --socket="$dir/munge.socket" --key-file="$dir/munge.key" --pid-file="$dir/munge.pid" \
        --seed-file="$dir/munge.seed" --log-file="$dir/munge.log"
    soon test -S munge.socket || return 1
    start slurmctld -D -i -f "$SLURM_CONF"
    start slurmd -D -N one -f "$SLURM_CONF"
    start slurmd -D -N two -f "$SLURM_CONF"
    soon has_idle_nodes
}

# submit OUTPUT OPTION… -- WORD…: leaves the job's number in $job.
submit() {
    local output=$1 options=()
    shift
    while [ "$1" != -- ]; do
        options+=("$1")
        shift
    done
    shift
    job=$(sbatch --parsable --output="$output" --cpus-per-task=1 "${options[@]}" "$srcdir/doc/train.slurm" artists.tsv "$@")
}

has_state() { [ "$(scontrol show job "$1" 2>/dev/null | sed -n 's/.* *JobState=\([A-Z]*\).*/\1/p')" = "$2" ]; }
has_ended() { scontrol show job "$1" 2>/dev/null | grep -Eq 'JobState=(COMPLETED|FAILED|CANCELLED|TIMEOUT|NODE_FAIL) '; }

# Whether the job ends well, with the model of one process. The output is printed otherwise.
ends_with_model() { # JOB OUTPUT MODEL EXPECTED
    { soon has_ended "$1" || soon has_ended "$1"; } && has_state "$1" COMPLETED && cmp "$3" "$4" && return
    scontrol show job "$1" | sed 's/^/# /'
    sed 's/^/# /' "$2"
    return 1
}

jobs_complete() {
    "$builddir/stagename" train -q artists.tsv --threads 1 "${small[@]}" --epochs 2 -o alone.safetensors >out 2>err
    submit one.out --nodes=1 --ntasks-per-node=2 -- one.safetensors -q "${small[@]}" --epochs 2
    ends_with_model "$job" one.out one.safetensors alone.safetensors
    result $? "two processes on one node train the model of one process"
    submit two.out --nodes=2 -- two.safetensors -q "${small[@]}" --epochs 2
    ends_with_model "$job" two.out two.safetensors alone.safetensors
    result $? "and so do two nodes"
    is "$(grep -c '^trained ' one.out) $(grep -c '^trained ' two.out)" "1 1" "one process prints the figures"
}

first_epochs() { grep -c 'epoch 1 of 30: ' "$1"; }

jobs_resume() {
    "$builddir/stagename" train -q artists.tsv --threads 1 "${small[@]}" --epochs 30 -o whole.safetensors >out 2>err
    submit again.out --nodes=2 -- again.safetensors "${small[@]}" --epochs 30
    soon test -s again.safetensors.checkpoint && scontrol requeue "$job"
    result $? "a job is requeued after its first checkpoint"
    ends_with_model "$job" again.out again.safetensors whole.safetensors && [ "$(first_epochs again.out)" = 1 ]
    result $? "it resumes, to the same model"

    submit stopped.out --nodes=2 -- stopped.safetensors "${small[@]}" --epochs 30
    soon test -s stopped.safetensors.checkpoint && scancel "$job" && soon has_state "$job" CANCELLED
    result $? "a job is cancelled after its first checkpoint"
    soon has_idle_nodes
    submit stopped.out --nodes=1 --ntasks-per-node=1 -- stopped.safetensors "${small[@]}" --epochs 30
    ends_with_model "$job" stopped.out stopped.safetensors whole.safetensors && [ "$(first_epochs stopped.out)" = 1 ]
    result $? "submitted again for one process, it resumes to the same model"
    is "$(ls ./*.checkpoint 2>/dev/null)" "" "no checkpoint is left"
}

make_network && configure_cluster && start_cluster
result $? "a cluster of two nodes starts"
[ "$failures" = 0 ] || sed 's/^/# /' daemons.log
jobs_complete
jobs_resume
finish
