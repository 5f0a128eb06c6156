<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en_US">
<context>
    <name>Format</name>
    <message>
        <source>ms</source>
        <translation>ms</translation>
    </message>
    <message>
        <source>s</source>
        <translation>s</translation>
    </message>
    <message>
        <source>min</source>
        <translation>min</translation>
    </message>
    <message>
        <source>h</source>
        <translation>h</translation>
    </message>
    <message>
        <source>d</source>
        <translation>d</translation>
    </message>
</context>
<context>
    <name>GapWords</name>
    <message>
        <source>seamless</source>
        <translation>nahtlos</translation>
    </message>
    <message>
        <source>filled</source>
        <translation>gefüllt</translation>
    </message>
    <message>
        <source>unfillable</source>
        <translation>nicht füllbar</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>connection lost</source>
        <translation>Verbindung verloren</translation>
    </message>
    <message>
        <source>ids did not follow</source>
        <translation>IDs nicht fortlaufend</translation>
    </message>
    <message>
        <source>stream fell silent</source>
        <translation>Stream verstummt</translation>
    </message>
    <message>
        <source>unreadable frame</source>
        <translation>Frame nicht lesbar</translation>
    </message>
    <message>
        <source>queue and spool full</source>
        <translation>Queue und Spool voll</translation>
    </message>
    <message>
        <source>refused by the database</source>
        <translation>von Datenbank abgelehnt</translation>
    </message>
    <message>
        <source>recorder not running</source>
        <translation>Recorder lief nicht</translation>
    </message>
    <message>
        <source>a stream that is not known</source>
        <translation>unbekannter Stream</translation>
    </message>
    <message>
        <source>How much is missing cannot be known.</source>
        <translation>Wie viel fehlt, ist nicht feststellbar.</translation>
    </message>
    <message>
        <source>Nothing is missing: what came after follows what came before.</source>
        <translation>Es fehlt nichts: Die Daten danach schließen an die davor an.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s) are missing.</source>
        <translation>
            <numerusform>%Ln Event fehlt.</numerusform>
            <numerusform>%Ln Events fehlen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All of %Ln missing event(s) came after all.</source>
        <translation>
            <numerusform>Das fehlende Event wurde nachgeliefert.</numerusform>
            <numerusform>Alle %Ln fehlenden Events wurden nachgeliefert.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln missing event(s) came after all.</source>
        <translation>
            <numerusform>%1 von %Ln fehlenden Event nachgeliefert.</numerusform>
            <numerusform>%1 von %Ln fehlenden Events nachgeliefert.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <translation>%1: %2, %3</translation>
    </message>
    <message>
        <source>%1 to %2, %3</source>
        <translation>%1 bis %2, %3</translation>
    </message>
    <message>
        <source>closed by the recorder</source>
        <translation>vom Recorder geschlossen</translation>
    </message>
    <message>
        <source>replaced in time by another connection</source>
        <translation>rechtzeitig durch eine andere ersetzt</translation>
    </message>
    <message>
        <source>given up: no data came</source>
        <translation>aufgegeben: keine Daten</translation>
    </message>
    <message>
        <source>given up: neither data nor an answer to a ping</source>
        <translation>aufgegeben: weder Daten noch Ping-Antwort</translation>
    </message>
    <message>
        <source>closed by the exchange</source>
        <translation>von der Börse geschlossen</translation>
    </message>
    <message>
        <source>ended without a word</source>
        <translation>ohne Abmeldung beendet</translation>
    </message>
    <message>
        <source>reset by the network or the exchange</source>
        <translation>von Netz oder Börse zurückgesetzt</translation>
    </message>
    <message>
        <source>what came was no WebSocket</source>
        <translation>Antwort war kein WebSocket</translation>
    </message>
    <message>
        <source>no answer in time</source>
        <translation>keine rechtzeitige Antwort</translation>
    </message>
    <message>
        <source>the name of the exchange was not found</source>
        <translation>Name der Börse nicht gefunden</translation>
    </message>
    <message>
        <source>connection refused</source>
        <translation>Verbindung abgelehnt</translation>
    </message>
    <message>
        <source>network unreachable</source>
        <translation>Netz nicht erreichbar</translation>
    </message>
    <message>
        <source>TLS failed</source>
        <translation>TLS fehlgeschlagen</translation>
    </message>
    <message>
        <source>refused by the exchange</source>
        <translation>von der Börse abgelehnt</translation>
    </message>
    <message>
        <source>the proxy failed</source>
        <translation>Proxy-Fehler</translation>
    </message>
    <message>
        <source>UTC</source>
        <translation>UTC</translation>
    </message>
</context>
<context>
    <name>Orderflow::CheckModel</name>
    <message>
        <source>… Waits</source>
        <translation>… Wartet</translation>
    </message>
    <message>
        <source>◌ Running</source>
        <translation>◌ Läuft</translation>
    </message>
    <message>
        <source>✓ Good</source>
        <translation>✓ Gut</translation>
    </message>
    <message>
        <source>! Look</source>
        <translation>! Prüfen</translation>
    </message>
    <message>
        <source>✗ Fails</source>
        <translation>✗ Fehler</translation>
    </message>
    <message>
        <source>– Skipped</source>
        <translation>– Entfällt</translation>
    </message>
    <message>
        <source>→ %1</source>
        <translation>→ %1</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Prüfung</translation>
    </message>
    <message>
        <source>Found, and what to do</source>
        <translation>Befund und Abhilfe</translation>
    </message>
    <message>
        <source>%1: %2: %3</source>
        <translation>%1: %2: %3</translation>
    </message>
</context>
<context>
    <name>Orderflow::CheckupDialog</name>
    <message>
        <source>Test connections</source>
        <translation>Verbindungen testen</translation>
    </message>
    <message>
        <source>Test &amp;again</source>
        <translation>&amp;Erneut testen</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>S&amp;toppen</translation>
    </message>
    <message>
        <source>&amp;Copy as text</source>
        <translation>Als Text &amp;kopieren</translation>
    </message>
    <message>
        <source>Results of the test</source>
        <translation>Testergebnisse</translation>
    </message>
    <message>
        <source>Looking at all that recording needs. Nothing is changed by it.</source>
        <translation>Alles, was die Aufzeichnung braucht, wird geprüft. Geändert wird dabei nichts.</translation>
    </message>
    <message>
        <source>Stopped before everything was looked at.</source>
        <translation>Gestoppt, bevor alles geprüft war.</translation>
    </message>
    <message numerus="yes">
        <source>%n check(s) failed. Recording does not work until that is solved.</source>
        <translation>
            <numerusform>%n Prüfung fehlgeschlagen. Die Aufzeichnung funktioniert erst, wenn das behoben ist.</numerusform>
            <numerusform>%n Prüfungen fehlgeschlagen. Die Aufzeichnung funktioniert erst, wenn das behoben ist.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Recording works. %n check(s) need a look.</source>
        <translation>
            <numerusform>Die Aufzeichnung funktioniert. %n Prüfung ist auffällig.</numerusform>
            <numerusform>Die Aufzeichnung funktioniert. %n Prüfungen sind auffällig.</numerusform>
        </translation>
    </message>
    <message>
        <source>All that recording needs is there.</source>
        <translation>Alles, was die Aufzeichnung braucht, ist vorhanden.</translation>
    </message>
</context>
<context>
    <name>Orderflow::CloseQuestion</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Shall the recording go on?</source>
        <translation>Soll die Aufzeichnung weiterlaufen?</translation>
    </message>
    <message>
        <source>It can go on with the window closed; the icon in the tray brings it back. Or what has come in is written, and the program ends.</source>
        <translation>Sie kann bei geschlossenem Fenster weiterlaufen; das Icon im Infobereich holt es zurück. Andernfalls wird alles Eingegangene geschrieben und das Programm beendet.</translation>
    </message>
    <message>
        <source>It can go on with the window minimised. Or what has come in is written, and the program ends.</source>
        <translation>Sie kann bei minimiertem Fenster weiterlaufen. Andernfalls wird alles Eingegangene geschrieben und das Programm beendet.</translation>
    </message>
    <message>
        <source>&amp;Go on in the tray</source>
        <translation>Im &amp;Infobereich fortsetzen</translation>
    </message>
    <message>
        <source>&amp;Minimise</source>
        <translation>&amp;Minimieren</translation>
    </message>
    <message>
        <source>&amp;Stop and quit</source>
        <translation>&amp;Stoppen und beenden</translation>
    </message>
    <message>
        <source>&amp;Do not ask again</source>
        <translation>&amp;Nicht mehr fragen</translation>
    </message>
</context>
<context>
    <name>Orderflow::ConnectionHistory</name>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>geschlossen</translation>
    </message>
    <message>
        <source>could not be made</source>
        <translation>Aufbau gescheitert</translation>
    </message>
    <message>
        <source>cut off with its run</source>
        <translation>mit Lauf abgebrochen</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>Route</translation>
    </message>
    <message>
        <source>Shard</source>
        <translation>Shard</translation>
    </message>
    <message>
        <source>Side</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>Geöffnet</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Geschlossen</translation>
    </message>
    <message>
        <source>Lasted</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Why it ended</source>
        <translation>Grund des Endes</translation>
    </message>
    <message>
        <source>In full</source>
        <translation>Im Wortlaut</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>Streams</source>
        <translation>Streams</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>Frames</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>Bytes</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
</context>
<context>
    <name>Orderflow::ConnectionsPanel</name>
    <message>
        <source>Connections of now</source>
        <translation>Aktuelle Verbindungen</translation>
    </message>
    <message>
        <source>Connections that there were</source>
        <translation>Frühere Verbindungen</translation>
    </message>
    <message>
        <source>No&amp;w</source>
        <translation>&amp;Jetzt</translation>
    </message>
    <message>
        <source>&amp;History</source>
        <translation>V&amp;erlauf</translation>
    </message>
</context>
<context>
    <name>Orderflow::DashboardOptions</name>
    <message>
        <source>Records Binance USDT-M futures order flow, and shows what it captures.</source>
        <translation>Zeichnet den Orderflow der Binance-USDT-M-Futures auf und zeigt, was erfasst wird.</translation>
    </message>
    <message>
        <source>Start recording at once.</source>
        <translation>Sofort mit der Aufzeichnung beginnen.</translation>
    </message>
    <message>
        <source>Watch a recorder that runs elsewhere: ws:// or wss://, or host:port.</source>
        <translation>Einen anderswo laufenden Recorder beobachten: ws:// oder wss:// oder Host:Port.</translation>
    </message>
    <message>
        <source>With --attach, a file with the recorder&apos;s STATUS_TOKEN, instead of that setting.</source>
        <translation>Mit --attach: Datei mit dem STATUS_TOKEN des Recorders, anstelle dieser Einstellung.</translation>
    </message>
    <message>
        <source>Settings from FILE instead of ./.env.</source>
        <translation>Einstellungen aus FILE statt aus ./.env.</translation>
    </message>
    <message>
        <source>%1 is no option. --help lists the options.</source>
        <translation>%1 ist keine Option. --help zeigt die Optionen.</translation>
    </message>
    <message>
        <source>--token-file goes with --attach.</source>
        <translation>--token-file gilt nur zusammen mit --attach.</translation>
    </message>
    <message>
        <source>--start and --attach do not go together: what is watched elsewhere is started there.</source>
        <translation>--start und --attach schließen sich aus: Was anderswo beobachtet wird, wird dort gestartet.</translation>
    </message>
    <message>
        <source>%1 --help lists the options.</source>
        <translation>%1 --help nennt die Optionen.</translation>
    </message>
</context>
<context>
    <name>Orderflow::DatabaseDialog</name>
    <message>
        <source>The Python recorder took &amp;depth from:</source>
        <translation>&amp;Tiefe im Python-Recorder aus:</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>Its FUTURES_STREAMS_DEPTH. It is written to every row.</source>
        <translation>Sein FUTURES_STREAMS_DEPTH. Es wird in jede Zeile geschrieben.</translation>
    </message>
    <message>
        <source>Rows that are copied</source>
        <translation>Kopierte Zeilen</translation>
    </message>
    <message>
        <source>&amp;Upgrade</source>
        <translation>&amp;Upgrade</translation>
    </message>
    <message>
        <source>&amp;Remove the old tables…</source>
        <translation>Alte Tabellen &amp;entfernen…</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>S&amp;toppen</translation>
    </message>
    <message>
        <source>Looking at the database…</source>
        <translation>Die Datenbank wird geprüft…</translation>
    </message>
    <message>
        <source>It cannot be looked at. Correct DB_URL in the settings, or start the server; the test of the connections says more.</source>
        <translation>Die Datenbank lässt sich nicht prüfen. DB_URL in den Einstellungen korrigieren oder den Server starten; mehr sagt „Verbindungen testen“.</translation>
    </message>
    <message>
        <source>Stopped. What is copied stays, and the next time goes on from there.</source>
        <translation>Gestoppt. Kopiertes bleibt, beim nächsten Mal geht es dort weiter.</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>Fertig.</translation>
    </message>
    <message>
        <source>Nothing is changed while recording goes on. Stop it first.</source>
        <translation>Während der Aufzeichnung wird nichts geändert. Zuerst die Aufzeichnung stoppen.</translation>
    </message>
    <message>
        <source>Working on the tables…</source>
        <translation>Die Tabellen werden bearbeitet…</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>&amp;Fortsetzen</translation>
    </message>
    <message>
        <source>&amp;Make the tables</source>
        <translation>Tabellen an&amp;legen</translation>
    </message>
    <message>
        <source>&amp;Bring up to date</source>
        <translation>&amp;Aktualisieren</translation>
    </message>
    <message>
        <source>Remove the old tables of the Python recorder?</source>
        <translation>Alte Tabellen des Python-Recorders entfernen?</translation>
    </message>
    <message>
        <source>All of their rows are in the new tables; that is counted once more first. The old tables cannot be brought back but from a backup.</source>
        <translation>Alle ihre Zeilen sind in den neuen Tabellen; das wird zuvor noch einmal nachgezählt. Die alten Tabellen lassen sich nur aus einer Sicherung wiederherstellen.</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Entfernen</translation>
    </message>
    <message>
        <source>It has the tables of the Python recorder, as that has left them. An upgrade gives them other names, makes new ones, and copies every row. It may be stopped at any time and goes on later. Stop the Python recorder first.</source>
        <translation>Die Datenbank enthält die Tabellen des Python-Recorders, wie er sie hinterlassen hat. Das Upgrade benennt sie um, legt neue an und kopiert jede Zeile. Es lässt sich jederzeit stoppen und später fortsetzen. Zuerst den Python-Recorder stoppen.</translation>
    </message>
    <message>
        <source>The upgrade from the Python recorder has begun: %1 of %2 rows are copied.</source>
        <translation>Das Upgrade vom Python-Recorder hat begonnen: %1 von %2 Zeilen sind kopiert.</translation>
    </message>
    <message>
        <source>It is upgraded from the Python recorder, whose tables are still there.</source>
        <translation>Das Upgrade vom Python-Recorder ist abgeschlossen; dessen Tabellen sind noch vorhanden.</translation>
    </message>
    <message>
        <source>%1: %2 rows; %3 copied, %4 merged with an equal one, %5 set aside in legacy_rows</source>
        <translation>%1: Zeilen: %2; kopiert: %3, mit einer gleichen zusammengeführt: %4, in legacy_rows ausgesondert: %5</translation>
    </message>
    <message>
        <source>There are no tables yet. The first start of a recording makes them too.</source>
        <translation>Es gibt noch keine Tabellen. Auch der erste Start einer Aufzeichnung legt sie an.</translation>
    </message>
    <message>
        <source>Its schema has version %1; this program has %2. The next start of a recording brings it there too.</source>
        <translation>Das Schema hat Version %1, dieses Programm hat %2. Auch der nächste Start einer Aufzeichnung bringt es auf diesen Stand.</translation>
    </message>
    <message>
        <source>Its schema has version %1, and this program knows %2 only. Use the newer program that has upgraded it.</source>
        <translation>Das Schema hat Version %1, dieses Programm kennt nur %2. Das neuere Programm verwenden, das es aktualisiert hat.</translation>
    </message>
    <message>
        <source>Its schema has version %1, the newest. There is nothing to do.</source>
        <translation>Das Schema hat Version %1, die neueste. Es ist nichts zu tun.</translation>
    </message>
    <message>
        <source>%1 of %2 rows copied</source>
        <translation>%1 von %2 Zeilen kopiert</translation>
    </message>
    <message>
        <source>%1 of %2 rows copied; %3 rows/s, %4 left</source>
        <translation>%1 von %2 Zeilen kopiert; %3 Zeilen/s, noch %4</translation>
    </message>
</context>
<context>
    <name>Orderflow::DeltaChart</name>
    <message>
        <source>Volume and delta</source>
        <translation>Volumen und Delta</translation>
    </message>
    <message>
        <source>What takers bought and sold. The delta is the sum of all that was bought less all that was sold since the recording started; its axis is at the left.</source>
        <translation>Was Taker gekauft und verkauft haben. Das Delta ist die Summe aller Käufe minus die aller Verkäufe seit Beginn der Aufzeichnung; seine Achse steht links.</translation>
    </message>
    <message>
        <source>bought</source>
        <translation>gekauft</translation>
    </message>
    <message>
        <source>sold</source>
        <translation>verkauft</translation>
    </message>
    <message>
        <source>delta</source>
        <translation>Delta</translation>
    </message>
</context>
<context>
    <name>Orderflow::DepthHeatMap</name>
    <message>
        <source>Depth</source>
        <translation>Tiefe</translation>
    </message>
    <message>
        <source>No book was seen yet</source>
        <translation>Noch kein Orderbuch empfangen</translation>
    </message>
    <message>
        <source>%1 × %2</source>
        <comment>price and quantity</comment>
        <translation>%1 × %2</translation>
    </message>
    <message>
        <source>bid</source>
        <translation>Bid</translation>
    </message>
    <message>
        <source>ask</source>
        <translation>Ask</translation>
    </message>
    <message>
        <source>size</source>
        <translation>Menge</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 bis %2</translation>
    </message>
</context>
<context>
    <name>Orderflow::FeedModel</name>
    <message>
        <source>connecting</source>
        <translation>verbindet</translation>
    </message>
    <message numerus="yes">
        <source>open, %n at once</source>
        <translation>
            <numerusform>offen, %n zugleich</numerusform>
            <numerusform>offen, %n zugleich</numerusform>
        </translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>waiting to try again</source>
        <translation>wartet auf Neuversuch</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>geschlossen</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>Route</translation>
    </message>
    <message>
        <source>Shard</source>
        <translation>Shard</translation>
    </message>
    <message>
        <source>Side</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
    <message>
        <source>Silent for</source>
        <translation>Still seit</translation>
    </message>
    <message>
        <source>Streams</source>
        <translation>Streams</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Stumm</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>Frames</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>Bytes</translation>
    </message>
    <message>
        <source>Reconnects</source>
        <translation>Reconnects</translation>
    </message>
    <message>
        <source>Rotations</source>
        <translation>Rotationen</translation>
    </message>
    <message>
        <source>Last problem</source>
        <translation>Letztes Problem</translation>
    </message>
</context>
<context>
    <name>Orderflow::GapPanel</name>
    <message>
        <source>All gaps</source>
        <translation>Alle Lücken</translation>
    </message>
    <message>
        <source>All rows</source>
        <translation>Alle Zeilen</translation>
    </message>
    <message>
        <source>States that are listed</source>
        <translation>Angezeigte Status</translation>
    </message>
    <message>
        <source>Any reason</source>
        <translation>Alle Gründe</translation>
    </message>
    <message>
        <source>Reasons that are listed</source>
        <translation>Angezeigte Gründe</translation>
    </message>
    <message>
        <source>Progress of the repair</source>
        <translation>Fortschritt der Reparatur</translation>
    </message>
    <message>
        <source>Rows of the gap ledger</source>
        <translation>Zeilen des Lückenregisters</translation>
    </message>
    <message>
        <source>&amp;Stop filling</source>
        <translation>Füllen &amp;stoppen</translation>
    </message>
    <message>
        <source>What is not filled yet stays open.</source>
        <translation>Was noch nicht gefüllt ist, bleibt offen.</translation>
    </message>
    <message>
        <source>The ledger is not read here.</source>
        <translation>Das Lückenregister wird hier nicht gelesen.</translation>
    </message>
    <message numerus="yes">
        <source>&amp;Fill %n selected gap(s)</source>
        <translation>
            <numerusform>%n ausgewählte Lücke &amp;füllen</numerusform>
            <numerusform>%n ausgewählte Lücken &amp;füllen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Fill all %n open gap(s)</source>
        <translation>
            <numerusform>%n offene Lücke &amp;füllen</numerusform>
            <numerusform>Alle %n offenen Lücken &amp;füllen</numerusform>
        </translation>
    </message>
    <message>
        <source>Only open gaps of trades can be filled; of its order books the exchange keeps no history.</source>
        <translation>Nur offene Lücken von Trades sind füllbar; von ihren Orderbüchern hält die Börse keine Historie vor.</translation>
    </message>
    <message>
        <source>Asks the exchange for the trades that are missing.</source>
        <translation>Fragt die fehlenden Trades bei der Börse ab.</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 trades, %n gap(s) left</source>
        <translation>
            <numerusform>%1 von %2 Trades, noch %n Lücke</numerusform>
            <numerusform>%1 von %2 Trades, noch %n Lücken</numerusform>
        </translation>
    </message>
    <message>
        <source>Not all is filled: %1</source>
        <translation>Nicht alles gefüllt: %1</translation>
    </message>
    <message>
        <source>Filled %1 · unfillable %2 · still open %3</source>
        <translation>Gefüllt %1 · nicht füllbar %2 · noch offen %3</translation>
    </message>
</context>
<context>
    <name>Orderflow::GapTableModel</name>
    <message>
        <source>State</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Symbol</source>
        <translation>Symbol</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>Stream</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>Fehlend</translation>
    </message>
    <message>
        <source>Came after all</source>
        <translation>Nachgeliefert</translation>
    </message>
    <message>
        <source>First missing id</source>
        <translation>Erste fehlende ID</translation>
    </message>
    <message>
        <source>Last missing id</source>
        <translation>Letzte fehlende ID</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Anmerkung</translation>
    </message>
</context>
<context>
    <name>Orderflow::IntegrityPage</name>
    <message>
        <source>Last hour</source>
        <translation>Letzte Stunde</translation>
    </message>
    <message>
        <source>Last 6 hours</source>
        <translation>Letzte 6 Stunden</translation>
    </message>
    <message>
        <source>Last 24 hours</source>
        <translation>Letzte 24 Stunden</translation>
    </message>
    <message>
        <source>Last 3 days</source>
        <translation>Letzte 3 Tage</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>&amp;Gaps</source>
        <translation>&amp;Lücken</translation>
    </message>
    <message>
        <source>Co&amp;nnections</source>
        <translation>&amp;Verbindungen</translation>
    </message>
    <message>
        <source>&amp;Log</source>
        <translation>Lo&amp;g</translation>
    </message>
    <message>
        <source>Filter: symbol, stream, reason</source>
        <translation>Filter: Symbol, Stream, Grund</translation>
    </message>
    <message>
        <source>Filter of streams and gaps</source>
        <translation>Filter für Streams und Lücken</translation>
    </message>
    <message>
        <source>Streams that are shown</source>
        <translation>Angezeigte Streams</translation>
    </message>
    <message>
        <source>All streams</source>
        <translation>Alle Streams</translation>
    </message>
    <message>
        <source>With gaps</source>
        <translation>Mit Lücken</translation>
    </message>
    <message>
        <source>With open gaps</source>
        <translation>Mit offenen Lücken</translation>
    </message>
    <message>
        <source>Span of time</source>
        <translation>Zeitraum</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Neu lesen</translation>
    </message>
    <message numerus="yes">
        <source>The ledger cannot be read: %1. It is tried again every %n second(s).</source>
        <translation>
            <numerusform>Das Lückenregister ist nicht lesbar: %1. Neuer Versuch jede Sekunde.</numerusform>
            <numerusform>Das Lückenregister ist nicht lesbar: %1. Neuer Versuch alle %n Sekunden.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 open · %2 unfillable · %3 filled · %4 seamless · as of %5 UTC</source>
        <translation>%1 offen · %2 nicht füllbar · %3 gefüllt · %4 nahtlos · Stand %5 UTC</translation>
    </message>
    <message>
        <source>Too much for one page, the newest is shown: %1</source>
        <translation>Zu viel für eine Seite, nur das Neueste: %1</translation>
    </message>
</context>
<context>
    <name>Orderflow::LadderView</name>
    <message>
        <source>Order book</source>
        <translation>Orderbuch</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Preis</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Menge</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Tiefe</translation>
    </message>
    <message>
        <source>spread %1</source>
        <translation>Spread %1</translation>
    </message>
    <message>
        <source>spread %1 (%2 bp)</source>
        <translation>Spread %1 (%2 bp)</translation>
    </message>
    <message>
        <source>no trade yet</source>
        <translation>noch kein Trade</translation>
    </message>
    <message>
        <source>▼ %1 × %2</source>
        <comment>price and quantity, sold</comment>
        <translation>▼ %1 × %2</translation>
    </message>
    <message>
        <source>▲ %1 × %2</source>
        <comment>price and quantity, bought</comment>
        <translation>▲ %1 × %2</translation>
    </message>
    <message>
        <source>last trade sold %1 at %2</source>
        <translation>letzter Trade: %1 zu %2 verkauft</translation>
    </message>
    <message>
        <source>last trade bought %1 at %2</source>
        <translation>letzter Trade: %1 zu %2 gekauft</translation>
    </message>
    <message>
        <source>best bid %1, size %2; best ask %3, size %4; %5; %6</source>
        <translation>bester Bid %1, Menge %2; bester Ask %3, Menge %4; %5; %6</translation>
    </message>
    <message numerus="yes">
        <source>%n more ask level(s) above</source>
        <translation>
            <numerusform>%n weitere Ask-Stufe darüber</numerusform>
            <numerusform>%n weitere Ask-Stufen darüber</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more bid level(s) below</source>
        <translation>
            <numerusform>%n weitere Bid-Stufe darunter</numerusform>
            <numerusform>%n weitere Bid-Stufen darunter</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Orderflow::LogModel</name>
    <message>
        <source>Time (UTC)</source>
        <translation>Zeit (UTC)</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>Kategorie</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
</context>
<context>
    <name>Orderflow::LogPanel</name>
    <message>
        <source>Levels that are shown</source>
        <translation>Angezeigte Stufen</translation>
    </message>
    <message>
        <source>All lines</source>
        <translation>Alle Zeilen</translation>
    </message>
    <message>
        <source>Info and above</source>
        <translation>Ab Info</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Warnungen und Fehler</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Filter: message or category</source>
        <translation>Filter: Meldung oder Kategorie</translation>
    </message>
    <message>
        <source>Filter of the log</source>
        <translation>Filter für das Log</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <source>New lines wait until you go on.</source>
        <translation>Neue Zeilen warten bis zum Fortsetzen.</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Copies the chosen lines, or all that are shown.</source>
        <translation>Kopiert die ausgewählten Zeilen oder alle angezeigten.</translation>
    </message>
    <message>
        <source>Lines of the log</source>
        <translation>Zeilen des Logs</translation>
    </message>
    <message>
        <source>This is the log of the dashboard. That of the recorder is on its machine: where it was started, or, as a service, with `journalctl -u orderflow-recorder`.</source>
        <translation>Dies ist das Log des Dashboards. Das des Recorders liegt auf dessen Rechner: dort, wo er gestartet wurde, oder, als Dienst, mit `journalctl -u orderflow-recorder`.</translation>
    </message>
    <message>
        <source>%1 older lines are not kept here</source>
        <translation>Ältere Zeilen, hier nicht mehr vorhanden: %1</translation>
    </message>
</context>
<context>
    <name>Orderflow::MainWindow</name>
    <message>
        <source>&amp;Overview</source>
        <translation>Ü&amp;bersicht</translation>
    </message>
    <message>
        <source>&amp;Integrity</source>
        <translation>&amp;Integrität</translation>
    </message>
    <message>
        <source>&amp;Recording</source>
        <translation>Auf&amp;zeichnung</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>Open &amp;symbol…</source>
        <translation>&amp;Symbol öffnen…</translation>
    </message>
    <message>
        <source>Symbol &amp;pages</source>
        <translation>Symbols&amp;eiten</translation>
    </message>
    <message>
        <source>None is open</source>
        <translation>Keine geöffnet</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>Aufzeichnung</translation>
    </message>
    <message>
        <source>Open symbol</source>
        <translation>Symbol öffnen</translation>
    </message>
    <message>
        <source>&amp;Symbol:</source>
        <translation>&amp;Symbol:</translation>
    </message>
    <message>
        <source>%1 cannot be a symbol. Symbols are written as the exchange does, such as BTCUSDT.</source>
        <translation>%1 kann kein Symbol sein. Symbole werden wie an der Börse geschrieben, z. B. BTCUSDT.</translation>
    </message>
    <message>
        <source>%1 %2 – %3</source>
        <translation>%1 %2 – %3</translation>
    </message>
    <message>
        <source>%1 received · %2 written · %3 duplicates · %4 lost</source>
        <translation>%1 empfangen · %2 geschrieben · %3 doppelt · %4 verloren</translation>
    </message>
</context>
<context>
    <name>Orderflow::OverviewPage</name>
    <message>
        <source>Filter symbols, such as BTC ETH (Ctrl+F)</source>
        <translation>Symbole filtern, z. B. BTC ETH (Strg+F)</translation>
    </message>
    <message>
        <source>Filter symbols</source>
        <translation>Symbole filtern</translation>
    </message>
    <message>
        <source>Which symbols are shown</source>
        <translation>Angezeigte Symbole</translation>
    </message>
    <message>
        <source>All symbols</source>
        <translation>Alle Symbole</translation>
    </message>
    <message>
        <source>Favourites</source>
        <translation>Favoriten</translation>
    </message>
    <message>
        <source>Needing attention</source>
        <translation>Auffällige</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n symbol(s)</source>
        <translation>
            <numerusform>%1 von %n Symbol</numerusform>
            <numerusform>%1 von %n Symbolen</numerusform>
        </translation>
    </message>
    <message>
        <source>No symbols are recorded yet.</source>
        <translation>Noch werden keine Symbole aufgezeichnet.</translation>
    </message>
    <message>
        <source>No symbol matches the filter. Esc clears it.</source>
        <translation>Kein Symbol passt zum Filter. Esc löscht ihn.</translation>
    </message>
    <message>
        <source>No symbol is pinned. Space pins the selected one, or a click on its star.</source>
        <translation>Kein Symbol ist angeheftet. Die Leertaste heftet das ausgewählte an, ebenso ein Klick auf seinen Stern.</translation>
    </message>
    <message>
        <source>No symbol needs attention.</source>
        <translation>Kein Symbol ist auffällig.</translation>
    </message>
</context>
<context>
    <name>Orderflow::RecordingControl</name>
    <message>
        <source>&amp;Start</source>
        <translation>&amp;Starten</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>S&amp;toppen</translation>
    </message>
    <message>
        <source>Start recording (Ctrl+R)</source>
        <translation>Aufzeichnung starten (Strg+R)</translation>
    </message>
    <message>
        <source>Write what has come in and stop (Ctrl+T)</source>
        <translation>Eingegangenes schreiben und stoppen (Strg+T)</translation>
    </message>
    <message>
        <source>Orderflow Recorder</source>
        <translation>Orderflow Recorder</translation>
    </message>
    <message>
        <source>Recording cannot go on.</source>
        <translation>Die Aufzeichnung kann nicht weiterlaufen.</translation>
    </message>
    <message>
        <source>S&amp;ettings…</source>
        <translation>&amp;Einstellungen…</translation>
    </message>
    <message>
        <source>What is recorded, from where and into what (Ctrl+,)</source>
        <translation>Was aufgezeichnet wird, woher und wohin (Strg+,)</translation>
    </message>
    <message>
        <source>Test &amp;connections…</source>
        <translation>&amp;Verbindungen testen…</translation>
    </message>
    <message>
        <source>Look at database, spool and exchange (Ctrl+K)</source>
        <translation>Datenbank, Spool und Börse prüfen (Strg+K)</translation>
    </message>
    <message>
        <source>&amp;Database…</source>
        <translation>&amp;Datenbank…</translation>
    </message>
    <message>
        <source>Make the tables, or bring them up to date (Ctrl+D)</source>
        <translation>Tabellen anlegen oder aktualisieren (Strg+D)</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Stop the recording and quit?</source>
        <translation>Aufzeichnung stoppen und Programm beenden?</translation>
    </message>
    <message>
        <source>&amp;Stop and quit</source>
        <translation>&amp;Stoppen und beenden</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Restart the recording now?</source>
        <translation>Aufzeichnung jetzt neu starten?</translation>
    </message>
    <message>
        <source>The settings are saved, and hold from the next start. A restart writes what has come in first; what the exchange sends meanwhile is missed, and the trades among it are fetched again.</source>
        <translation>Die Einstellungen sind gespeichert und gelten ab dem nächsten Start. Ein Neustart schreibt zuerst alles Eingegangene; was die Börse währenddessen sendet, fehlt, die Trades davon werden nachgeholt.</translation>
    </message>
    <message>
        <source>&amp;Restart now</source>
        <translation>&amp;Jetzt neu starten</translation>
    </message>
    <message>
        <source>&amp;Later</source>
        <translation>S&amp;päter</translation>
    </message>
    <message>
        <source>&amp;Ask again on closing</source>
        <translation>&amp;Beim Schließen wieder fragen</translation>
    </message>
</context>
<context>
    <name>Orderflow::RemoteLedger</name>
    <message>
        <source>The recorder there fills gaps by itself; to have them filled at once, run `orderflow-recorder-cli backfill` on its machine.</source>
        <translation>Der Recorder dort füllt Lücken selbst; sofort geschieht es mit `orderflow-recorder-cli backfill` auf dessen Rechner.</translation>
    </message>
</context>
<context>
    <name>Orderflow::SettingField</name>
    <message>
        <source>%1. Allowed: %2.</source>
        <translation>%1. Zulässig: %2.</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>Back to the default, which is empty</source>
        <translation>Auf den Standard zurücksetzen (leer)</translation>
    </message>
    <message>
        <source>Back to the default, %1</source>
        <translation>Auf den Standard zurücksetzen: %1</translation>
    </message>
    <message>
        <source>%1: back to the default</source>
        <translation>%1: auf den Standard zurücksetzen</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Anzeigen</translation>
    </message>
    <message>
        <source>Show what is secret</source>
        <translation>Geheimes anzeigen</translation>
    </message>
    <message>
        <source>%1: show what is secret</source>
        <translation>%1: Geheimes anzeigen</translation>
    </message>
    <message>
        <source>Back to the default; not saved yet</source>
        <translation>Auf den Standard zurückgesetzt; noch nicht gespeichert</translation>
    </message>
    <message>
        <source>The default</source>
        <translation>Standardwert</translation>
    </message>
    <message>
        <source>Changed; not saved yet</source>
        <translation>Geändert; noch nicht gespeichert</translation>
    </message>
    <message>
        <source>From %1</source>
        <translation>Aus %1</translation>
    </message>
    <message>
        <source>From the environment, which overrides the file. Unset %1 there to change it here.</source>
        <translation>Aus der Umgebung, die Vorrang vor der Datei hat. Um den Wert hier zu ändern, %1 dort entfernen.</translation>
    </message>
    <message>
        <source>From the command line, which overrides the file. Start without --%1 to change it here.</source>
        <translation>Von der Befehlszeile, die Vorrang vor der Datei hat. Um den Wert hier zu ändern, ohne --%1 starten.</translation>
    </message>
</context>
<context>
    <name>Orderflow::SettingsDialog</name>
    <message>
        <source>Database</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>Aufzeichnung</translation>
    </message>
    <message>
        <source>Exchange</source>
        <translation>Börse</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Limits</translation>
    </message>
    <message>
        <source>Status server</source>
        <translation>Statusserver</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>Alarme</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Log</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Kept in %1</source>
        <translation>Gespeichert in %1</translation>
    </message>
    <message>
        <source>&amp;Next problem</source>
        <translation>&amp;Nächstes Problem</translation>
    </message>
    <message>
        <source>Groups of settings</source>
        <translation>Gruppen der Einstellungen</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s) to be solved before this can be saved</source>
        <translation>
            <numerusform>%n Problem ist vor dem Speichern zu beheben</numerusform>
            <numerusform>%n Probleme sind vor dem Speichern zu beheben</numerusform>
        </translation>
    </message>
    <message>
        <source>The settings are not saved.</source>
        <translation>Die Einstellungen wurden nicht gespeichert.</translation>
    </message>
</context>
<context>
    <name>Orderflow::StatusSource</name>
    <message>
        <source>No answer from %1 for %2 s</source>
        <translation>Seit %2 s keine Antwort von %1</translation>
    </message>
    <message>
        <source>Failed: %1</source>
        <translation>Fehlgeschlagen: %1</translation>
    </message>
    <message>
        <source>No answer from %1 for %2 s: %3</source>
        <translation>Seit %2 s keine Antwort von %1: %3</translation>
    </message>
</context>
<context>
    <name>Orderflow::StreamTimeline</name>
    <message>
        <source>Timeline of the streams</source>
        <translation>Zeitachse der Streams</translation>
    </message>
    <message>
        <source>a stream that is not known</source>
        <translation>unbekannter Stream</translation>
    </message>
    <message>
        <source>No stream is shown.</source>
        <translation>Kein Stream angezeigt.</translation>
    </message>
    <message numerus="yes">
        <source>%1: %2 captured, %n row(s) in the ledger</source>
        <translation>
            <numerusform>%1: %2 erfasst, %n Zeile im Lückenregister</numerusform>
            <numerusform>%1: %2 erfasst, %n Zeilen im Lückenregister</numerusform>
        </translation>
    </message>
    <message>
        <source>The ledger was not read yet.</source>
        <translation>Das Lückenregister wurde noch nicht gelesen.</translation>
    </message>
    <message>
        <source>Nothing was recorded yet.</source>
        <translation>Noch wurde nichts aufgezeichnet.</translation>
    </message>
    <message>
        <source>No stream matches the filter.</source>
        <translation>Kein Stream passt zum Filter.</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1, %2</translation>
    </message>
</context>
<context>
    <name>Orderflow::SymbolCharts</name>
    <message>
        <source>Rates</source>
        <translation>Raten</translation>
    </message>
    <message>
        <source>Latency p99</source>
        <translation>Latenz p99</translation>
    </message>
    <message numerus="yes">
        <source>%n min</source>
        <translation>
            <numerusform>%n min</numerusform>
            <numerusform>%n min</numerusform>
        </translation>
    </message>
    <message>
        <source>Show so much of the past</source>
        <translation>Diesen Zeitraum anzeigen</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>Follow what comes in</source>
        <translation>Neuen Daten folgen</translation>
    </message>
    <message>
        <source>events/s</source>
        <translation>Events/s</translation>
    </message>
    <message>
        <source>rows/s</source>
        <translation>Zeilen/s</translation>
    </message>
    <message>
        <source>to receipt</source>
        <translation>bis Empfang</translation>
    </message>
    <message>
        <source>to commit</source>
        <translation>bis Commit</translation>
    </message>
</context>
<context>
    <name>Orderflow::SymbolHeader</name>
    <message>
        <source>Last</source>
        <translation>Letzter</translation>
    </message>
    <message>
        <source>Spread</source>
        <translation>Spread</translation>
    </message>
    <message>
        <source>Events/s</source>
        <translation>Events/s</translation>
    </message>
    <message>
        <source>Rows/s</source>
        <translation>Zeilen/s</translation>
    </message>
    <message>
        <source>Gaps</source>
        <translation>Lücken</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
</context>
<context>
    <name>Orderflow::SymbolTableModel</name>
    <message>
        <source>&lt; 1 s</source>
        <comment>age of an event</comment>
        <translation>&lt; 1 s</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>Pinned to the top (Space unpins)</source>
        <translation>Oben angeheftet (Leertaste löst)</translation>
    </message>
    <message>
        <source>Pin to the top (Space)</source>
        <translation>Oben anheften (Leertaste)</translation>
    </message>
    <message>
        <source>pinned</source>
        <translation>angeheftet</translation>
    </message>
    <message>
        <source>not pinned</source>
        <translation>nicht angeheftet</translation>
    </message>
    <message>
        <source>Favourites; they stay at the top however the table is sorted</source>
        <translation>Favoriten; sie bleiben oben, wie auch immer die Tabelle sortiert ist</translation>
    </message>
    <message>
        <source>Symbol</source>
        <translation>Symbol</translation>
    </message>
    <message>
        <source>The contract, as the exchange names it</source>
        <translation>Der Kontrakt, wie ihn die Börse nennt</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>Letzter</translation>
    </message>
    <message>
        <source>Price of the last trade</source>
        <translation>Preis des letzten Trades</translation>
    </message>
    <message>
        <source>Spread</source>
        <translation>Spread</translation>
    </message>
    <message>
        <source>Best ask minus best bid, exactly</source>
        <translation>Bester Ask minus bester Bid, exakt</translation>
    </message>
    <message>
        <source>Bid</source>
        <translation>Bid</translation>
    </message>
    <message>
        <source>Best price that buyers offer</source>
        <translation>Höchster Preis, den Käufer bieten</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>Ask</translation>
    </message>
    <message>
        <source>Best price that sellers ask</source>
        <translation>Niedrigster Preis, den Verkäufer verlangen</translation>
    </message>
    <message>
        <source>Events/s</source>
        <translation>Events/s</translation>
    </message>
    <message>
        <source>Events received a second</source>
        <translation>Empfangene Events pro Sekunde</translation>
    </message>
    <message>
        <source>Rows/s</source>
        <translation>Zeilen/s</translation>
    </message>
    <message>
        <source>Rows committed a second, of all its streams</source>
        <translation>Pro Sekunde in die Datenbank geschriebene Zeilen, alle Streams zusammen</translation>
    </message>
    <message>
        <source>Lag p99</source>
        <translation>Verzug p99</translation>
    </message>
    <message>
        <source>From receiving an event to its commit: 99 of 100 lately took at most this, in the slowest of its streams</source>
        <translation>Vom Empfang eines Events bis zum Commit: 99 von 100 brauchten zuletzt höchstens so lange, im langsamsten Stream</translation>
    </message>
    <message>
        <source>Gaps</source>
        <translation>Lücken</translation>
    </message>
    <message>
        <source>Holes found since the start, filled ones included</source>
        <translation>Seit dem Start gefundene Lücken, auch gefüllte</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
    <message>
        <source>Since its newest event</source>
        <translation>Zeit seit dem neuesten Event</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>How the capture of the symbol stands</source>
        <translation>Wie es um die Erfassung des Symbols steht</translation>
    </message>
    <message>
        <source>Last 15 min</source>
        <translation>Letzte 15 min</translation>
    </message>
    <message>
        <source>Events a second over the last quarter of an hour, each symbol on a scale of its own</source>
        <translation>Events pro Sekunde in der letzten Viertelstunde, jedes Symbol mit eigener Skala</translation>
    </message>
    <message>
        <source>Favourite</source>
        <translation>Favorit</translation>
    </message>
</context>
<context>
    <name>Orderflow::SymbolTableView</name>
    <message>
        <source>Symbols</source>
        <translation>Symbole</translation>
    </message>
    <message>
        <source>Enter opens a symbol, Space pins it to the top, typing filters, and the menu key sorts.</source>
        <translation>Eingabetaste öffnet ein Symbol, Leertaste heftet es oben an, Tippen filtert, die Menütaste sortiert.</translation>
    </message>
    <message>
        <source>&amp;Open %1</source>
        <translation>%1 ö&amp;ffnen</translation>
    </message>
    <message>
        <source>&amp;Unpin</source>
        <translation>&amp;Lösen</translation>
    </message>
    <message>
        <source>&amp;Pin to the top</source>
        <translation>Oben an&amp;heften</translation>
    </message>
    <message>
        <source>&amp;Copy name</source>
        <translation>Namen &amp;kopieren</translation>
    </message>
    <message>
        <source>&amp;Sort by</source>
        <translation>&amp;Sortieren nach</translation>
    </message>
    <message>
        <source>C&amp;olumns</source>
        <translation>S&amp;palten</translation>
    </message>
    <message>
        <source>&amp;Usual widths</source>
        <translation>&amp;Standardbreiten</translation>
    </message>
</context>
<context>
    <name>Orderflow::TimelineLegend</name>
    <message>
        <source>captured</source>
        <translation>erfasst</translation>
    </message>
    <message>
        <source>seamless reconnect</source>
        <translation>nahtlos neu verbunden</translation>
    </message>
    <message>
        <source>gap, open</source>
        <translation>Lücke, offen</translation>
    </message>
    <message>
        <source>gap, filled</source>
        <translation>Lücke, gefüllt</translation>
    </message>
    <message>
        <source>gap, unfillable</source>
        <translation>Lücke, nicht füllbar</translation>
    </message>
    <message>
        <source>not recorded</source>
        <translation>nicht aufgezeichnet</translation>
    </message>
    <message>
        <source>Legend of the timeline</source>
        <translation>Legende der Zeitachse</translation>
    </message>
</context>
<context>
    <name>Orderflow::TradeTapeModel</name>
    <message numerus="yes">
        <source>%n trade(s) not shown</source>
        <translation>
            <numerusform>%n Trade nicht gezeigt</numerusform>
            <numerusform>%n Trades nicht gezeigt</numerusform>
        </translation>
    </message>
    <message>
        <source>▼ sold</source>
        <translation>▼ verkauft</translation>
    </message>
    <message>
        <source>▲ bought</source>
        <translation>▲ gekauft</translation>
    </message>
    <message>
        <source>Time (UTC)</source>
        <translation>Zeit (UTC)</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Preis</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Menge</translation>
    </message>
    <message>
        <source>Taker</source>
        <translation>Taker</translation>
    </message>
</context>
<context>
    <name>Orderflow::TradeTapePanel</name>
    <message>
        <source>Time and sales</source>
        <translation>Time and Sales</translation>
    </message>
    <message numerus="yes">
        <source>Paused, %n new trade(s) – go to the newest</source>
        <translation>
            <numerusform>Pausiert, %n neuer Trade – zum neuesten</numerusform>
            <numerusform>Pausiert, %n neue Trades – zum neuesten</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Orderflow::TrayIcon</name>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Hide window</source>
        <translation>Fenster &amp;ausblenden</translation>
    </message>
    <message>
        <source>&amp;Show window</source>
        <translation>Fenster &amp;anzeigen</translation>
    </message>
    <message>
        <source>%1 events/s · %2 rows/s</source>
        <translation>%1 Events/s · %2 Zeilen/s</translation>
    </message>
    <message>
        <source>Lag p99 %1</source>
        <translation>Verzug p99 %1</translation>
    </message>
    <message>
        <source>Open gaps: %1</source>
        <translation>Offene Lücken: %1</translation>
    </message>
</context>
<context>
    <name>Orderflow::VerdictBanner</name>
    <message>
        <source>%1 UTC</source>
        <translation>%1 UTC</translation>
    </message>
    <message>
        <source>since %1 or earlier</source>
        <translation>seit %1 oder früher</translation>
    </message>
    <message>
        <source>since %1</source>
        <translation>seit %1</translation>
    </message>
    <message>
        <source>all figures are as of %1</source>
        <translation>alle Werte mit Stand %1</translation>
    </message>
    <message numerus="yes">
        <source>%n symbol(s)</source>
        <translation>
            <numerusform>%n Symbol</numerusform>
            <numerusform>%n Symbole</numerusform>
        </translation>
    </message>
    <message>
        <source>into %1</source>
        <translation>in %1</translation>
    </message>
    <message>
        <source>started %1 ago</source>
        <translation>gestartet vor %1</translation>
    </message>
    <message>
        <source>Since %1: %2</source>
        <translation>Seit %1: %2</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Gesamturteil</translation>
    </message>
    <message>
        <source>Fewer alerts</source>
        <translation>Weniger Alarme</translation>
    </message>
    <message numerus="yes">
        <source>%n more alert(s)</source>
        <translation>
            <numerusform>%n weiterer Alarm</numerusform>
            <numerusform>%n weitere Alarme</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Setting</name>
    <message>
        <source>the database that is recorded into</source>
        <translation>Datenbank, in die aufgezeichnet wird</translation>
    </message>
    <message>
        <source>postgresql://user:password@host:port/database, sqlite:///relative/file or sqlite:////absolute/file</source>
        <translation>postgresql://user:password@host:port/database, sqlite:///relative/file oder sqlite:////absolute/file</translation>
    </message>
    <message>
        <source>what a commit on PostgreSQL waits for before its events count as written</source>
        <translation>worauf ein Commit unter PostgreSQL wartet, bevor seine Events als geschrieben gelten</translation>
    </message>
    <message>
        <source>on, off, local, remote_write or remote_apply</source>
        <translation>on, off, local, remote_write oder remote_apply</translation>
    </message>
    <message>
        <source>whether new tables become hypertables where the database has TimescaleDB</source>
        <translation>ob neue Tabellen zu Hypertables werden, wenn die Datenbank TimescaleDB hat</translation>
    </message>
    <message>
        <source>auto or off</source>
        <translation>auto oder off</translation>
    </message>
    <message>
        <source>whether empty tables are distributed by symbol where the database has Citus</source>
        <translation>ob leere Tabellen nach Symbol verteilt werden, wenn die Datenbank Citus hat</translation>
    </message>
    <message>
        <source>the symbols that are recorded</source>
        <translation>Symbole, die aufgezeichnet werden</translation>
    </message>
    <message>
        <source>names, patterns such as *USDT or BTC*, all, and with a ! what is left out, such as !DOGEUSDT; a JSON list or separated by commas</source>
        <translation>Namen, Muster wie *USDT oder BTC*, all, und mit ! Ausgenommenes wie !DOGEUSDT; als JSON-Liste oder durch Kommas getrennt</translation>
    </message>
    <message>
        <source>which share of these symbols is recorded, such as 2/4, where several recorders divide them</source>
        <translation>welcher Teil dieser Symbole aufgezeichnet wird, z. B. 2/4, wenn mehrere Recorder sie sich teilen</translation>
    </message>
    <message>
        <source>K/N, the K-th of N shares, with N up to 256 and K from 1 to N</source>
        <translation>K/N, der K-te von N Teilen, mit N bis 256 und K von 1 bis N</translation>
    </message>
    <message>
        <source>the order book streams of each symbol</source>
        <translation>Orderbuch-Streams jedes Symbols</translation>
    </message>
    <message>
        <source>depth, depth5, depth10 or depth20 (every 250 ms), each also with @100ms or @500ms, and depth@0ms; a JSON list or separated by commas; empty records no books</source>
        <translation>depth, depth5, depth10 oder depth20 (alle 250 ms), jeweils auch mit @100ms oder @500ms, sowie depth@0ms; als JSON-Liste oder durch Kommas getrennt; leer: keine Orderbücher</translation>
    </message>
    <message>
        <source>the trade streams of each symbol</source>
        <translation>Trade-Streams jedes Symbols</translation>
    </message>
    <message>
        <source>aggTrade; empty records no trades</source>
        <translation>aggTrade; leer: keine Trades</translation>
    </message>
    <message>
        <source>where the streams come from</source>
        <translation>woher die Streams kommen</translation>
    </message>
    <message>
        <source>wss://host or ws://host:port</source>
        <translation>wss://host oder ws://host:port</translation>
    </message>
    <message>
        <source>where the exchange answers questions</source>
        <translation>wo die Börse Anfragen beantwortet</translation>
    </message>
    <message>
        <source>https://host or http://host:port</source>
        <translation>https://host oder http://host:port</translation>
    </message>
    <message>
        <source>certificates that are trusted besides the system&apos;s</source>
        <translation>Zertifikate, denen zusätzlich zu denen des Systems vertraut wird</translation>
    </message>
    <message>
        <source>a PEM file, such as that of a company&apos;s proxy; empty for the system&apos;s alone</source>
        <translation>eine PEM-Datei, z. B. die eines Firmen-Proxys; leer: nur die des Systems</translation>
    </message>
    <message>
        <source>the most streams on one connection to the exchange</source>
        <translation>Höchstzahl der Streams auf einer Verbindung zur Börse</translation>
    </message>
    <message>
        <source>1 to 1024</source>
        <translation>1 bis 1024</translation>
    </message>
    <message>
        <source>how many connections deliver each stream; with 2, losing either loses nothing</source>
        <translation>wie viele Verbindungen jeden Stream liefern; bei 2 geht nichts verloren, wenn eine ausfällt</translation>
    </message>
    <message>
        <source>1 or 2</source>
        <translation>1 oder 2</translation>
    </message>
    <message>
        <source>age in seconds at which a connection is replaced; the exchange cuts at 86400</source>
        <translation>Alter in Sekunden, mit dem eine Verbindung ersetzt wird; die Börse trennt bei 86400</translation>
    </message>
    <message>
        <source>5 to 86000 seconds</source>
        <translation>5 bis 86000 Sekunden</translation>
    </message>
    <message>
        <source>events after which a batch goes to the database</source>
        <translation>Zahl der Events, nach der ein Batch in die Datenbank geht</translation>
    </message>
    <message>
        <source>1 to 1000000</source>
        <translation>1 bis 1000000</translation>
    </message>
    <message>
        <source>size in memory at which it goes there before that</source>
        <translation>Größe im Arbeitsspeicher, ab der ein Batch schon vorher in die Datenbank geht</translation>
    </message>
    <message>
        <source>64KiB to 1GiB; without a unit in bytes</source>
        <translation>64KiB bis 1GiB; ohne Einheit in Bytes</translation>
    </message>
    <message>
        <source>age of its first event from which it goes to a database that is not busy</source>
        <translation>Alter seines ersten Events, ab dem ein Batch in eine unbeschäftigte Datenbank geht</translation>
    </message>
    <message>
        <source>1 to 60000 milliseconds; more than BATCH_MAX_AGE_MS counts as that</source>
        <translation>1 bis 60000 Millisekunden; mehr als BATCH_MAX_AGE_MS gilt als dieses</translation>
    </message>
    <message>
        <source>age of its first event at which it goes to a busy one</source>
        <translation>Alter seines ersten Events, ab dem ein Batch auch in eine beschäftigte Datenbank geht</translation>
    </message>
    <message>
        <source>1 to 60000 milliseconds</source>
        <translation>1 bis 60000 Millisekunden</translation>
    </message>
    <message>
        <source>how much memory may wait for the database</source>
        <translation>wie viel im Arbeitsspeicher auf die Datenbank warten darf</translation>
    </message>
    <message>
        <source>1MiB to 64GiB, and no less than BATCH_MAX_BYTES; without a unit in bytes</source>
        <translation>1MiB bis 64GiB und nicht weniger als BATCH_MAX_BYTES; ohne Einheit in Bytes</translation>
    </message>
    <message>
        <source>where batches wait on disk while the database is away, slow or refuses them</source>
        <translation>wo Batches auf Platte warten, solange die Datenbank getrennt oder langsam ist oder sie ablehnt</translation>
    </message>
    <message>
        <source>a file that one recorder uses; empty keeps them in memory alone</source>
        <translation>eine Datei, die nur ein Recorder nutzt; leer: nur im Arbeitsspeicher</translation>
    </message>
    <message>
        <source>how much may wait on disk; beyond it the oldest order books are dropped, never trades</source>
        <translation>wie viel auf Platte warten darf; darüber werden die ältesten Orderbücher verworfen, nie Trades</translation>
    </message>
    <message>
        <source>1MiB to 16384GiB; without a unit in bytes</source>
        <translation>1MiB bis 16384GiB; ohne Einheit in Bytes</translation>
    </message>
    <message>
        <source>how much stays free on the spool&apos;s disk; the same is done where it is less</source>
        <translation>wie viel auf der Platte des Spools frei bleibt; bei weniger werden ebenso die ältesten Orderbücher verworfen</translation>
    </message>
    <message>
        <source>0 to 16384GiB; without a unit in bytes</source>
        <translation>0 bis 16384GiB; ohne Einheit in Bytes</translation>
    </message>
    <message>
        <source>whether trades that were missed are fetched from the exchange while recording</source>
        <translation>ob verpasste Trades während der Aufzeichnung bei der Börse nachgeholt werden</translation>
    </message>
    <message>
        <source>on or off</source>
        <translation>on oder off</translation>
    </message>
    <message>
        <source>days before the newest one that are kept; older ones are dropped whole</source>
        <translation>Zahl der Tage vor dem neuesten, die aufbewahrt werden; ältere werden ganz gelöscht</translation>
    </message>
    <message>
        <source>1 to 36500 days; 0 keeps all</source>
        <translation>1 bis 36500 Tage; 0 behält alle</translation>
    </message>
    <message>
        <source>what the events may take in the database; beyond it the oldest days are dropped</source>
        <translation>wie viel Platz die Events in der Datenbank belegen dürfen; darüber werden die ältesten Tage gelöscht</translation>
    </message>
    <message>
        <source>1 to 1000000, in units of 1024 MiB; 0 is no limit</source>
        <translation>1 bis 1000000, in Einheiten von 1024 MiB; 0: kein Limit</translation>
    </message>
    <message>
        <source>where the status is served: health, metrics, JSON, a live WebSocket</source>
        <translation>wo der Status bereitsteht: Health, Metriken, JSON, ein Live-WebSocket</translation>
    </message>
    <message>
        <source>an IP address and a port, such as 127.0.0.1:9464, [::1]:9464 or, with a STATUS_TOKEN, 0.0.0.0:9464; off for none</source>
        <translation>IP-Adresse und Port, z. B. 127.0.0.1:9464, [::1]:9464 oder, mit einem STATUS_TOKEN, 0.0.0.0:9464; off: keiner</translation>
    </message>
    <message>
        <source>what clients of the status server have to show, as Authorization: Bearer TOKEN</source>
        <translation>womit sich Clients des Statusservers ausweisen, als Authorization: Bearer TOKEN</translation>
    </message>
    <message>
        <source>16 characters or more, such as those of openssl rand -hex 32, without spaces; empty for none, where STATUS_LISTEN is a loopback address</source>
        <translation>mindestens 16 Zeichen, z. B. von openssl rand -hex 32, ohne Leerzeichen; leer: keines, sofern STATUS_LISTEN eine Loopback-Adresse ist</translation>
    </message>
    <message>
        <source>the certificate that the status server shows; it speaks HTTPS and WSS then</source>
        <translation>Zertifikat, das der Statusserver vorzeigt; er spricht dann HTTPS und WSS</translation>
    </message>
    <message>
        <source>a PEM file, the server&apos;s certificate first; empty for no TLS</source>
        <translation>eine PEM-Datei, das Zertifikat des Servers zuerst; leer: kein TLS</translation>
    </message>
    <message>
        <source>the private key of STATUS_TLS_CERT</source>
        <translation>privater Schlüssel zu STATUS_TLS_CERT</translation>
    </message>
    <message>
        <source>a PEM file, not encrypted; empty for no TLS</source>
        <translation>eine unverschlüsselte PEM-Datei; leer: kein TLS</translation>
    </message>
    <message>
        <source>how many streams that deliver nothing are worth an alert</source>
        <translation>ab wie vielen Streams, die nichts liefern, ein Alarm ausgelöst wird</translation>
    </message>
    <message>
        <source>1 to 1000000; 0 turns it off</source>
        <translation>1 bis 1000000; 0 schaltet ab</translation>
    </message>
    <message>
        <source>how many open gaps of the ledger are</source>
        <translation>ab wie vielen offenen Lücken im Lückenregister ein Alarm ausgelöst wird</translation>
    </message>
    <message>
        <source>1 to 1000000000; 0 turns it off</source>
        <translation>1 bis 1000000000; 0 schaltet ab</translation>
    </message>
    <message>
        <source>how long from receiving an event to its commit is</source>
        <translation>ab welcher Dauer vom Empfang eines Events bis zum Commit ein Alarm ausgelöst wird</translation>
    </message>
    <message>
        <source>1 to 86400000 milliseconds; 0 turns it off</source>
        <translation>1 bis 86400000 Millisekunden; 0 schaltet ab</translation>
    </message>
    <message>
        <source>how little free room on the disk of the database or the spool is</source>
        <translation>unter wie viel freiem Platz auf der Platte von Datenbank oder Spool ein Alarm ausgelöst wird</translation>
    </message>
    <message>
        <source>1 to 16384GiB; without a unit in bytes; 0 turns it off</source>
        <translation>1 bis 16384GiB; ohne Einheit in Bytes; 0 schaltet ab</translation>
    </message>
    <message>
        <source>how far this machine&apos;s clock may be off the exchange&apos;s</source>
        <translation>wie weit die Uhr dieses Rechners von der der Börse abweichen darf</translation>
    </message>
    <message>
        <source>1 to 3600000 milliseconds; 0 turns it off</source>
        <translation>1 bis 3600000 Millisekunden; 0 schaltet ab</translation>
    </message>
    <message>
        <source>where changes of alerts are posted to, as JSON</source>
        <translation>wohin Änderungen von Alarmen als JSON gesendet werden (POST)</translation>
    </message>
    <message>
        <source>https://host/path, or http:// to this machine; empty for nowhere</source>
        <translation>https://host/path oder http:// an diesen Rechner; leer: nirgendwohin</translation>
    </message>
    <message>
        <source>the least grave messages that are logged</source>
        <translation>niedrigste Stufe der Meldungen, die ins Log kommen</translation>
    </message>
    <message>
        <source>DEBUG, INFO, WARNING, ERROR or CRITICAL</source>
        <translation>DEBUG, INFO, WARNING, ERROR oder CRITICAL</translation>
    </message>
    <message>
        <source>how they are written: lines for people or a JSON object a line</source>
        <translation>wie Meldungen ins Log geschrieben werden: als Zeilen für Menschen oder als ein JSON-Objekt pro Zeile</translation>
    </message>
    <message>
        <source>text or json</source>
        <translation>text oder json</translation>
    </message>
</context>
<context>
    <name>SymbolCondition</name>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>complete</source>
        <translation>vollständig</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>gaps</source>
        <translation>Lücken</translation>
    </message>
    <message>
        <source>silent</source>
        <translation>still</translation>
    </message>
    <message>
        <source>mute</source>
        <translation>stumm</translation>
    </message>
    <message>
        <source>There is no answer from the recorder; the figures are the last that came.</source>
        <translation>Der Recorder antwortet nicht; angezeigt sind die zuletzt empfangenen Werte.</translation>
    </message>
    <message>
        <source>Nothing is recorded at the moment.</source>
        <translation>Zurzeit wird nichts aufgezeichnet.</translation>
    </message>
    <message>
        <source>All streams deliver, and no gap was found since the start.</source>
        <translation>Alle Streams liefern, seit dem Start wurde keine Lücke gefunden.</translation>
    </message>
    <message>
        <source>The first event has not come yet.</source>
        <translation>Das erste Event steht noch aus.</translation>
    </message>
    <message>
        <source>Gaps were found since the start. The Integrity page lists them, and which of them are filled again.</source>
        <translation>Seit dem Start wurden Lücken gefunden. Die Seite „Integrität“ listet sie auf und zeigt, welche wieder gefüllt sind.</translation>
    </message>
    <message numerus="yes">
        <source>Nothing has come for more than %n second(s). The contract may be halted, or hardly traded.</source>
        <translation>
            <numerusform>Seit mehr als %n Sekunde kam nichts an. Der Kontrakt ist möglicherweise ausgesetzt oder wird kaum gehandelt.</numerusform>
            <numerusform>Seit mehr als %n Sekunden kam nichts an. Der Kontrakt ist möglicherweise ausgesetzt oder wird kaum gehandelt.</numerusform>
        </translation>
    </message>
    <message>
        <source>A stream delivers nothing, on any connection. The contract may be halted; the log names the stream.</source>
        <translation>Ein Stream liefert nichts, auf keiner Verbindung. Der Kontrakt ist möglicherweise ausgesetzt; das Log nennt den Stream.</translation>
    </message>
</context>
<context>
    <name>SymbolWords</name>
    <message>
        <source>%1 stays mute: the exchange sends nothing, although it was asked again. It is tried again from time to time.</source>
        <translation>%1 bleibt stumm: Die Börse sendet nichts, obwohl der Stream erneut angefordert wurde. Weitere Versuche folgen von Zeit zu Zeit.</translation>
    </message>
    <message>
        <source>Of %1 nothing was received yet.</source>
        <translation>Von %1 wurde noch nichts empfangen.</translation>
    </message>
    <message>
        <source>%1 has been silent for %2.</source>
        <translation>%1 ist seit %2 still.</translation>
    </message>
    <message>
        <source>%1 is not recorded. Add it to the symbols in the settings, or close this page.</source>
        <translation>%1 wird nicht aufgezeichnet. In den Einstellungen zu den Symbolen hinzufügen oder diese Seite schließen.</translation>
    </message>
    <message>
        <source>Recording is about to start.</source>
        <translation>Die Aufzeichnung beginnt gleich.</translation>
    </message>
    <message>
        <source>Nothing is recorded. Start the recording to see %1.</source>
        <translation>Es wird nichts aufgezeichnet. Aufzeichnung starten, um %1 zu sehen.</translation>
    </message>
    <message>
        <source>%1. These are the last values.</source>
        <translation>%1. Angezeigt sind die letzten Werte.</translation>
    </message>
    <message>
        <source>Nothing is recorded now. These are the last values.</source>
        <translation>Zurzeit wird nichts aufgezeichnet. Angezeigt sind die letzten Werte.</translation>
    </message>
    <message numerus="yes">
        <source>%n gap(s) since the start: the integrity page shows them.</source>
        <translation>
            <numerusform>%n Lücke seit dem Start, siehe Seite „Integrität“.</numerusform>
            <numerusform>%n Lücken seit dem Start, siehe Seite „Integrität“.</numerusform>
        </translation>
    </message>
    <message>
        <source>Recorded without gaps since the start.</source>
        <translation>Seit dem Start lückenlos aufgezeichnet.</translation>
    </message>
    <message>
        <source>No partial book of %1 is recorded, and changes alone are no book. Add a stream such as depth20@100ms to FUTURES_STREAMS_DEPTH in the settings to see it.</source>
        <translation>Von %1 wird kein Teil-Orderbuch aufgezeichnet, und Änderungen allein ergeben kein Orderbuch. Um es zu sehen, in den Einstellungen bei FUTURES_STREAMS_DEPTH einen Stream wie depth20@100ms hinzufügen.</translation>
    </message>
    <message>
        <source>No book of %1 was received yet.</source>
        <translation>Von %1 wurde noch kein Orderbuch empfangen.</translation>
    </message>
</context>
<context>
    <name>Tile</name>
    <message>
        <source>1 min: %1/s</source>
        <translation>1 min: %1/s</translation>
    </message>
    <message>
        <source>Events received a second: trades and depth updates of all symbols, second copies included. Below it the mean of the last minute; the line shows up to 15 minutes.</source>
        <translation>Empfangene Events pro Sekunde: Trades und Orderbuch-Updates aller Symbole, Zweitkopien eingeschlossen. Darunter das Mittel der letzten Minute; die Linie zeigt bis zu 15 Minuten.</translation>
    </message>
    <message numerus="yes">
        <source>%n stream(s) silent</source>
        <translation>
            <numerusform>%n Stream still</numerusform>
            <numerusform>%n Streams still</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 in all</source>
        <translation>%1 insgesamt</translation>
    </message>
    <message>
        <source>Rows committed to the database a second. Below it all of them since the start; the line shows up to 15 minutes.</source>
        <translation>Pro Sekunde in die Datenbank geschriebene Zeilen. Darunter ihre Summe seit dem Start; die Linie zeigt bis zu 15 Minuten.</translation>
    </message>
    <message>
        <source>%1 lost</source>
        <translation>%1 verloren</translation>
    </message>
    <message>
        <source>p50 %1, max %2</source>
        <translation>p50 %1, max. %2</translation>
    </message>
    <message>
        <source>no commit lately</source>
        <translation>zuletzt kein Commit</translation>
    </message>
    <message>
        <source>From receiving an event to its commit: 99 of 100 of the last half minute took at most this long. From the exchange to receiving it took %1 at most for 99 of 100, by two clocks.</source>
        <translation>Vom Empfang eines Events bis zum Commit: 99 von 100 der letzten halben Minute brauchten höchstens so lange. Von der Börse bis zum Empfang brauchten 99 von 100 höchstens %1, nach zwei verschiedenen Uhren.</translation>
    </message>
    <message>
        <source>How much of what there was to record since midnight UTC is in the tables, by the ledger of gaps.</source>
        <translation>Welcher Anteil dessen, was seit Mitternacht UTC aufzuzeichnen war, laut Lückenregister in den Tabellen steht.</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>noch nicht bekannt</translation>
    </message>
    <message>
        <source>%1 missing</source>
        <translation>%1 fehlen</translation>
    </message>
    <message>
        <source>nothing missing</source>
        <translation>nichts fehlt</translation>
    </message>
    <message>
        <source>found since the start</source>
        <translation>seit dem Start gefunden</translation>
    </message>
    <message>
        <source>ledger not read yet</source>
        <translation>Register noch ungelesen</translation>
    </message>
    <message>
        <source>Gaps found since the start. The ledger, which knows what became of them, was not read yet.</source>
        <translation>Seit dem Start gefundene Lücken. Das Lückenregister, das ihren Verbleib kennt, wurde noch nicht gelesen.</translation>
    </message>
    <message>
        <source>%1 filled</source>
        <translation>%1 gefüllt</translation>
    </message>
    <message>
        <source>%1 unfillable</source>
        <translation>%1 nicht füllbar</translation>
    </message>
    <message>
        <source>Gaps of the ledger that are still open. Trades can be fetched again: the Integrity page does it.</source>
        <translation>Noch offene Lücken des Lückenregisters. Trades lassen sich nachholen: auf der Seite „Integrität“.</translation>
    </message>
    <message>
        <source>%1 set aside</source>
        <translation>%1 ausgesondert</translation>
    </message>
    <message>
        <source>%1 dropped</source>
        <translation>%1 verworfen</translation>
    </message>
    <message>
        <source>beyond its limits</source>
        <translation>über den Limits</translation>
    </message>
    <message>
        <source>What waits on disk for the database while that is away or slow. Set aside is what the database refused, kept for repair.</source>
        <translation>Was auf der Platte auf die Datenbank wartet, solange sie weg oder langsam ist. Zurückgelegt ist, was die Datenbank abgelehnt hat; es wird zur Reparatur aufgehoben.</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>waits in memory only</source>
        <translation>wartet nur im RAM</translation>
    </message>
    <message>
        <source>Empty</source>
        <translation>Leer</translation>
    </message>
    <message numerus="yes">
        <source>%n batch(es) on disk</source>
        <translation>
            <numerusform>%n Batch auf Platte</numerusform>
            <numerusform>%n Batches auf Platte</numerusform>
        </translation>
    </message>
    <message>
        <source>nothing waits</source>
        <translation>nichts wartet</translation>
    </message>
    <message>
        <source>Opening</source>
        <translation>Öffnet</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Away</source>
        <translation>Getrennt</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Geschlossen</translation>
    </message>
    <message>
        <source>Whether the database takes what is recorded, how long the last commit took, and what waits in memory for the next.</source>
        <translation>Ob die Datenbank annimmt, was aufgezeichnet wird, wie lange der letzte Commit dauerte und was im Arbeitsspeicher auf den nächsten wartet.</translation>
    </message>
    <message>
        <source>last commit %1</source>
        <translation>letzter Commit %1</translation>
    </message>
    <message>
        <source>no commit yet</source>
        <translation>noch kein Commit</translation>
    </message>
    <message>
        <source>queue empty</source>
        <translation>Queue leer</translation>
    </message>
    <message>
        <source>queue %1</source>
        <translation>Queue %1</translation>
    </message>
    <message>
        <source>What is free on the fullest of the disks that are written to.</source>
        <translation>Freier Platz auf der vollsten der beschriebenen Platten.</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>free on the disk of</source>
        <translation>frei auf der Platte von</translation>
    </message>
    <message>
        <source>Nothing is known yet.</source>
        <translation>Noch ist nichts bekannt.</translation>
    </message>
    <message>
        <source>Events/s</source>
        <translation>Events/s</translation>
    </message>
    <message>
        <source>Rows/s</source>
        <translation>Zeilen/s</translation>
    </message>
    <message>
        <source>Lag p99</source>
        <translation>Verzug p99</translation>
    </message>
    <message>
        <source>Coverage today</source>
        <translation>Abdeckung heute</translation>
    </message>
    <message>
        <source>Open gaps</source>
        <translation>Offene Lücken</translation>
    </message>
    <message>
        <source>Spool</source>
        <translation>Spool</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Platte</translation>
    </message>
</context>
<context>
    <name>Verdict</name>
    <message>
        <source>No %1 connection: %2</source>
        <translation>Keine Verbindung auf Route %1: %2</translation>
    </message>
    <message>
        <source>Connecting to the %1 route</source>
        <translation>Verbindet mit Route %1</translation>
    </message>
    <message>
        <source>Silent: the %1 route delivers nothing</source>
        <translation>Still: Route %1 liefert nichts</translation>
    </message>
    <message>
        <source>The %1 connection is closed</source>
        <translation>Verbindung der Route %1 ist geschlossen</translation>
    </message>
    <message>
        <source>Database away, %1 events wait on disk: %2</source>
        <translation>Datenbank getrennt, %1 Events warten auf Platte: %2</translation>
    </message>
    <message>
        <source>Database away: %1</source>
        <translation>Datenbank getrennt: %1</translation>
    </message>
    <message>
        <source>Hung: the %1 thread gives no sign of life</source>
        <translation>Hängt: Thread %1 gibt kein Lebenszeichen</translation>
    </message>
    <message>
        <source>Recording, %1 events lost</source>
        <translation>Zeichnet auf, verlorene Events: %1</translation>
    </message>
    <message>
        <source>Recording, %1 events set aside that the database refused</source>
        <translation>Zeichnet auf, von der Datenbank abgelehnte und ausgesonderte Events: %1</translation>
    </message>
    <message>
        <source>Recording over one side</source>
        <translation>Zeichnet über nur eine Seite auf</translation>
    </message>
    <message>
        <source>Recording, %1 streams are mute</source>
        <translation>Zeichnet auf, stumme Streams: %1</translation>
    </message>
    <message>
        <source>Recording, %1 events on disk go to the database</source>
        <translation>Zeichnet auf, noch von Platte in die Datenbank: %1 Events</translation>
    </message>
    <message>
        <source>Recording, %1 gaps</source>
        <translation>Zeichnet auf, Lücken: %1</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>Zeichnet auf</translation>
    </message>
    <message>
        <source>Not started</source>
        <translation>Nicht gestartet</translation>
    </message>
    <message>
        <source>Asking the exchange for its contracts</source>
        <translation>Fragt die Börse nach ihren Kontrakten</translation>
    </message>
    <message>
        <source>No list of contracts: %1</source>
        <translation>Keine Liste der Kontrakte: %1</translation>
    </message>
    <message>
        <source>Opening the database</source>
        <translation>Öffnet die Datenbank</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Stoppt</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Gestoppt</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
</context>
</TS>
