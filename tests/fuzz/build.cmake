# Builds the fuzzers of SOURCE in BINARY with CLANG, and with INSTRUMENTS other than their usual ones if there are such, and gives
# each of them what it begins with: small files that are right, from the golden data in GOLDEN and from PROGRAM, which is goldprop.
# Called by ctest.

cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

if(INSTRUMENTS)
  set(instruments -D INSTRUMENTS=${INSTRUMENTS})
endif()
run(${CMAKE_COMMAND} -S ${SOURCE} -B ${BINARY} -D CMAKE_C_COMPILER=${CLANG} -D CMAKE_BUILD_TYPE=RelWithDebInfo ${instruments})
run(${CMAKE_COMMAND} --build ${BINARY} -j 2)

foreach(fuzzer json case documents answer check)
  file(MAKE_DIRECTORY ${BINARY}/found/${fuzzer} ${BINARY}/begin/${fuzzer})
endforeach()
foreach(id hello chain-1-1-1 samsel-textbook neurons-one-step)
  file(COPY ${GOLDEN}/cases/${id}.json DESTINATION ${BINARY}/begin/case)
endforeach()
foreach(id hello samsel samsel-general square)
  foreach(fuzzer json answer check)
    run(${PROGRAM} trace --recorded ${id} --output ${BINARY}/begin/${fuzzer}/${id}.json)
  endforeach()
endforeach()
# An answer as a table; and one that declares what it does in its own way, though it does not.
file(READ ${BINARY}/begin/answer/samsel-general.json answer)
string(REPLACE "\"precision\"" "\"conventions\": {\"loss_factor\": \"1/2\", \"gradient_factor\": \"2*rate/batch\", \"steps_from\": 0}, \"precision\"" answer "${answer}")
foreach(fuzzer answer check)
  run(${PROGRAM} trace --recorded --csv samsel-general --output ${BINARY}/begin/${fuzzer}/table.csv)
  file(WRITE ${BINARY}/begin/${fuzzer}/conventions.json "${answer}")
endforeach()
file(COPY ${GOLDEN}/documents.json DESTINATION ${BINARY}/begin/documents)
