# goldprop_check() in a project of somebody else: from the installed package, and where goldprop is a part of the project.
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)
set(prefix ${WORK}/prefix)
run(${CMAKE_COMMAND} --install ${BINARY} --prefix ${prefix})
set(subject -D SUBJECT=${SOURCE}/docs/examples/subject.py)

foreach(how IN ITEMS package add_subdirectory)
  configure(${here}/checked ${WORK}/${how} -D HOW=${how} -D GOLDPROP=${SOURCE} -D CMAKE_PREFIX_PATH=${prefix} ${subject})
  build(${WORK}/${how})
  run(${CMAKE_CTEST_COMMAND} --test-dir ${WORK}/${how} --verbose)
  expect("100% tests passed, 0 tests failed out of 4")
  expect("start.goldprop")
  expect("3 cases: 3 passed, 0 failed")
endforeach()

# What is wrong is said where it is written.
foreach(wrong IN ITEMS "nothing" "start CASE hello" "start NAME")
  configure(${here}/checked ${WORK}/wrong -D HOW=package -D CMAKE_PREFIX_PATH=${prefix} ${subject} -D WRONG=${wrong} STATUS 1)
  string(REGEX MATCH "^[a-z]+" target ${wrong})
  expect("goldprop_check.*expected.*found")
endforeach()
