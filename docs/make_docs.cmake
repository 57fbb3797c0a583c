# Makes the pages and checks them: called by the target docs.
foreach(need DOXYGEN DOT GNUPLOT MATHJAX AWESOME PYTHON)
  if(NOT ${need})
    message(FATAL_ERROR "docs: expected ${need}, found none: install doxygen, doxygen-awesome-css, gnuplot-nox, graphviz, libjs-mathjax and python3")
  endif()
endforeach()

# run(WHAT COMMAND...): a step that ends the making of the pages where it fails.
function(run what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result WORKING_DIRECTORY ${OUTPUT}/pages)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "docs: expected ${what}, found what stands above")
  endif()
endfunction()

file(REMOVE_RECURSE ${OUTPUT}/html ${OUTPUT}/xml ${OUTPUT}/pages)
file(MAKE_DIRECTORY ${OUTPUT}/pages)

# What goldprop tells about itself and about each command of its list, for the page about the command line.
execute_process(COMMAND ${GOLDPROP} --help OUTPUT_VARIABLE help COMMAND_ERROR_IS_FATAL ANY)
file(WRITE ${OUTPUT}/pages/commands.txt "## goldprop {#command_help}\n\n```text\n${help}```\n")
string(REGEX REPLACE "^.*\nCommands:\n" "" list "${help}")
string(REGEX REPLACE "\n\n.*$" "" list "${list}")
string(REGEX MATCHALL "(^|\n)  [a-z]+" commands "${list}")
if(NOT commands)
  message(FATAL_ERROR "docs: expected a list of commands from goldprop --help, found none")
endif()
foreach(command IN LISTS commands)
  string(STRIP "${command}" command)
  execute_process(COMMAND ${GOLDPROP} ${command} --help OUTPUT_VARIABLE help COMMAND_ERROR_IS_FATAL ANY)
  file(APPEND ${OUTPUT}/pages/commands.txt "\n## goldprop ${command} {#command_${command}}\n\n```text\n${help}```\n")
endforeach()

execute_process(COMMAND ${GOLDPROP} table OUTPUT_VARIABLE table COMMAND_ERROR_IS_FATAL ANY)
file(WRITE ${OUTPUT}/pages/table.txt "```text\n${table}```\n")

# write(FILE STATUS COMMAND...): what a command writes, which has to end with this exit status.
function(write file status)
  execute_process(COMMAND ${ARGN} OUTPUT_FILE ${OUTPUT}/pages/${file} RESULT_VARIABLE result)
  if(NOT result EQUAL status)
    list(JOIN ARGN " " words)
    message(FATAL_ERROR "docs: expected exit status ${status} of ${words}, found ${result}")
  endif()
endfunction()

# An answer; and what becomes of the example of a subject, as it is and with one line changed.
set(subject ${SOURCE}/docs/examples/subject.py)
write(answer.json 0 ${GOLDPROP} trace --recorded hello)
write(right.txt 0 ${GOLDPROP} run -- ${PYTHON} ${subject})
write(wrong.py 0 sed -f ${SOURCE}/docs/examples/mistake.sed ${subject})
write(change.txt 1 diff ${subject} ${OUTPUT}/pages/wrong.py)
write(wrong.txt 1 ${GOLDPROP} run --case hello --case samsel-general --case minibatch-mean -- ${PYTHON} ${OUTPUT}/pages/wrong.py)

run("no gap in the pages" ${PAGES} ${SOURCE} ${OUTPUT}/pages)

# Curves take the colour of the text around them, in the light and in the dark.
file(GLOB curves ${OUTPUT}/pages/*.gnuplot)
foreach(curve IN LISTS curves)
  run("a drawing by gnuplot" ${GNUPLOT} ${curve})
  string(REGEX REPLACE "gnuplot$" "svg" drawing ${curve})
  file(READ ${drawing} svg)
  string(REGEX REPLACE "^.*<svg[ \n]+width=\"[0-9]+\" height=\"[0-9]+\"" "<svg class=\"curve\"" svg "${svg}")
  string(REPLACE "black" "currentColor" svg "${svg}")
  string(REPLACE "rgb(  0,   0,   0)" "currentColor" svg "${svg}")
  file(WRITE ${drawing} "${svg}")
endforeach()

run("no warnings from doxygen" ${DOXYGEN} ${DOXYFILE})

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

run("every link and number in its place" ${PYTHON} ${SOURCE}/docs/check/check.py ${SOURCE} ${OUTPUT})
message(STATUS "docs: ${OUTPUT}/html/index.html")
