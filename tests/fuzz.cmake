# Fuzzers for all that reads what others have written: a minute each, under `ctest -C long -L fuzz` only; in the gate some seconds, so
# that what breaks them is seen: as many as GOLDPROP_FUZZ_SECONDS in the environment says. libFuzzer comes with clang. What takes a minute
# hangs: to look through all pairs of mistakes takes seconds with these instruments, and more on a busy machine.

set(fuzz ${CMAKE_CURRENT_SOURCE_DIR}/fuzz)
set(fuzz_binary ${PROJECT_BINARY_DIR}/fuzz)
set(case ${PROJECT_SOURCE_DIR}/golden/cases/samsel-general.json)
find_program(FUZZ_CLANG clang)
set(no_fuzzer TRUE)
if(FUZZ_CLANG)
  execute_process(COMMAND ${FUZZ_CLANG} -fsanitize=fuzzer,address ${fuzz}/nothing.c -o ${CMAKE_CURRENT_BINARY_DIR}/fuzz_nothing
    RESULT_VARIABLE no_fuzzer OUTPUT_QUIET ERROR_QUIET)
endif()
if(no_fuzzer)
  add_test(NAME fuzz.no_fuzzer CONFIGURATIONS long
    COMMAND sh -c "echo 'The fuzzers need clang and its libFuzzer (Debian: clang libclang-rt-14-dev)'; exit 77")
  set_tests_properties(fuzz.no_fuzzer PROPERTIES LABELS fuzz SKIP_RETURN_CODE 77)
  return()
endif()

set(fuzzers json case documents answer check)
add_test(NAME fuzz.build CONFIGURATIONS long COMMAND ${CMAKE_COMMAND} -D SOURCE=${fuzz} -D BINARY=${fuzz_binary} -D CLANG=${FUZZ_CLANG}
  -D PROGRAM=$<TARGET_FILE:goldprop> -D GOLDEN=${PROJECT_SOURCE_DIR}/golden -D CASE=${case} -P ${fuzz}/build.cmake)
set_tests_properties(fuzz.build PROPERTIES LABELS fuzz TIMEOUT 1200 FIXTURES_SETUP fuzz)
foreach(fuzzer ${fuzzers})
  add_test(NAME fuzz.${fuzzer} CONFIGURATIONS long
    COMMAND sh -c [[exec "$0" -max_total_time="${GOLDPROP_FUZZ_SECONDS:-60}" "$@"]] ${fuzz_binary}/fuzz_${fuzzer} -timeout=60 -rss_limit_mb=1024 -dict=${fuzz}/json.dict
      -artifact_prefix=${fuzz_binary}/${fuzzer}- -print_final_stats=1 found/${fuzzer} begin/${fuzzer}
    WORKING_DIRECTORY ${fuzz_binary})
  set_tests_properties(fuzz.${fuzzer} PROPERTIES LABELS fuzz TIMEOUT 300 FIXTURES_REQUIRED fuzz
    ENVIRONMENT CASE=${case})
endforeach()

# By hand: what these fuzzers reach of the files that they are for; and AFL++, which makes things up in its own way, beside libFuzzer.
function(build_fuzzers_for name compiler instruments)
  add_test(NAME ${name}.build CONFIGURATIONS long COMMAND ${CMAKE_COMMAND} -D SOURCE=${fuzz} -D BINARY=${fuzz_binary}/${name}
    -D CLANG=${compiler} -D "INSTRUMENTS=${instruments}" -D PROGRAM=$<TARGET_FILE:goldprop> -D GOLDEN=${PROJECT_SOURCE_DIR}/golden
    -D CASE=${case} -P ${fuzz}/build.cmake)
  set_tests_properties(${name}.build PROPERTIES LABELS fuzz TIMEOUT 1200 FIXTURES_SETUP ${name})
endfunction()

build_fuzzers_for(fuzz_coverage ${FUZZ_CLANG} "-fsanitize=fuzzer-no-link -fprofile-instr-generate -fcoverage-mapping")
add_test(NAME fuzz_coverage CONFIGURATIONS long COMMAND ${python_with} json ${fuzz}/coverage.py ${fuzz_binary}/fuzz_coverage ${fuzzers})
set_tests_properties(fuzz_coverage PROPERTIES LABELS fuzz TIMEOUT 1200 SKIP_RETURN_CODE 77 FIXTURES_REQUIRED fuzz_coverage
  ENVIRONMENT CASE=${case})

find_program(AFL_CLANG afl-clang-fast)
find_program(AFL_FUZZ afl-fuzz)
if(NOT AFL_CLANG OR NOT AFL_FUZZ)
  add_test(NAME afl.missing CONFIGURATIONS long COMMAND sh -c "echo 'Fuzzing by AFL++ needs afl-clang-fast and afl-fuzz (Debian: afl++)'; exit 77")
  set_tests_properties(afl.missing PROPERTIES LABELS fuzz SKIP_RETURN_CODE 77)
  return()
endif()
build_fuzzers_for(afl ${AFL_CLANG} "-fsanitize=address,undefined")
foreach(fuzzer case answer)
  add_test(NAME afl.${fuzzer} CONFIGURATIONS long COMMAND ${fuzz}/afl.sh ${fuzz_binary}/afl ${fuzzer} ${fuzz}/json.dict)
  set_tests_properties(afl.${fuzzer} PROPERTIES LABELS fuzz TIMEOUT 300 FIXTURES_REQUIRED afl
    ENVIRONMENT CASE=${case})
endforeach()
