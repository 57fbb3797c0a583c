#!/usr/bin/env bash
# check.sh GOLDPROP FOLDER: puts the cases to the program that COMMAND starts, with the options in OPTIONS, both as a shell reads them.
# Writes report.txt, junit.xml and badge.json into FOLDER, the report into the job's summary, and where the files are into its outputs.
# Ends as `goldprop run` ends.
set -uo pipefail
goldprop=$1 folder=$2
mkdir -p "$folder"

run() { eval "'$goldprop' run $1 ${OPTIONS:-} -- $COMMAND"; }

run "" | tee "$folder/report.txt"
status=${PIPESTATUS[0]}
# JUnit's report is of another run; its status is the same, or that of a program that does not always say the same.
run "--format junit" >"$folder/junit.xml"
again=$?
if [ "$again" -ne "$status" ]; then
    echo "expected the same of your program when it is asked twice, found exit $status and then $again" | tee -a "$folder/report.txt"
    status=1
fi

case $status in
0) message=right color=brightgreen ;;
1) message=wrong color=red ;;
*) message="not checked" color=lightgrey ;;
esac
printf '{"schemaVersion": 1, "label": "backpropagation", "message": "%s", "color": "%s"}\n' "$message" "$color" >"$folder/badge.json"
{
    echo "### Goldprop: backpropagation is $message"
    echo '```text'
    cat "$folder/report.txt"
    echo '```'
} >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
printf 'badge=%s\njunit=%s\n' "$folder/badge.json" "$folder/junit.xml" >>"${GITHUB_OUTPUT:-/dev/null}"
exit "$status"
