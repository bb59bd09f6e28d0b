#!/usr/bin/env bash
# A real Slurm on this machine alone: munged, slurmctld and four slurmds on loopback, for tests. Needs root.
#
#   cluster.sh install            Debian's packages, where they are missing
#   cluster.sh start FOLDER       prints what it is made of; FOLDER/slurm.conf is for SLURM_CONF
#   cluster.sh daemon FOLDER NAME starts one of its daemons again: controller, node1 ... node4
#   cluster.sh stop FOLDER        stops what was started here, by its recorded pids
#
# Jobs run as the user cairn-jobs, who is made where missing. Several clusters do not disturb each other.
set -euo pipefail
user=cairn-jobs
nodes=(node1 node2 node3 node4)

fail() { echo "cluster.sh: $*" >&2; exit 1; }

install() {
  local missing=()
  local package
  for package in munge slurmctld slurmd slurm-client; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  local policy=/usr/sbin/policy-rc.d
  # The packages would start daemons of their own.
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    trap "rm -f $policy" EXIT
  fi
  apt-get -qq update
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "${missing[@]}"
}

free_port() {
  local port=$1
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  echo "$port"
}

proctrack() {
  # What production uses, where this machine has it: cgroup v1's freezer.
  if [ -d /sys/fs/cgroup/freezer ] && [ -w /sys/fs/cgroup/freezer ]; then echo cgroup; else echo linuxproc; fi
}

task_plugin() {
  # A job that takes more memory than it has asked for is killed, where this machine can do that.
  if [ -d /sys/fs/cgroup/memory ] && [ -w /sys/fs/cgroup/memory ] && [ "$1" = cgroup ]; then echo cgroup; else echo none; fi
}

configure() {
  local folder=$1
  local host
  host=$(hostname -s)
  local base
  base=$(free_port $((20000 + RANDOM % 8000)))
  local track
  track=${CLUSTER_PROCTRACK:-$(proctrack)}
  local task
  task=$(task_plugin "$track")
  cat >"$folder/slurm.conf" <<EOF
ClusterName=testcluster
SlurmctldHost=$host(127.0.0.1)
SlurmUser=slurm
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket,cred_expire=5
SlurmctldPort=$base
SlurmdPort=$((base + 1))
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
ProctrackType=proctrack/$track
TaskPlugin=task/$task
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=2
SwitchType=switch/none
MpiDefault=none
PropagateResourceLimits=NONE
ReturnToService=2
KillWait=${CLUSTER_KILL_WAIT:-5}
OverTimeLimit=0
MinJobAge=120
SlurmdTimeout=20
SlurmctldTimeout=10
BatchStartTimeout=60
MessageTimeout=20
InactiveLimit=0
WaitTime=0
UnkillableStepTimeout=30
CompleteWait=0
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=2,batch_sched_delay=0,sched_min_interval=100000,sched_interval=5,requeue_setup_env_fail
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
PriorityType=priority/basic
JobRequeue=1
${CLUSTER_REQUEUE_EXIT-RequeueExit=85}
RequeueExitHold=86
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
PreemptExemptTime=00:00:00
JobCompType=jobcomp/filetxt
JobCompLoc=$folder/state/completed
AccountingStorageType=accounting_storage/none
SlurmdParameters=config_overrides
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool-%n
SlurmctldPidFile=$folder/pids/controller
SlurmdPidFile=$folder/pids/%n
SlurmctldLogFile=$folder/log/controller
SlurmdLogFile=$folder/log/%n
SlurmctldDebug=info
SlurmdDebug=info
NodeName=DEFAULT CPUs=6 Boards=1 SocketsPerBoard=1 CoresPerSocket=6 ThreadsPerCore=1 RealMemory=4000 State=UNKNOWN
$(for i in 1 2 3 4; do echo "NodeName=node$i NodeHostname=$host NodeAddr=127.0.0.1 Port=$((base + 1 + i))"; done)
PartitionName=DEFAULT Nodes=node[1-4] State=UP MaxTime=INFINITE DefaultTime=10 OverSubscribe=NO
PartitionName=normal Default=YES PriorityTier=10 PreemptMode=OFF
PartitionName=low PriorityTier=1 PreemptMode=REQUEUE GraceTime=10
PartitionName=lowcancel PriorityTier=1 PreemptMode=CANCEL GraceTime=10
PartitionName=high PriorityTier=100 PreemptMode=OFF
EOF
  printf 'CgroupPlugin=cgroup/v1\nCgroupMountpoint=/sys/fs/cgroup\nCgroupAutomount=no\nConstrainRAMSpace=yes\n' \
    >"$folder/cgroup.conf"
  echo "proctrack $track"
  echo "task $task"
}

daemon() {
  local folder=$1 name=$2
  export SLURM_CONF="$folder/slurm.conf"
  case "$name" in
    munge)
      setpriv --reuid munge --regid munge --clear-groups munged --socket="$folder/munge/socket" \
        --key-file="$folder/munge/key" --pid-file="$folder/munge/pid" --log-file="$folder/munge/log" \
        --seed-file="$folder/munge/seed"
      ;;
    controller) slurmctld ;;
    *) slurmd -N "$name" ;;
  esac
}

start() {
  local folder=$1
  [ "$(id -u)" = 0 ] || fail "needs root"
  id "$user" >/dev/null 2>&1 || useradd --system --no-create-home --shell /bin/bash "$user"
  mkdir -p "$folder"/{munge,state,pids,log}
  chmod 755 "$folder"
  for node in "${nodes[@]}"; do mkdir -p "$folder/spool-$node"; done
  (umask 077; dd if=/dev/urandom bs=1 count=1024 status=none >"$folder/munge/key")
  chown -R munge:munge "$folder/munge"
  chmod 755 "$folder/munge"
  chown -R slurm "$folder/state" "$folder/pids" "$folder/log"
  configure "$folder"
  daemon "$folder" munge
  daemon "$folder" controller
  for node in "${nodes[@]}"; do daemon "$folder" "$node"; done
  local i
  for ((i = 0; i < 100; i++)); do
    [ "$(SLURM_CONF="$folder/slurm.conf" sinfo -h -p normal -t idle -o %D 2>/dev/null)" = 4 ] && break
    sleep 0.2
  done
  ((i < 100)) || { tail -n 20 "$folder"/log/* >&2; stop "$folder"; fail "the nodes are not idle"; }
  echo "user $user"
  echo "slurm $(sinfo --version)"
}

# Only what was started here: a pid may have been given to another process since.
is_ours() { grep -qzxF "SLURM_CONF=$1/slurm.conf" "/proc/$2/environ" 2>/dev/null; }

end() {
  local folder=$1 file=$2
  [ -s "$file" ] || return 0
  local pid
  pid=$(cat "$file")
  if is_ours "$folder" "$pid"; then kill "$pid" 2>/dev/null || true; fi
}

stop() {
  local folder=$1
  export SLURM_CONF="$folder/slurm.conf"
  scancel --signal=KILL --state=RUNNING 2>/dev/null || true
  scancel --state=PENDING 2>/dev/null || true
  local file
  for file in "$folder"/pids/node* "$folder/pids/controller"; do end "$folder" "$file"; done
  # Daemons of steps that outlive their slurmd.
  local pid
  for pid in $(pgrep -x slurmstepd || true); do
    if is_ours "$folder" "$pid"; then kill -9 "$pid" 2>/dev/null || true; fi
  done
  end "$folder" "$folder/munge/pid"
}

case "${2:-/}" in
  /*) ;;
  *) fail "the folder has to be an absolute path" ;;
esac
case "${1:-}" in
  install) install ;;
  start) start "$2" ;;
  daemon) daemon "$2" "$3" ;;
  stop) stop "$2" ;;
  *) fail "install | start FOLDER | daemon FOLDER NAME | stop FOLDER" ;;
esac
