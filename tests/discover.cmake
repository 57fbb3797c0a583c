# Writes ENTRIES, a file of ctest entries with one for each Criterion test in EXECUTABLE. Called by goldprop_test().

cmake_minimum_required(VERSION 3.25)

set(ENV{LC_ALL} C)
execute_process(COMMAND ${EXECUTABLE} --list OUTPUT_VARIABLE list COMMAND_ERROR_IS_FATAL ANY)

include(${CMAKE_CURRENT_LIST_DIR}/criterion_failure.cmake)

# The list is `suite: N tests`, then its tests as `|-- test` and, the last one, `-- test behind a backquote.
set(content "")
string(REGEX MATCHALL "[^\n]+" lines "${list}")
foreach(line IN LISTS lines)
  if(line MATCHES "^([A-Za-z0-9_]+): [0-9]+ tests?$")
    set(suite ${CMAKE_MATCH_1})
  elseif(line MATCHES "^[|`]-- ([A-Za-z0-9_]+)")
    set(test ${CMAKE_MATCH_1})
    set(name ${PREFIX}${suite}.${test})
    string(APPEND content
      "add_test([==[${name}]==] [==[${EXECUTABLE}]==] --filter ${suite}/${test})\n"
      "set_tests_properties([==[${name}]==] PROPERTIES FAIL_REGULAR_EXPRESSION [==[${criterion_failure}]==]"
      " TIMEOUT ${TIMEOUT} LABELS [==[${LABELS}]==] ENVIRONMENT [==[LC_ALL=C;${ENVIRONMENT}]==])\n")
  else()
    message(FATAL_ERROR "${EXECUTABLE} --list: a line that is neither suite nor test: ${line}")
  endif()
endforeach()
if(content STREQUAL "")
  message(FATAL_ERROR "${EXECUTABLE} holds no tests")
endif()
file(WRITE ${ENTRIES} "${content}")
