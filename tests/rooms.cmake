# The nevers of the rooms: what each may include, and which symbols of other rooms its objects may need.

find_program(GOLDPROP_NM NAMES ${CMAKE_NM} nm)
set(rooms)
foreach(room elementary reference fast golden notation draw oracle report certify)
  if(TARGET goldprop_${room})
    list(APPEND rooms "${room}=$<JOIN:$<TARGET_OBJECTS:goldprop_${room}>,|>")
  endif()
endforeach()
set(check_rooms ${python_with} json ${CMAKE_CURRENT_SOURCE_DIR}/rooms/check_rooms.py)
add_test(NAME rooms.includes COMMAND ${check_rooms} includes ${PROJECT_SOURCE_DIR})
add_test(NAME rooms.symbols COMMAND ${check_rooms} symbols ${GOLDPROP_NM} ${rooms})
add_test(NAME rooms.seen_red COMMAND ${check_rooms} seen_red ${PROJECT_SOURCE_DIR} ${GOLDPROP_NM} ${CMAKE_C_COMPILER} ${rooms})
set_tests_properties(rooms.includes rooms.symbols rooms.seen_red PROPERTIES LABELS rooms TIMEOUT 180)

# What is added to one room alone does not compile in the others.
set(flags)
foreach(include IN LISTS JANSSON_INCLUDE_DIRS CRITERION_INCLUDE_DIRS)
  list(APPEND flags -isystem ${include})
endforeach()
if(TARGET goldprop_certify)
  list(APPEND flags -DGP_WITH_CERTIFY -isystem ${ARB_INCLUDE})
endif()
add_test(NAME rows.left_out COMMAND ${python_with} json ${CMAKE_CURRENT_SOURCE_DIR}/rows/left_out.py
  ${PROJECT_SOURCE_DIR} ${CMAKE_C_COMPILER} ${flags})
set_tests_properties(rows.left_out PROPERTIES LABELS rooms TIMEOUT 300)
