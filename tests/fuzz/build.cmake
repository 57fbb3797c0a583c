# Builds the fuzzers of SOURCE in BINARY with CLANG, and with INSTRUMENTS other than their usual ones if there are such, and gives
# each of them what it begins with: small files that it can read, from the golden data in GOLDEN and from PROGRAM, which is goldprop;
# answers to the case in the file CASE. Called by ctest.

cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

if(INSTRUMENTS)
  set(instruments -D INSTRUMENTS=${INSTRUMENTS})
endif()
run(${CMAKE_COMMAND} -S ${SOURCE} -B ${BINARY} -D CMAKE_C_COMPILER=${CLANG} -D CMAKE_BUILD_TYPE=RelWithDebInfo ${instruments})
run(${CMAKE_COMMAND} --build ${BINARY} -j 2)

file(REMOVE_RECURSE ${BINARY}/begin)
foreach(fuzzer json case documents answer check)
  file(MAKE_DIRECTORY ${BINARY}/found/${fuzzer} ${BINARY}/begin/${fuzzer})
endforeach()
foreach(id hello chain-1-1-1 samsel-textbook neurons-one-step)
  file(COPY ${GOLDEN}/cases/${id}.json DESTINATION ${BINARY}/begin/case)
endforeach()
foreach(id hello samsel samsel-general square)
  run(${PROGRAM} trace --recorded ${id} --output ${BINARY}/begin/json/${id}.json)
endforeach()
file(COPY ${GOLDEN}/documents.json DESTINATION ${BINARY}/begin/documents)

# Answers to the case that CASE names: of all numbers, of the first epoch, as a table; in another precision, with a number that is wrong,
# and with conventions that it declares and does not have.
get_filename_component(id ${CASE} NAME_WE)
set(answers ${BINARY}/begin/answer)
run(${PROGRAM} trace --recorded ${id} --output ${answers}/all.json)
run(${PROGRAM} trace --epochs 0 ${id} --output ${answers}/beginning.json)
run(${PROGRAM} trace --recorded --csv ${id} --output ${answers}/table.csv)
# changed(NAME old new): the first answer with something replaced
function(changed name old new)
  file(READ ${answers}/all.json answer)
  string(REPLACE "${old}" "${new}" other "${answer}")
  if(other STREQUAL answer)
    message(FATAL_ERROR "fuzz: expected ${old} in an answer to ${id}, found none")
  endif()
  file(WRITE ${answers}/${name}.json "${other}")
endfunction()
changed(binary32 "\"binary64\"" "\"binary32\"")
changed(wrong "\"delta\": [" "\"delta\": [1")
changed(conventions "\"precision\"" "\"conventions\": {\"loss_factor\": \"1/2\", \"gradient_factor\": \"2*rate/batch\", \"steps_from\": 0}, \"precision\"")
file(COPY ${answers}/ DESTINATION ${BINARY}/begin/check)

# Each reads all that it begins with: what is refused leads nowhere.
foreach(fuzzer json case documents answer check)
  file(GLOB seeds ${BINARY}/begin/${fuzzer}/*)
  run(${CMAKE_COMMAND} -E env SEEDS=1 CASE=${CASE} ${BINARY}/fuzz_${fuzzer} ${seeds})
endforeach()
