#!/bin/sh
# run.sh GOLDPROP KNOWN REPORT ADAPTER...: runs a peer through all cases and writes a report in JSON; exits with 77 where its package
# is missing, which an adapter says by the same status before it reads anything, and a missing program by 127.
goldprop=$1 known=$2 report=$3
shift 3
"$@" </dev/null >/dev/null 2>&1
case $? in
77 | 127) echo "This peer's package is not installed: $*"; exit 77 ;;
esac
"$goldprop" run --timeout 600 --format json --known-failures "$known" -- "$@" >"$report"
status=$?
echo "exit status $status; the report is in $report"
exit $status
