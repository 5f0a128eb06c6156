# What goes where. The component recorder is the command line program with its service, dashboard
# is the window; a build without the dashboard has the first alone.
include(GNUInstallDirs)

set(ORDERFLOW_SETTINGS_FOLDER ${CMAKE_INSTALL_FULL_SYSCONFDIR}/orderflow-recorder)
set(ORDERFLOW_STATE_FOLDER /var/lib/orderflow-recorder)
set(ORDERFLOW_ZSH_FOLDER ${CMAKE_INSTALL_DATADIR}/zsh/site-functions
    CACHE STRING "Where zsh looks for completions; Debian's packages have theirs in vendor-completions")

set(made ${PROJECT_BINARY_DIR}/src/manual/made)
set(packaging ${PROJECT_SOURCE_DIR}/packaging)
set(configured ${PROJECT_BINARY_DIR}/configured)

# The commands, completions and pages of one program.
function(orderflow_install_program program component)
    install(TARGETS ${program} RUNTIME COMPONENT ${component})
    install(FILES ${made}/${program}.bash
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME ${program}
        COMPONENT ${component})
    install(FILES ${made}/${program}.zsh
        DESTINATION ${ORDERFLOW_ZSH_FOLDER} RENAME _${program} COMPONENT ${component})
    install(FILES ${made}/${program}.fish
        DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT ${component})
endfunction()

orderflow_install_program(orderflow-recorder-cli recorder)
install(DIRECTORY ${made}/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT recorder
    FILES_MATCHING PATTERN "orderflow-recorder-cli*.1*")
install(DIRECTORY ${made}/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man5 COMPONENT recorder
    FILES_MATCHING PATTERN "*.5*")

# The service. Its settings are made by the administrator, or by the package.
foreach(unit orderflow-recorder.service orderflow-recorder@.service)
    configure_file(${packaging}/systemd/${unit}.in ${configured}/${unit} @ONLY)
    install(FILES ${configured}/${unit} DESTINATION lib/systemd/system COMPONENT recorder)
endforeach()
configure_file(${packaging}/systemd/orderflow-recorder.sysusers.in
    ${configured}/orderflow-recorder.sysusers @ONLY)
install(FILES ${configured}/orderflow-recorder.sysusers
    DESTINATION lib/sysusers.d RENAME orderflow-recorder.conf COMPONENT recorder)

string(TIMESTAMP ORDERFLOW_RELEASE_DATE "%Y-%m-%d" UTC)
set(examples ${CMAKE_INSTALL_DOCDIR}/examples)
install(FILES ${made}/recorder.env DESTINATION ${examples} COMPONENT recorder)
install(DIRECTORY ${packaging}/monitoring/ DESTINATION ${examples} COMPONENT recorder)
install(FILES README.md docs/database.md docs/operations.md docs/status-server.md
    DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT recorder)

if(ORDERFLOW_BUILD_GUI)
    orderflow_install_program(orderflow-recorder dashboard)
    install(DIRECTORY ${made}/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT dashboard
        FILES_MATCHING PATTERN "orderflow-recorder.1*")
    install(FILES ${packaging}/desktop/orderflow-recorder.desktop
        DESTINATION ${CMAKE_INSTALL_DATADIR}/applications COMPONENT dashboard)
    configure_file(${packaging}/desktop/orderflow-recorder.metainfo.xml.in
        ${configured}/orderflow-recorder.metainfo.xml @ONLY)
    install(FILES ${configured}/orderflow-recorder.metainfo.xml
        DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo COMPONENT dashboard)
    set(icons ${CMAKE_INSTALL_DATADIR}/icons/hicolor)
    install(FILES resources/icons/orderflow-recorder.svg
        DESTINATION ${icons}/scalable/apps COMPONENT dashboard)
    foreach(size 16 32 48 64 128 256)
        install(FILES resources/icons/orderflow-recorder-${size}.png
            DESTINATION ${icons}/${size}x${size}/apps RENAME orderflow-recorder.png
            COMPONENT dashboard)
    endforeach()
endif()
