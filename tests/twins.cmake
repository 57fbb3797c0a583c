# Twins compute golden cases a second time, and share no code with the first. Each refuses what it does not know, one entry each.

# goldprop_twin(NAME [AGAIN] [BY_MESSAGE] [FROM_FILE] [ENVIRONMENT VAR=value...] [LABELS label...] COMMAND program [argument...])
#
# BY_MESSAGE: it does not answer by the protocol, but ends with another status than 0, and says why. FROM_FILE: it reads no
# standard input, but a file. AGAIN: it is a program in Python whose imports take longer than its answers. An entry is skipped where a package is missing that the twin needs.
function(goldprop_twin name)
  cmake_parse_arguments(twin "AGAIN;BY_MESSAGE;FROM_FILE" "" "ENVIRONMENT;LABELS;COMMAND" ${ARGN})
  set(options)
  if(twin_AGAIN)
    list(APPEND options --again)
  endif()
  if(twin_BY_MESSAGE)
    list(APPEND options --message)
  endif()
  if(twin_FROM_FILE)
    list(APPEND options --file)
  endif()
  add_test(NAME twins.${name} COMMAND ${python_with} json ${PROJECT_SOURCE_DIR}/tests/twins/refusals.py ${options}
    ${PROJECT_SOURCE_DIR}/golden/cases ${twin_COMMAND})
  set_tests_properties(twins.${name} PROPERTIES LABELS "twins;${twin_LABELS}" SKIP_RETURN_CODE 77 TIMEOUT 300
    ENVIRONMENT "PYTHONDONTWRITEBYTECODE=1;${twin_ENVIRONMENT}")
endfunction()

set(python ${python_with} json)
goldprop_twin(minimal AGAIN COMMAND ${python} ${PROJECT_SOURCE_DIR}/docs/examples/minimal.py)
goldprop_twin(classifier AGAIN COMMAND ${python} ${PROJECT_SOURCE_DIR}/docs/examples/classifier.py)
goldprop_twin(subject AGAIN COMMAND ${python} ${PROJECT_SOURCE_DIR}/docs/examples/subject.py)
goldprop_twin(mistaken AGAIN COMMAND ${python} ${CMAKE_CURRENT_SOURCE_DIR}/subjects/mistaken.py)
goldprop_twin(mpmath BY_MESSAGE FROM_FILE COMMAND ${python_with} mpmath ${CMAKE_CURRENT_SOURCE_DIR}/certify/with_mpmath.py)
goldprop_twin(independent BY_MESSAGE FROM_FILE COMMAND ${python_with} mpmath ${CMAKE_CURRENT_SOURCE_DIR}/bits/independent.py --refuse)
goldprop_twin(backpropagation AGAIN BY_MESSAGE COMMAND ${python} ${CMAKE_CURRENT_SOURCE_DIR}/cli/backpropagation.py)
