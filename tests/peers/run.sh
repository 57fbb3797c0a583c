#!/bin/sh
# run.sh GOLDPROP KNOWN REPORT ADAPTER...: runs a peer through all cases and writes a report in JSON. KNOWN lists the cases that are
# known to fail, if there are any. Exits with 77 where the peer's package is missing: an adapter says this by the same status, before
# it reads anything, and a shell says 127 of a program that is not there.
goldprop=$1 known=$2 report=$3
shift 3
"$@" </dev/null >/dev/null 2>&1
case $? in
77 | 127) echo "This peer's package is not installed: $*"; exit 77 ;;
esac
[ -f "$known" ] && set -- --known-failures "$known" -- "$@" || set -- -- "$@"
"$goldprop" run --timeout 600 --format json "$@" >"$report"
status=$?
echo "exit status $status; the report is in $report"
exit $status
