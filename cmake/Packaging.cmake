# `cpack` in a build of the preset package makes two Debian packages, or with -G TGZ an archive.
set(ORDERFLOW_PACKAGER "The orderflow-recorder developers <maintainers@orderflow-recorder.invalid>"
    CACHE STRING "Who makes the packages, as Debian's Maintainer")

set(CPACK_GENERATOR TGZ)
set(CPACK_PACKAGE_NAME orderflow-recorder)
set(CPACK_PACKAGE_VENDOR "The orderflow-recorder developers")
set(CPACK_PACKAGE_CONTACT "${ORDERFLOW_PACKAGER}")
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL recorder)
if(ORDERFLOW_BUILD_GUI)
    list(APPEND CPACK_COMPONENTS_ALL dashboard)
endif()
include(cmake/DebianPackages.cmake)

include(CPack)
