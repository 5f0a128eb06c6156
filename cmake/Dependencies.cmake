# What the project is built from. scripts/lib/packages.sh names the Debian packages that hold it.
find_package(Qt6 6.4 REQUIRED COMPONENTS Core Network WebSockets Sql HttpServer)
find_package(simdjson REQUIRED)
find_package(tl-expected REQUIRED)
find_package(ZLIB REQUIRED)

# Debian's packages of these have no CMake files.
find_package(PkgConfig REQUIRED)
pkg_check_modules(libpq REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(libzip REQUIRED IMPORTED_TARGET libzip)
pkg_check_modules(libzstd REQUIRED IMPORTED_TARGET libzstd)
# Without it the recorder runs as well, but tells a service manager nothing.
if(ORDERFLOW_USE_SYSTEMD)
    pkg_check_modules(libsystemd IMPORTED_TARGET libsystemd)
endif()

# It has CMake files, but those ask for the HTTP libraries of its other parts too.
pkg_check_modules(prometheus REQUIRED IMPORTED_TARGET prometheus-cpp-core)

set(CURSES_NEED_WIDE ON)
set(CURSES_NEED_NCURSES ON)
find_package(Curses REQUIRED)

if(ORDERFLOW_BUILD_GUI)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Widgets LinguistTools)
endif()
if(ORDERFLOW_BUILD_TESTS)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Test)
endif()

qt_standard_project_setup()
