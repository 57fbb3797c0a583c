# goldprop_exports(FILE HEADER...): a script for the linker that lets out what the headers declare, and nothing else.
function(goldprop_exports file)
  set(names)
  foreach(header IN LISTS ARGN)
    file(READ ${header} text)
    # A table is followed by a bracket, another object by a semicolon, as types are, which a linker does not look for. A list of
    # CMake's has neither.
    string(REGEX REPLACE "[[;]" "(" text "${text}")
    string(REGEX MATCHALL "gp_[a-z0-9_]+[(]" found "${text}")
    list(APPEND names ${found})
  endforeach()
  list(TRANSFORM names REPLACE "[(]$" "")
  list(REMOVE_DUPLICATES names)
  list(SORT names)
  list(JOIN names ";\n    " names)
  file(CONFIGURE OUTPUT ${file} CONTENT "{\n  global:\n    @names@;\n  local:\n    *;\n};\n" @ONLY)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${ARGN})
endfunction()
