#!/bin/sh
# afl.sh FUZZERS FUZZER DICTIONARY: lets AFL++ make up what FUZZER reads, from what it begins with, for a minute, or as many seconds as
# GOLDPROP_FUZZ_SECONDS says. Says how many executions that were; fails where one of them crashed. FUZZERS is where build.cmake has
# built them by afl-clang-fast.
set -eu
cd "$1"
fuzzer=$2
rm -rf "afl-$fuzzer"
AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 \
    afl-fuzz -i "begin/$fuzzer" -o "afl-$fuzzer" -x "$3" -t 10000 -m none -V "${GOLDPROP_FUZZ_SECONDS:-60}" -- "./fuzz_$fuzzer" >"afl-$fuzzer.log" 2>&1 ||
    { tail -20 "afl-$fuzzer.log"; exit 1; }
count() { sed -n "s/^$1 *: //p" "afl-$fuzzer/default/fuzzer_stats"; }
echo "fuzz_$fuzzer by AFL++: $(count execs_done) executions, $(count edges_found) of $(count total_edges) edges, $(count saved_crashes) crashes"
if [ "$(count execs_done)" -eq 0 ] || [ "$(count saved_crashes)" -ne 0 ]; then
    echo "fuzz_$fuzzer: expected executions and no crash: see $1/afl-$fuzzer/default/crashes"
    exit 1
fi
