# One INTERFACE target carries what every target of this project is compiled with.
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_AUTOMOC ON)
set(CMAKE_AUTORCC ON)

find_program(ORDERFLOW_CCACHE ccache)
if(ORDERFLOW_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${ORDERFLOW_CCACHE})
endif()

add_library(orderflow_common INTERFACE)
target_compile_features(orderflow_common INTERFACE cxx_std_20)
set_target_properties(orderflow_common PROPERTIES INTERFACE_POSITION_INDEPENDENT_CODE ON)
target_compile_options(orderflow_common INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
    # The QTRY_ macros of Qt 6.8 narrow their time-out.
    $<$<NOT:$<BOOL:$<TARGET_PROPERTY:ORDERFLOW_IS_TEST>>>:-Wconversion>
    $<$<BOOL:${ORDERFLOW_WARNINGS_AS_ERRORS}>:-Werror>)
target_compile_definitions(orderflow_common INTERFACE
    QT_NO_CAST_FROM_ASCII
    QT_NO_CAST_TO_ASCII
    QT_NO_CONTEXTLESS_CONNECT
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
    QT_NO_URL_CAST_FROM_STRING
    QT_USE_QSTRINGBUILDER)

# Hundreds of tests are linked with all of core: of gold, where it is there, that takes an eighth of the
# time. Debug information stays beside the objects instead of being copied into each test, and an index
# for gdb replaces the names that each object brings: a quarter of the disk. What sanitizers say has
# lines of the source only where it is copied.
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
    find_program(ORDERFLOW_GOLD ld.gold)
    if(ORDERFLOW_GOLD)
        target_link_options(orderflow_common INTERFACE -fuse-ld=gold)
    endif()
    if(NOT ORDERFLOW_SANITIZERS)
        target_compile_options(orderflow_common INTERFACE -gsplit-dwarf)
        if(ORDERFLOW_GOLD)
            target_link_options(orderflow_common INTERFACE -Wl,--gdb-index)
        endif()
    endif()
endif()

if(ORDERFLOW_SANITIZERS)
    target_compile_options(orderflow_common INTERFACE
        -fsanitize=${ORDERFLOW_SANITIZERS} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(orderflow_common INTERFACE -fsanitize=${ORDERFLOW_SANITIZERS})
endif()
