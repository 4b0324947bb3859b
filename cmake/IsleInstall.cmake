# SPDX-License-Identifier: BSD-3-Clause
# What `cmake --install` puts where: library, headers, programs, manual pages, completion, the
# pkg-config file and the package that find_package(isle) reads.
include(CMakePackageConfigHelpers)

install(TARGETS isle EXPORT isleTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/isle DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.h")
foreach(program isled isle_cli)
  if(TARGET ${program})
    install(TARGETS ${program} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  endif()
endforeach()

foreach(section 1 5 8)
  file(GLOB pages CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/man/*.${section})
  install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()
file(GLOB completions CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/packaging/completion/*)
install(FILES ${completions} DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)

# Units say @bindir@ where a program's folder belongs.
set(bindir ${CMAKE_INSTALL_FULL_BINDIR})
file(GLOB units CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/packaging/systemd/*.in)
foreach(unit ${units})
  get_filename_component(name ${unit} NAME_WLE)
  configure_file(${unit} ${CMAKE_BINARY_DIR}/packaging/${name} @ONLY)
  install(FILES ${CMAKE_BINARY_DIR}/packaging/${name}
          DESTINATION lib/systemd/system)
endforeach()

# Relative to itself, so that what is installed can be moved.
file(RELATIVE_PATH pc_to_prefix ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(${PROJECT_SOURCE_DIR}/packaging/isle.pc.in ${CMAKE_BINARY_DIR}/packaging/isle.pc
               @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/packaging/isle.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

set(config ${CMAKE_INSTALL_LIBDIR}/cmake/isle)
configure_package_config_file(${PROJECT_SOURCE_DIR}/packaging/isleConfig.cmake.in
                              ${CMAKE_BINARY_DIR}/packaging/isleConfig.cmake
                              INSTALL_DESTINATION ${config})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/packaging/isleConfigVersion.cmake
                                 COMPATIBILITY SameMajorVersion)
install(FILES ${CMAKE_BINARY_DIR}/packaging/isleConfig.cmake
              ${CMAKE_BINARY_DIR}/packaging/isleConfigVersion.cmake DESTINATION ${config})
install(EXPORT isleTargets NAMESPACE isle:: DESTINATION ${config})
