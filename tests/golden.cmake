# The tests of src/golden and src/oracle, and of the golden data itself.

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
    LABELS golden)

  file(GLOB oracle_tests CONFIGURE_DEPENDS oracle/*.c)
  goldprop_test(test_oracle${suffix}
    SOURCES ${oracle_tests} ${golden_support} support/random_problem.c
    ROOMS goldprop_oracle${suffix} goldprop_golden${suffix} goldprop_reference${suffix}
    LINK_OPTIONS ${wrap_memory}
    PREFIX "${prefix}"
    LABELS oracle)
endforeach()
