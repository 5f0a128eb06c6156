# The commit that is built, as ORDERFLOW_COMMIT of orderflowcommit.h. Only what the programs' main()
# includes depends on it, so a commit makes little to build.
set(ORDERFLOW_COMMIT "" CACHE STRING "The commit that is built, where there is no git repository to ask")

add_custom_target(orderflow_commit_header
    COMMAND ${CMAKE_COMMAND}
        -D source=${PROJECT_SOURCE_DIR}
        -D commit=${ORDERFLOW_COMMIT}
        -D header=${PROJECT_BINARY_DIR}/commit/orderflowcommit.h
        -P ${CMAKE_CURRENT_LIST_DIR}/WriteCommit.cmake
    BYPRODUCTS ${PROJECT_BINARY_DIR}/commit/orderflowcommit.h
    COMMENT "Asking git for the commit"
    VERBATIM)

add_library(orderflow_commit INTERFACE)
target_include_directories(orderflow_commit INTERFACE ${PROJECT_BINARY_DIR}/commit)
add_dependencies(orderflow_commit orderflow_commit_header)
