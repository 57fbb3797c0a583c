# Where something is missing that goldprop needs, configuring says what to install or to leave out.
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)
run(pkg-config --variable=pcfiledir jansson)
string(STRIP "${output}" folder)
file(COPY ${folder}/jansson.pc DESTINATION ${WORK}/only_jansson)
file(MAKE_DIRECTORY ${WORK}/nothing)

set(ENV{PKG_CONFIG_PATH} "")
set(ENV{PKG_CONFIG_LIBDIR} ${WORK}/nothing)
configure(${SOURCE} ${WORK}/without_jansson STATUS 1)
expect("goldprop needs jansson, 2\\.12 or later \\(Debian: libjansson-dev\\)")

set(ENV{PKG_CONFIG_LIBDIR} ${WORK}/only_jansson)
configure(${SOURCE} ${WORK}/without_criterion STATUS 1)
string(REGEX REPLACE "[ \n]+" " " output "${output}")
expect("The tests need Criterion, 2\\.4 or later \\(Debian: libcriterion-dev\\); -DBUILD_TESTING=OFF builds all else without them")
configure(${SOURCE} ${WORK}/without_criterion -DBUILD_TESTING=OFF)
