# Goldprop as a part of somebody else's project, by add_subdirectory() and by FetchContent (HOW). One project knows C++ alone, the
# other C alone.
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)
if(HOW STREQUAL "add_subdirectory")
  needs_cxx()
  set(project -D LANGUAGES=CXX -D CMAKE_CXX_COMPILER=${CXX_COMPILER} -D PROGRAMS=${here}/consumer.cpp)
else()
  set(project -D LANGUAGES=C -D PROGRAMS=${here}/consumer.c)
endif()

configure(${here} ${WORK}/build -D HOW=${HOW} -D GOLDPROP=${SOURCE} ${project})
build(${WORK}/build)
run(${WORK}/build/consumer ${SOURCE}/golden/cases/samsel.json)
expect("^samsel: [0-9]+ printed, 0 failed, [0-9]+ exact, 0 outside\n$")

# That project installs nothing of goldprop's, and builds no program of it, unless it asks for both.
run(${CMAKE_COMMAND} --install ${WORK}/build --prefix ${WORK}/prefix)
file(GLOB_RECURSE files ${WORK}/prefix/* ${WORK}/build/*/bin/goldprop)
if(files)
  message(FATAL_ERROR "expected nothing to be installed and no program, found ${files}")
endif()
configure(${here} ${WORK}/build -D GOLDPROP_INSTALL=ON)
build(${WORK}/build)
run(${CMAKE_COMMAND} --install ${WORK}/build --prefix ${WORK}/prefix)
run(${WORK}/prefix/bin/goldprop verify --quiet)
