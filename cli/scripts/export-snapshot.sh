#!/bin/sh
# Exports the catalogue DB into the folder DIR, for cron and the like: export-snapshot.sh DB DIR
# Ends with the exit code of the command, 2 for wrong usage.
set -eu

if [ "$#" -ne 2 ] || [ -z "$1" ] || [ -z "$2" ]; then
  echo 'usage: export-snapshot.sh DB DIR' >&2
  exit 2
fi

# Paths are meant from where this was called; only the command is looked up from here.
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)

code=0
"$root/catalogsync" export-snapshot --db "$1" --target-dir "$2" || code=$?
if [ "$code" -ne 0 ]; then
  echo "export-snapshot.sh: the export failed with exit code $code" >&2
  exit "$code"
fi
