# The elementary functions: against MPFR, which comes with Arb; their bounds proved again; their bits from other compilers and on other
# machines. What takes minutes runs under `ctest -C long` only.

find_path(MPFR_INCLUDE mpfr.h)
find_library(MPFR_LIBRARY mpfr)
find_library(GMP_LIBRARY gmp)
set(elementary_functions exp expm1 tanh erf log log1p)

if(MPFR_INCLUDE AND MPFR_LIBRARY AND GMP_LIBRARY)
  goldprop_test(test_elementary
    SOURCES elementary/functions.c elementary/exp_lanes.c elementary/format.c elementary/series.c elementary/wide.c elementary/truth.c elementary/arguments.c
    ROOMS goldprop_elementary ${MPFR_LIBRARY} ${GMP_LIBRARY} m
    LABELS elementary)
  add_executable(elementary_sweep elementary/sweep.c elementary/truth.c elementary/arguments.c)
  target_link_libraries(elementary_sweep PRIVATE goldprop_options goldprop_elementary ${MPFR_LIBRARY} ${GMP_LIBRARY} m)
  foreach(function IN LISTS elementary_functions)
    add_test(NAME elementary.${function}.all_binary32 COMMAND elementary_sweep ${function} binary32 CONFIGURATIONS long)
    add_test(NAME elementary.${function}.some_binary32 COMMAND elementary_sweep ${function} binary32 1 4001)
    add_test(NAME elementary.${function}.ten_million_binary64 COMMAND elementary_sweep ${function} binary64 10000000 CONFIGURATIONS long)
    set_tests_properties(elementary.${function}.all_binary32 elementary.${function}.some_binary32
      elementary.${function}.ten_million_binary64 PROPERTIES LABELS elementary TIMEOUT 3600)
    set_property(TEST elementary.${function}.all_binary32 elementary.${function}.ten_million_binary64 APPEND PROPERTY LABELS long)
  endforeach()

  # What every build has to print.
  add_executable(elementary_bits elementary/bits.c elementary/truth.c elementary/arguments.c)
  target_compile_definitions(elementary_bits PRIVATE BITS_BY_MPFR)
  target_link_libraries(elementary_bits PRIVATE goldprop_options goldprop_elementary ${MPFR_LIBRARY} ${GMP_LIBRARY} m)
  add_test(NAME elementary.bits COMMAND ${CMAKE_COMMAND} -D PROGRAM=$<TARGET_FILE:elementary_bits>
    -D EXPECTED=${CMAKE_CURRENT_SOURCE_DIR}/elementary/bits.txt -P ${CMAKE_CURRENT_SOURCE_DIR}/elementary/compare.cmake)
  set_tests_properties(elementary.bits PROPERTIES LABELS elementary TIMEOUT 300)
else()
  message(STATUS "the elementary functions are not tested against MPFR: it was not found (Debian: libmpfr-dev)")
endif()

add_executable(elementary_insides elementary/insides.c)
target_include_directories(elementary_insides PRIVATE ${PROJECT_SOURCE_DIR}/src)
target_link_libraries(elementary_insides PRIVATE goldprop_options)
add_test(NAME elementary.bounds COMMAND ${python_with} mpmath ${CMAKE_CURRENT_SOURCE_DIR}/elementary/bounds.py ${PROJECT_SOURCE_DIR}/src $<TARGET_FILE:elementary_insides>)
add_test(NAME elementary.tables COMMAND ${python_with} mpmath ${CMAKE_CURRENT_SOURCE_DIR}/elementary/check_tables.py ${PROJECT_SOURCE_DIR}/src)
set_tests_properties(elementary.bounds elementary.tables PROPERTIES SKIP_RETURN_CODE 77 LABELS "elementary;once" TIMEOUT 300)

# other_build(NAME [LONG] BUILD emulator|none compiler flag...): the same bits from another build. Their label is one of its own, since
# what this tree is built with makes no difference to them.
function(other_build name)
  cmake_parse_arguments(other "LONG" "" "BUILD" ${ARGN})
  set(when)
  set(labels bits)
  if(other_LONG)
    set(when CONFIGURATIONS long)
    list(APPEND labels long)
  endif()
  add_test(NAME elementary.bits.${name} ${when}
    COMMAND ${python_with} json ${CMAKE_CURRENT_SOURCE_DIR}/elementary/other_build.py ${PROJECT_SOURCE_DIR}/src ${other_BUILD})
  set_tests_properties(elementary.bits.${name} PROPERTIES SKIP_RETURN_CODE 77 LABELS "${labels}" TIMEOUT 300)
endfunction()

foreach(compiler gcc clang)
  other_build(${compiler}_O0 LONG BUILD none ${compiler} -O0)
  other_build(${compiler}_O2 LONG BUILD none ${compiler} -O2)
  other_build(${compiler}_O3 LONG BUILD none ${compiler} -O3)
  other_build(${compiler}_native BUILD none ${compiler} -O3 -march=native)
endforeach()
other_build(without_int128 BUILD none gcc -O2 -DGP_NO_INT128)
other_build(musl BUILD none musl-gcc -O2 -static)
other_build(i686 BUILD none i686-linux-gnu-gcc -msse2 -mfpmath=sse -O2 -static)
other_build(aarch64 BUILD qemu-aarch64 aarch64-linux-gnu-gcc -O2 -static)
other_build(aarch64_O3 LONG BUILD qemu-aarch64 aarch64-linux-gnu-gcc -O3 -static)
other_build(s390x BUILD qemu-s390x s390x-linux-gnu-gcc -O2 -static)
other_build(s390x_O3 LONG BUILD qemu-s390x s390x-linux-gnu-gcc -O3 -march=z13 -static)
