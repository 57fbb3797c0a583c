# The tests of src/golden and src/oracle, and of the golden data itself.

include(criterion_failure.cmake)

# What the tests of these two rooms share: files that last as long as a test, allocations that fail, numbers that are compared.
set(golden_support support/check.c support/memory.c support/json_file.c support/open_case.c)

foreach(suffix "" _binary32)
  set(prefix "")
  if(suffix)
    set(prefix binary32.)
  endif()
  file(GLOB golden_tests CONFIGURE_DEPENDS golden/*.c)
  list(FILTER golden_tests EXCLUDE REGEX "/cases\\.c$")
  goldprop_test(test_golden${suffix}
    SOURCES ${golden_tests} ${golden_support}
    ROOMS goldprop_golden${suffix} goldprop_reference${suffix}
    LINK_OPTIONS ${wrap_memory}
    PREFIX "${prefix}"
    LABELS golden
    ENVIRONMENT GOLDPROP_GOLDEN=${PROJECT_SOURCE_DIR}/golden)

  file(GLOB oracle_tests CONFIGURE_DEPENDS oracle/*.c)
  goldprop_test(test_oracle${suffix}
    SOURCES ${oracle_tests} ${golden_support} support/random_problem.c
    ROOMS goldprop_oracle${suffix} goldprop_golden${suffix} goldprop_reference${suffix}
    LINK_OPTIONS ${wrap_memory}
    PREFIX "${prefix}"
    LABELS oracle)

  # Each golden case is an entry of its own, called golden.ID: a new file needs no line here.
  add_executable(golden_case${suffix} golden/cases.c)
  target_link_libraries(golden_case${suffix} PRIVATE
    goldprop_oracle${suffix} goldprop_golden${suffix} goldprop_reference${suffix} goldprop_options PkgConfig::CRITERION)
  file(GLOB cases CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/golden/cases/*.json)
  foreach(case IN LISTS cases)
    cmake_path(GET case STEM id)
    add_test(NAME ${prefix}golden.${id} COMMAND golden_case${suffix} --filter golden/file)
    set_tests_properties(${prefix}golden.${id} PROPERTIES
      FAIL_REGULAR_EXPRESSION "${criterion_failure}" TIMEOUT 60 LABELS golden ENVIRONMENT "LC_ALL=C;GOLDPROP_TEST_CASE=${case}")
  endforeach()
endforeach()
