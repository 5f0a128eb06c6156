# Sourced by Packaging.cmake: the two packages for the Debian that this is, where it is one.

# The version tells for which Debian it is, so that upgrading Debian upgrades the package too.
if(EXISTS /etc/os-release)
    file(STRINGS /etc/os-release release REGEX "^(ID|VERSION_ID|VERSION_CODENAME)=")
    foreach(line IN LISTS release)
        string(REGEX REPLACE "^([A-Z_]+)=\"?([^\"]*)\"?$" "\\1;\\2" pair "${line}")
        list(GET pair 0 key)
        list(GET pair 1 system_${key})
    endforeach()
endif()
if(NOT system_ID STREQUAL "debian" OR NOT system_VERSION_ID)
    return()
endif()
set(CPACK_GENERATOR DEB)
set(ORDERFLOW_DEBIAN_REVISION 1 CACHE STRING
    "What follows the program's version in that of the packages; 0.1 is older than all others")
set(CPACK_DEBIAN_PACKAGE_RELEASE ${ORDERFLOW_DEBIAN_REVISION}+deb${system_VERSION_ID})
set(ORDERFLOW_DEBIAN_VERSION ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})
set(ORDERFLOW_CODENAME ${system_VERSION_CODENAME})
string(TIMESTAMP ORDERFLOW_DEBIAN_DATE "%a, %d %b %Y %H:%M:%S +0000" UTC)

set(CPACK_DEB_COMPONENT_INSTALL ON)
# Else it would come before the first line of each package's own description.
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_RECORDER_PACKAGE_NAME orderflow-recorder)
set(CPACK_DEBIAN_RECORDER_PACKAGE_SECTION net)
# What is linked is found by shlibdeps; drivers of databases are loaded. Those of TLS and of X11 are
# in the packages of Qt's libraries. Without certificates no exchange is trusted.
set(CPACK_DEBIAN_RECORDER_PACKAGE_DEPENDS
    "adduser, ca-certificates, libqt6sql6-psql, libqt6sql6-sqlite")
set(CPACK_DEBIAN_RECORDER_PACKAGE_SUGGESTS
    "orderflow-recorder-gui, postgresql, prometheus, chrony | time-daemon")
set(CPACK_DEBIAN_RECORDER_PACKAGE_CONTROL_EXTRA
    ${packaging}/debian/postinst ${packaging}/debian/prerm ${packaging}/debian/postrm
    ${packaging}/debian/conffiles)
set(CPACK_COMPONENT_RECORDER_DESCRIPTION
    "recorder of Binance USDT-M futures order flow
Records order books and aggregate trades around the clock, writes every
event once into PostgreSQL or SQLite, finds and fills holes, and keeps a
ledger of what is missing.

This package has the command line program and its systemd service.")

set(CPACK_DEBIAN_DASHBOARD_PACKAGE_NAME orderflow-recorder-gui)
set(CPACK_DEBIAN_DASHBOARD_PACKAGE_SECTION net)
set(CPACK_DEBIAN_DASHBOARD_PACKAGE_DEPENDS
    "ca-certificates, libqt6sql6-psql, libqt6sql6-sqlite")
set(CPACK_DEBIAN_DASHBOARD_PACKAGE_RECOMMENDS "qt6-translations-l10n, qt6-wayland")
set(CPACK_DEBIAN_DASHBOARD_PACKAGE_SUGGESTS "orderflow-recorder")
set(CPACK_COMPONENT_DASHBOARD_DESCRIPTION
    "dashboard of the recorder of Binance USDT-M futures order flow
A window that records with a recorder of its own, or watches one that runs
elsewhere, and shows rates, delays, order books, trades, and what is
missing.")

# What only Debian's packages have: the settings of the service, and papers.
install(FILES ${made}/recorder.env DESTINATION /etc/orderflow-recorder
    PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ COMPONENT recorder EXCLUDE_FROM_ALL)
# The licence without its heading and copyright line, as copyright files quote it.
file(READ ${PROJECT_SOURCE_DIR}/LICENSE ORDERFLOW_LICENSE)
string(REGEX REPLACE "^MIT License\n\nCopyright[^\n]*\n\n" "" ORDERFLOW_LICENSE "${ORDERFLOW_LICENSE}")
string(STRIP "${ORDERFLOW_LICENSE}" ORDERFLOW_LICENSE)
string(REPLACE "\n\n" "\n.\n" ORDERFLOW_LICENSE "${ORDERFLOW_LICENSE}")
string(REPLACE "\n" "\n " ORDERFLOW_LICENSE " ${ORDERFLOW_LICENSE}")
configure_file(${packaging}/debian/copyright.in ${configured}/copyright @ONLY)
configure_file(${packaging}/debian/changelog.in ${configured}/changelog.Debian @ONLY)
execute_process(COMMAND gzip -9nfk ${configured}/changelog.Debian COMMAND_ERROR_IS_FATAL ANY)
file(COPY_FILE ${PROJECT_SOURCE_DIR}/CHANGELOG.md ${configured}/changelog)
execute_process(COMMAND gzip -9nf ${configured}/changelog COMMAND_ERROR_IS_FATAL ANY)
foreach(component IN LISTS CPACK_COMPONENTS_ALL)
    string(TOUPPER ${component} upper)
    install(FILES ${configured}/copyright ${configured}/changelog.gz ${configured}/changelog.Debian.gz
        DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${CPACK_DEBIAN_${upper}_PACKAGE_NAME}
        COMPONENT ${component} EXCLUDE_FROM_ALL)
endforeach()
