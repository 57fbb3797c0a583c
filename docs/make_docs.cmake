# Makes the pages and checks them: called by the target docs.
foreach(need DOXYGEN GNUPLOT MATHJAX AWESOME NPM NODE)
  if(NOT ${need})
    message(FATAL_ERROR "docs: expected ${need}, found none: install doxygen, doxygen-awesome-css, gnuplot-nox, libjs-mathjax, nodejs, npm and python3-jinja2")
  endif()
endforeach()

# A Python that has a module: ${python_with} MODULE script argument...
set(python_with sh ${SOURCE}/tests/python_with.sh)

# run(WHAT COMMAND...): a step that ends the making of the pages where it fails.
function(run what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result WORKING_DIRECTORY ${OUTPUT}/pages)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "docs: expected ${what}, found what stands above")
  endif()
endfunction()

file(REMOVE_RECURSE ${OUTPUT}/html ${OUTPUT}/xml ${OUTPUT}/pages)
file(MAKE_DIRECTORY ${OUTPUT}/pages)

run("no gap in the pages" ${python_with} jinja2 ${SOURCE}/docs/generate/generate.py ${SOURCE} ${OUTPUT}/pages ${GOLDPROP} ${GNUPLOT} ${WASM})
run("no warnings from doxygen" ${DOXYGEN} ${DOXYFILE})
run("pages as Doxygen writes them" ${python_with} json ${SOURCE}/docs/generate/finish.py ${OUTPUT}/html ${OUTPUT}/pages/order.json)

if(WASM)
  run("the reference as a script" ${python_with} json ${SOURCE}/docs/wasm/embed.py ${WASM} ${OUTPUT}/html/reference.js)
endif()

# The search: a library from npm, and an index of all places of the pages.
run("the packages of docs/search from npm" sh ${SOURCE}/tests/install_npm.sh ${SOURCE}/docs/search ${OUTPUT}/npm)
run("places to search" ${python_with} json ${SOURCE}/docs/search/places.py ${OUTPUT}/html ${OUTPUT}/pages/places.json)
set(node_with_packages ${CMAKE_COMMAND} -E env NODE_PATH=${OUTPUT}/npm/node_modules ${NODE})
run("an index for the search" ${node_with_packages} ${SOURCE}/docs/search/make_index.js ${OUTPUT}/pages/places.json ${OUTPUT}/html/search_index.js)

# The part of MathJax that the pages use: TeX in, SVG out.
set(mathjax ${OUTPUT}/html/mathjax)
file(COPY ${MATHJAX}/MathJax.js DESTINATION ${mathjax})
foreach(part jax/input/TeX jax/element jax/output/SVG extensions)
  get_filename_component(parent ${part} DIRECTORY)
  file(COPY ${MATHJAX}/${part} DESTINATION ${mathjax}/${parent})
endforeach()
file(GLOB fonts ${mathjax}/jax/output/SVG/fonts/*)
list(FILTER fonts EXCLUDE REGEX "/TeX$")
if(fonts)
  file(REMOVE_RECURSE ${fonts})
endif()

run("the search to find what a reader wants" ${NODE} ${SOURCE}/docs/check/search.js ${OUTPUT}/html/search_index.js)
run("every link and number in its place" ${python_with} json ${SOURCE}/docs/check/check.py ${SOURCE} ${OUTPUT})
message(STATUS "docs: ${OUTPUT}/html/index.html")
