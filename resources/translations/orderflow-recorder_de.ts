<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en_US">
<context>
    <name>Format</name>
    <message>
        <source>ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>d</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Orderflow::DashboardOptions</name>
    <message>
        <source>Records Binance USDT-M futures order flow, and shows what it captures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start recording at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watch a recorder that runs elsewhere: ws:// or wss://, or host:port.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With --attach, a file with the recorder&apos;s STATUS_TOKEN, instead of that setting.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings from FILE instead of ./.env.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>. --help lists the options.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is no option. --help lists the options.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--token-file goes with --attach.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--start and --attach do not go together: what is watched elsewhere is started there.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Orderflow::MainWindow</name>
    <message>
        <source>&amp;Overview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Integrity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;symbol…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Symbol &amp;pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None is open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open symbol</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Symbol:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be a symbol. Symbols are written as the exchange does, such as BTCUSDT.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2 – %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 received · %2 written · %3 duplicates · %4 lost</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Orderflow::RecordingControl</name>
    <message>
        <source>&amp;Start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start recording (Ctrl+R)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write what has come in and stop (Ctrl+T)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Orderflow Recorder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recording cannot go on.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Orderflow::StatusSource</name>
    <message>
        <source>No answer from %1 for %2 s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Verdict</name>
    <message>
        <source>No %1 connection: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting to the %1 route</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Silent: the %1 route delivers nothing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The %1 connection is closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Database away, %1 events wait on disk: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Database away: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hung: the %1 thread gives no sign of life</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recording, %1 events lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recording, %1 events set aside that the database refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recording over one side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recording, %1 streams are mute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recording, %1 events on disk go to the database</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recording, %1 gaps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking the exchange for its contracts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No list of contracts: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening the database</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
