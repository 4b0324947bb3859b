# SPDX-License-Identifier: BSD-3-Clause
# The flags every target of the tree gets, and the extra ones of the daemon.
include(CheckCCompilerFlag)
include(CheckPIESupported)
check_pie_supported()

set(CMAKE_C_FLAGS_RELEASE "-O2 -DNDEBUG" CACHE STRING "" FORCE)
if(NOT CMAKE_SYSTEM_NAME STREQUAL "Generic")
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
endif()

add_compile_options(-Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -fno-common
                    -ffunction-sections -fdata-sections)
if(ISLE_WERROR)
  add_compile_options(-Werror)
endif()

if(ISLE_SANITIZE)
  add_compile_options(-fsanitize=${ISLE_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer -g -O1)
  add_link_options(-fsanitize=${ISLE_SANITIZE})
endif()

# isle_harden(TARGET...): what the daemon, which reads hostile bytes, is compiled with.
add_library(isle_hardening INTERFACE)
foreach(flag -fstack-protector-strong -fstack-clash-protection -fcf-protection)
  string(MAKE_C_IDENTIFIER "have${flag}" var)
  check_c_compiler_flag(${flag} ${var})
  if(${var})
    target_compile_options(isle_hardening INTERFACE ${flag})
  endif()
endforeach()
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT ISLE_SANITIZE)
  target_compile_options(isle_hardening INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()
target_link_options(isle_hardening INTERFACE -Wl,-z,relro,-z,now -Wl,-z,noexecstack)

function(isle_harden)
  foreach(target ${ARGN})
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:isle_hardening>)
  endforeach()
endfunction()
