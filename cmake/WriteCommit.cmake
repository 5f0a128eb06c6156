# Run at each build: writes the commit of `source`, or `commit` where it is given, to `header`.
if(NOT commit)
    execute_process(
        COMMAND git -C ${source} describe --always --dirty --abbrev=12 --exclude=*
        OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE
        ERROR_QUIET RESULT_VARIABLE result)
    # A folder inside somebody else's repository has that one's commits.
    execute_process(
        COMMAND git -C ${source} rev-parse --show-toplevel
        OUTPUT_VARIABLE top OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    file(REAL_PATH ${source} source)
    if(NOT result EQUAL 0 OR NOT top STREQUAL source)
        set(commit "")
    endif()
endif()
set(text "#define ORDERFLOW_COMMIT \"${commit}\"\n")
if(EXISTS ${header})
    file(READ ${header} old)
endif()
if(NOT text STREQUAL "${old}")
    file(WRITE ${header} "${text}")
endif()
