<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en_US">
<context>
    <name>GapWords</name>
    <message numerus="yes">
        <source>%Ln event(s) are missing.</source>
        <translation>
            <numerusform>%Ln event is missing.</numerusform>
            <numerusform>%Ln events are missing.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All of %Ln missing event(s) came after all.</source>
        <translation>
            <numerusform>The missing event came after all.</numerusform>
            <numerusform>All of %Ln missing events came after all.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln missing event(s) came after all.</source>
        <translation>
            <numerusform>%1 of %Ln missing event came after all.</numerusform>
            <numerusform>%1 of %Ln missing events came after all.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Orderflow::CheckupDialog</name>
    <message numerus="yes">
        <source>%n check(s) failed. Recording does not work until that is solved.</source>
        <translation>
            <numerusform>%n check failed. Recording does not work until that is solved.</numerusform>
            <numerusform>%n checks failed. Recording does not work until that is solved.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Recording works. %n check(s) need a look.</source>
        <translation>
            <numerusform>Recording works. %n check needs a look.</numerusform>
            <numerusform>Recording works. %n checks need a look.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Orderflow::FeedModel</name>
    <message numerus="yes">
        <source>open, %n at once</source>
        <translation>
            <numerusform>open, %n at once</numerusform>
            <numerusform>open, %n at once</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Orderflow::GapPanel</name>
    <message numerus="yes">
        <source>&amp;Fill %n selected gap(s)</source>
        <translation>
            <numerusform>&amp;Fill %n selected gap</numerusform>
            <numerusform>&amp;Fill %n selected gaps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Fill all %n open gap(s)</source>
        <translation>
            <numerusform>&amp;Fill %n open gap</numerusform>
            <numerusform>&amp;Fill all %n open gaps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 trades, %n gap(s) left</source>
        <translation>
            <numerusform>%1 of %2 trades, %n gap left</numerusform>
            <numerusform>%1 of %2 trades, %n gaps left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Orderflow::IntegrityPage</name>
    <message numerus="yes">
        <source>The ledger cannot be read: %1. It is tried again every %n second(s).</source>
        <translation>
            <numerusform>The ledger cannot be read: %1. It is tried again every second.</numerusform>
            <numerusform>The ledger cannot be read: %1. It is tried again every %n seconds.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Orderflow::LadderView</name>
    <message numerus="yes">
        <source>%n more ask level(s) above</source>
        <translation>
            <numerusform>%n more ask level above</numerusform>
            <numerusform>%n more ask levels above</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more bid level(s) below</source>
        <translation>
            <numerusform>%n more bid level below</numerusform>
            <numerusform>%n more bid levels below</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Orderflow::OverviewPage</name>
    <message numerus="yes">
        <source>%1 of %n symbol(s)</source>
        <translation>
            <numerusform>%1 of %n symbol</numerusform>
            <numerusform>%1 of %n symbols</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Orderflow::SettingsDialog</name>
    <message numerus="yes">
        <source>%n problem(s) to be solved before this can be saved</source>
        <translation>
            <numerusform>%n problem to be solved before this can be saved</numerusform>
            <numerusform>%n problems to be solved before this can be saved</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Orderflow::StreamTimeline</name>
    <message numerus="yes">
        <source>%1: %2 captured, %n row(s) in the ledger</source>
        <translation>
            <numerusform>%1: %2 captured, %n row in the ledger</numerusform>
            <numerusform>%1: %2 captured, %n rows in the ledger</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Orderflow::SymbolCharts</name>
    <message numerus="yes">
        <source>%n min</source>
        <translation>
            <numerusform>%n min</numerusform>
            <numerusform>%n min</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Orderflow::TradeTapeModel</name>
    <message numerus="yes">
        <source>%n trade(s) not shown</source>
        <translation>
            <numerusform>%n trade not shown</numerusform>
            <numerusform>%n trades not shown</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Orderflow::TradeTapePanel</name>
    <message numerus="yes">
        <source>Paused, %n new trade(s) – go to the newest</source>
        <translation>
            <numerusform>Paused, %n new trade – go to the newest</numerusform>
            <numerusform>Paused, %n new trades – go to the newest</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Orderflow::VerdictBanner</name>
    <message numerus="yes">
        <source>%n symbol(s)</source>
        <translation>
            <numerusform>%n symbol</numerusform>
            <numerusform>%n symbols</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more alert(s)</source>
        <translation>
            <numerusform>%n more alert</numerusform>
            <numerusform>%n more alerts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SymbolCondition</name>
    <message numerus="yes">
        <source>Nothing has come for more than %n second(s). The contract may be halted, or hardly traded.</source>
        <translation>
            <numerusform>Nothing has come for more than %n second. The contract may be halted, or hardly traded.</numerusform>
            <numerusform>Nothing has come for more than %n seconds. The contract may be halted, or hardly traded.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SymbolWords</name>
    <message numerus="yes">
        <source>%n gap(s) since the start: the integrity page shows them.</source>
        <translation>
            <numerusform>%n gap since the start: the integrity page shows it.</numerusform>
            <numerusform>%n gaps since the start: the integrity page shows them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Tile</name>
    <message numerus="yes">
        <source>%n stream(s) silent</source>
        <translation>
            <numerusform>%n stream silent</numerusform>
            <numerusform>%n streams silent</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n batch(es) on disk</source>
        <translation>
            <numerusform>%n batch on disk</numerusform>
            <numerusform>%n batches on disk</numerusform>
        </translation>
    </message>
</context>
</TS>
