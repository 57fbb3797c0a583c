# goldprop_check(TARGET [NAME entry] [ARGS word...] [CASES pattern...] [KNOWN_FAILURES file] [TIMEOUT seconds])
#
# Adds an entry of ctest that puts the golden cases to the program that TARGET builds: it reads a problem from standard input and writes its
# trace to standard output. The entry is called TARGET.goldprop where NAME does not say otherwise.
#
#   ARGS            what the program is started with
#   CASES           only cases whose ids match one of these shell patterns
#   KNOWN_FAILURES  a list of cases that may fail (goldprop run --write-known-failures)
#   TIMEOUT         seconds that a case may take; by default 60
function(goldprop_check target)
  cmake_parse_arguments(check "" "NAME;KNOWN_FAILURES;TIMEOUT" "ARGS;CASES" ${ARGN})
  if(NOT TARGET ${target})
    message(FATAL_ERROR "goldprop_check: expected a target that builds a program, found ${target}")
  endif()
  if(check_UNPARSED_ARGUMENTS OR check_KEYWORDS_MISSING_VALUES)
    message(FATAL_ERROR "goldprop_check(${target}): expected NAME, ARGS, CASES, KNOWN_FAILURES and TIMEOUT with what belongs to them, "
      "found ${check_UNPARSED_ARGUMENTS}${check_KEYWORDS_MISSING_VALUES}")
  endif()
  if(NOT check_NAME)
    set(check_NAME ${target}.goldprop)
  endif()
  if(TARGET goldprop)
    set(program $<TARGET_FILE:goldprop>)
    add_dependencies(${target} goldprop)  # a project that goldprop is a part of does not build it otherwise
  elseif(GOLDPROP_PROGRAM)
    set(program ${GOLDPROP_PROGRAM})
  else()
    message(FATAL_ERROR "goldprop_check(${target}): expected the program goldprop beside its library, found none: "
      "install it, or set GOLDPROP_PROGRAM to where it is")
  endif()
  set(options)
  foreach(pattern IN LISTS check_CASES)
    list(APPEND options --case ${pattern})
  endforeach()
  if(check_KNOWN_FAILURES)
    get_filename_component(list ${check_KNOWN_FAILURES} ABSOLUTE)
    list(APPEND options --known-failures ${list})
  endif()
  if(check_TIMEOUT)
    list(APPEND options --timeout ${check_TIMEOUT})
  endif()
  add_test(NAME ${check_NAME} COMMAND ${program} run ${options} -- $<TARGET_FILE:${target}> ${check_ARGS})
endfunction()
