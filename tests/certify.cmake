# The certifier's tests, and the certified digits themselves: certified again, and computed again in mpmath.
# Runs of many steps take minutes: those entries run under `ctest -C long` only.

file(GLOB long_cases CONFIGURE_DEPENDS
  ${PROJECT_SOURCE_DIR}/golden/cases/garrett-*.json ${PROJECT_SOURCE_DIR}/golden/cases/randomwalk-rate-*.json)
file(GLOB cases CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/golden/cases/*.json)

foreach(case IN LISTS cases)
  cmake_path(GET case STEM id)
  set(when)
  set(labels certify mpmath once)
  if(case IN_LIST long_cases)
    set(when CONFIGURATIONS long)
    list(APPEND labels long)
  endif()
  add_test(NAME mpmath.${id} COMMAND ${python_with} mpmath ${CMAKE_CURRENT_SOURCE_DIR}/certify/with_mpmath.py ${case} ${when})
  set_tests_properties(mpmath.${id} PROPERTIES SKIP_RETURN_CODE 77 LABELS "${labels}" TIMEOUT 1200)
endforeach()

if(TARGET goldprop_certify)
  file(GLOB certify_tests CONFIGURE_DEPENDS certify/*.c)
  if(certify_tests)
    goldprop_test(test_certify
      SOURCES ${certify_tests} ${golden_support}
      ROOMS goldprop_certify goldprop_oracle goldprop_golden goldprop_reference
      # The second method's verdict, as a test wants it.
      LINK_OPTIONS ${wrap_memory} -Wl,--wrap=gp_forward_mode_compare_sample,--wrap=gp_forward_mode_compare_step
      LABELS certify TIMEOUT 300)
  endif()
  add_test(NAME honest.ten_thousand_networks COMMAND test_certify --filter honest/random_networks CONFIGURATIONS long)
  set_tests_properties(honest.ten_thousand_networks PROPERTIES FAIL_REGULAR_EXPRESSION "${criterion_failure}" LABELS "certify;long"
    TIMEOUT 3600 ENVIRONMENT "LC_ALL=C;GOLDPROP_HONEST_NETWORKS=10000")
  add_test(NAME certify.check_short COMMAND goldprop certify --check --short)
  add_test(NAME certify.check_all COMMAND goldprop certify --check CONFIGURATIONS long)
  set_tests_properties(certify.check_short certify.check_all PROPERTIES LABELS certify TIMEOUT 1200)
  set_property(TEST certify.check_all APPEND PROPERTY LABELS long)
endif()
