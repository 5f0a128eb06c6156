#include "commandexamples.h"

namespace Orderflow {

using namespace Qt::StringLiterals;

const QList<CommandExample> &commandExamples()
{
    static const QList<CommandExample> Examples{
        {u"record"_s, u"--symbols-futures BTCUSDT,ETHUSDT"_s,
         u"Records two contracts into ./orderflow.db until Ctrl-C, with a live view."_s},
        {u"record"_s, u"--env-file ~/recorder.env --plain"_s,
         u"Records with the settings in that file, and prints a line every 10 s."_s},
        {u"demo"_s, u"--duration 20"_s,
         u"Records a made-up market for 20 s into ./orderflow-demo.db, without any network."_s},
        {u"top"_s, u"wss://recorder.example:9464 --token-file ~/recorder.token"_s,
         u"Watches a recorder on another host."_s},
        {u"replay"_s, u"--synthetic --port 9500"_s,
         u"Serves a made-up market on 127.0.0.1:9500 the way the exchange would."_s},
        {u"doctor"_s, u"--env-file /etc/orderflow-recorder/recorder.env"_s,
         u"Checks all that the service needs, when run as its user in /var/lib/orderflow-recorder, "
         "and says what to do about each fault."_s},
        {u"init-db"_s, u"--db-url postgresql://recorder@db.example/orderflow"_s,
         u"Makes the tables, or brings them up to date."_s},
        {u"backfill"_s, u"--symbol BTCUSDT --from 2026-11-20"_s,
         u"Fetches the trades of a contract that the ledger misses since then."_s},
        {u"gaps"_s, u"--status open --json"_s, u"Prints the open gaps for a script."_s},
        {u"verify"_s, u"--from 2026-11-20 --to 2026-11-21"_s,
         u"Proves a day from the database alone; ends with 0 only if all is as the ledger says."_s},
        {u"verify"_s, u"--against BTCUSDT-aggTrades-2026-11-20.zip"_s,
         u"Compares trades with a file of data.binance.vision."_s},
        {u"spool"_s, u"retry"_s, u"Writes once more what the database refused."_s},
        {u"streams"_s, u"--symbols-futures all"_s,
         u"Shows how many connections all contracts would take."_s},
        {u"config"_s, u"--env-file /etc/orderflow-recorder/recorder.env"_s,
         u"Shows the settings of the service, to those who may read them, and where each comes "
         "from."_s},
    };
    return Examples;
}

} // namespace Orderflow
