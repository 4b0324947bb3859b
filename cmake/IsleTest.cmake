# SPDX-License-Identifier: BSD-3-Clause
# isle_test(NAME SOURCE... [LIBS LIB...] [LABELS LABEL...] [TIMEOUT SECONDS])
#
# One test program over tests/harness. It links isle and what LIBS names; it may include
# everything below src/ and include/. When a library of LIBS is not part of this build (the
# daemon's half on a cross build) the program is left out. Labels that mean something:
#   portable   also run big-endian and 32-bit under qemu-user (linked statically)
#   threads    also run under ThreadSanitizer
# Each label has a target check_LABEL that builds its programs only. The programs see
# ISLE_BIN_DIR (where isled and isle are) and ISLE_SOURCE_DIR.
function(isle_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LIBS;LABELS" ${ARGN})
  foreach(lib ${arg_LIBS})
    if(lib MATCHES "^isle" AND NOT TARGET ${lib})
      return()
    endif()
  endforeach()
  set(target test_${name})
  add_executable(${target} ${arg_UNPARSED_ARGUMENTS} ${arg_SOURCES})
  set_target_properties(${target} PROPERTIES OUTPUT_NAME ${name}
                        RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin/tests)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR})
  target_compile_definitions(${target} PRIVATE ISLE_BIN_DIR="${CMAKE_BINARY_DIR}/bin"
                             ISLE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(${target} PRIVATE isle_harness ${arg_LIBS} isle Threads::Threads)
  add_test(NAME ${name} COMMAND ${target})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 600)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}")
  foreach(label ${arg_LABELS})
    if(NOT TARGET check_${label})
      add_custom_target(check_${label})
    endif()
    add_dependencies(check_${label} ${target})
  endforeach()
endfunction()
