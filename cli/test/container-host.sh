#!/bin/bash
# container-host.sh FOLDER NETNS: a container engine in the network namespace NETNS, at the socket FOLDER/engine.sock, until standard
# input ends; then all that it has started ends. FOLDER holds storage.conf and containers.conf.
set -u
export CONTAINERS_STORAGE_CONF=$1/storage.conf CONTAINERS_CONF=$1/containers.conf
exec nsenter --net="/run/netns/$2" unshare -mpf --mount-proc bash -c '
  mkdir -p /var/lib/cni
  # Leases and namespaces of containers, which else would stay on the machine.
  mount -t tmpfs none /var/lib/cni
  mount -t tmpfs none /run/netns
  # crun refuses a machine that has both versions of control groups.
  umount /sys/fs/cgroup/unified 2>/dev/null
  podman system service -t 0 "unix://$1/engine.sock" &
  engine=$!
  # What timers of systemd do elsewhere.
  (while sleep 0.5; do for one in $(podman ps -q); do podman healthcheck run "$one"; done; done) >/dev/null 2>&1 &
  checks=$!
  cat >/dev/null
  kill $checks
  podman rm -fa -t 1 >/dev/null 2>&1
  kill $engine
  wait
' host "$1"
