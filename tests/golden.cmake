# The tests of src/golden, src/oracle, src/report and src/notation, and of the golden data itself.

include(criterion_failure.cmake)

# What the tests of these two rooms share: files that last as long as a test, allocations that fail, numbers that are compared.
set(golden_support support/check.c support/memory.c support/json_file.c support/open_case.c
  support/golden_cases.c support/found_values.c support/spoil.c)

# Once more in binary32 goes what computes: JSON, processes and reports do not depend on the number type.
set(golden_arithmetic "/(hash|number|setup|trace)\\.c$")
set(oracle_arithmetic "/(by_hand|departure|naive|recompute|run|tolerance|verify)\\.c$")

foreach(suffix "" ${binary32})
  set(prefix "")
  file(GLOB golden_tests CONFIGURE_DEPENDS golden/*.c)
  list(FILTER golden_tests EXCLUDE REGEX "/cases\\.c$")
  file(GLOB oracle_tests CONFIGURE_DEPENDS oracle/*.c)
  if(suffix)
    set(prefix binary32.)
    list(FILTER golden_tests INCLUDE REGEX "${golden_arithmetic}")
    list(FILTER oracle_tests INCLUDE REGEX "${oracle_arithmetic}")
  endif()
  goldprop_test(test_golden${suffix}
    SOURCES ${golden_tests} ${golden_support} support/worked_example.c
    ROOMS goldprop_golden${suffix} goldprop_reference${suffix}
    LINK_OPTIONS ${wrap_memory}
    PREFIX "${prefix}"
    LABELS golden
    TIMEOUT 180
    ENVIRONMENT GOLDPROP_GOLDEN=${PROJECT_SOURCE_DIR}/golden ASAN_OPTIONS=allocator_may_return_null=1)

  goldprop_test(test_oracle${suffix}
    SOURCES ${oracle_tests} ${golden_support} support/random_problem.c
    ROOMS goldprop_oracle${suffix} goldprop_golden${suffix} goldprop_reference${suffix}
    LINK_OPTIONS ${wrap_memory}
    PREFIX "${prefix}"
    LABELS oracle
    TIMEOUT 180
    ENVIRONMENT GOLDPROP_GOLDEN=${PROJECT_SOURCE_DIR}/golden)

  # Each golden case is an entry of its own, called golden.ID, and the bits of its whole run another,
  # called golden_bits.ID: a new file needs no line here.
  add_executable(golden_case${suffix} golden/cases.c)
  target_link_libraries(golden_case${suffix} PRIVATE
    goldprop_oracle${suffix} goldprop_golden${suffix} goldprop_reference${suffix} goldprop_options PkgConfig::CRITERION)
  file(GLOB cases CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/golden/cases/*.json)
  foreach(case IN LISTS cases)
    cmake_path(GET case STEM id)
    add_test(NAME ${prefix}golden.${id} COMMAND golden_case${suffix} --filter golden/file)
    set_tests_properties(${prefix}golden.${id} PROPERTIES
      FAIL_REGULAR_EXPRESSION "${criterion_failure}" TIMEOUT 60 LABELS golden ENVIRONMENT "LC_ALL=C;GOLDPROP_TEST_CASE=${case}")
    add_test(NAME ${prefix}golden_bits.${id} COMMAND golden_case${suffix} --filter golden/bits)
    set_tests_properties(${prefix}golden_bits.${id} PROPERTIES FAIL_REGULAR_EXPRESSION "${criterion_failure}" TIMEOUT 300 LABELS golden
      ENVIRONMENT "LC_ALL=C;GOLDPROP_TEST_CASE=${case};GOLDPROP_GOLDEN=${PROJECT_SOURCE_DIR}/golden")
  endforeach()
endforeach()

file(GLOB report_tests CONFIGURE_DEPENDS report/*.c)
goldprop_test(test_report
  SOURCES ${report_tests} ${golden_support}
  ROOMS goldprop_report goldprop_oracle goldprop_golden goldprop_reference
  LINK_OPTIONS ${wrap_memory}
  LABELS oracle report
  ENVIRONMENT GOLDPROP_GOLDEN=${PROJECT_SOURCE_DIR}/golden)

goldprop_test(test_notation
  SOURCES notation/formula.c support/json_file.c support/open_case.c support/memory.c support/golden_cases.c
  ROOMS goldprop_notation goldprop_golden goldprop_reference
  LINK_OPTIONS ${wrap_memory}
  LABELS notation
  ENVIRONMENT GOLDPROP_GOLDEN=${PROJECT_SOURCE_DIR}/golden)

goldprop_test(test_draw
  SOURCES draw/recipe.c draw/stream.c draw/twister.c
  ROOMS goldprop_draw goldprop_reference
  LABELS golden)

# Tests in Python. The schemas need the module jsonschema; an entry that finds no Python, or no such module, is skipped.
set(golden ${PROJECT_SOURCE_DIR}/golden)
add_test(NAME golden_data.schema
  COMMAND ${python_with} jsonschema ${CMAKE_CURRENT_SOURCE_DIR}/golden/validate_schema.py ${golden} $<TARGET_FILE:goldprop>)
add_test(NAME golden_data.readme
  COMMAND ${python_with} json ${CMAKE_CURRENT_SOURCE_DIR}/golden/check_readme.py ${golden} $<TARGET_FILE:goldprop>
    ${PROJECT_SOURCE_DIR}/src/oracle/tolerance.h)
add_test(NAME golden_data.published
  COMMAND ${python_with} json ${CMAKE_CURRENT_SOURCE_DIR}/golden/published.py ${golden})
set_tests_properties(golden_data.schema golden_data.readme golden_data.published PROPERTIES
  SKIP_RETURN_CODE 77 TIMEOUT 600 LABELS "golden;once" ENVIRONMENT "GOLDPROP_GOLDEN=${golden}")
