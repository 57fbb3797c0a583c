# What the scripts of this folder share. ctest calls each with SOURCE (the top of the sources), WORK (scratch, emptied here),
# COMPILER, LAUNCHER and FLAGS of the build, and CXX_COMPILER, which is empty where there is none.
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})
set(here ${CMAKE_CURRENT_LIST_DIR})

# run(WORD... [STATUS number]): runs a program, which has to end with that status, 0 where not given. Leaves what it wrote in `output`.
function(run)
  cmake_parse_arguments(run "" "STATUS" "" ${ARGN})
  if(NOT DEFINED run_STATUS)
    set(run_STATUS 0)
  endif()
  execute_process(COMMAND ${run_UNPARSED_ARGUMENTS} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL run_STATUS)
    list(JOIN ARGN " " words)
    message(FATAL_ERROR "${words}: expected exit ${run_STATUS}, found ${result}:\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

# expect(PATTERN): what was written matches.
function(expect pattern)
  if(NOT output MATCHES "${pattern}")
    message(FATAL_ERROR "expected \"${pattern}\", found \"${output}\"")
  endif()
endfunction()

# configure(SOURCE TREE SETTING... [STATUS number])
macro(configure source tree)
  run(${CMAKE_COMMAND} -S ${source} -B ${tree} -D CMAKE_C_COMPILER=${COMPILER} -D CMAKE_C_COMPILER_LAUNCHER=${LAUNCHER} ${ARGN})
endmacro()

# build(TREE WORD...)
macro(build tree)
  run(${CMAKE_COMMAND} --build ${tree} -j 2 ${ARGN})
endmacro()

# Answers to the case hello: z and a of its first step, which are 1.5, and an a that is wrong.
string(CONCAT right_answer [[{"format": "goldprop-trace-1", "steps": [{"step": 0, "samples": ]]
  [[[{"sample": 0, "layers": [{"layer": 1, "z": [1.5], "a": [1.5]}]}]}]}]])
string(REPLACE "\"a\": [1.5]" "\"a\": [2.25]" wrong_answer "${right_answer}")

macro(needs_cxx)
  if(NOT CXX_COMPILER)
    message(STATUS "skipped: there is no C++ compiler")
    return()
  endif()
endmacro()
