# Without Arb, `certify` says what to do; done as it says, with Arb as a part of FLINT 3 (headers in flint/, one library), it is there.
# ARB_INCLUDE and LIBRARIES are where the build has found Arb. Where that is a library of its own, as before FLINT 3, the layout is made of links to it.
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)
configure(${SOURCE} ${WORK}/build -D BUILD_TESTING=OFF -D CMAKE_BUILD_TYPE=Debug -D GOLDPROP_CERTIFY=OFF)
build(${WORK}/build --target goldprop)
set(goldprop ${WORK}/build/bin/goldprop)
run(${goldprop} certify --check hello STATUS 2)
expect("^goldprop: certify: this goldprop was built without its certifier; install Arb \\(Debian 12: libflint-arb-dev; from Debian 13 on: libflint-dev\\), configure with -DGOLDPROP_CERTIFY=ON and build again\n$")

set(flint_3)
if(NOT ARB_INCLUDE MATCHES "/flint$")
  file(WRITE ${WORK}/include/flint/arb.h "#include \"${ARB_INCLUDE}/arb.h\"\n")
  string(REPLACE ";" " " libraries "${LIBRARIES}")
  file(WRITE ${WORK}/lib/libflint.so "INPUT(${libraries})\n")  # a linker script in the place of the one library
  set(flint_3 -D CMAKE_INCLUDE_PATH=${WORK}/include -D CMAKE_LIBRARY_PATH=${WORK}/lib -U ARB_INCLUDE -U FLINT_LIBRARY -U ARB_LIBRARY)
endif()
configure(${SOURCE} ${WORK}/build -D GOLDPROP_CERTIFY=ON ${flint_3})
file(STRINGS ${WORK}/build/CMakeCache.txt lines REGEX "^(ARB_INCLUDE|ARB_LIBRARY):")
if(NOT lines MATCHES "^ARB_INCLUDE:PATH=[^;]*/flint$")
  message(FATAL_ERROR "expected Arb in .../flint alone, found ${lines}")
endif()
build(${WORK}/build --target goldprop)
run(${goldprop} certify --check hello)
message(STATUS "${output}")
