#include "statuspresenter.h"

#include "monitor/statusjson.h"
#include "process/logging.h"
#include "process/posixsignals.h"
#include "statusheadline.h"
#include "statustext.h"
#include "terminalview.h"

#include <QDateTime>
#include <QJsonDocument>

#include <cmath>

namespace Orderflow {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

class LinePresenter final : public StatusPresenter
{
public:
    explicit LinePresenter(QTextStream &out)
        : m_out(out)
    {}

    std::chrono::milliseconds interval() const override { return 10s; }

    void show(const RecorderStatus &status, const std::optional<LinkTrouble> &link) override
    {
        const QDateTime now = QDateTime::currentDateTimeUtc();
        m_out << now.toString(Qt::ISODate) << u' '
              << (link ? headline(*link) : StatusText::statusLine(status)) << Qt::endl;
    }

    void finish(const RecorderStatus &status) override
    {
        m_out << StatusText::summary(status) << Qt::endl;
    }

private:
    QTextStream &m_out;
};

class JsonPresenter final : public StatusPresenter
{
public:
    explicit JsonPresenter(QTextStream &out)
        : m_out(out)
    {}

    std::chrono::milliseconds interval() const override { return 1s; }
    void show(const RecorderStatus &status, const std::optional<LinkTrouble> &link) override
    {
        if (link)
            writeTrouble(*link);
        else
            write(status, u"status"_s);
    }
    void finish(const RecorderStatus &status) override { write(status, u"summary"_s); }

private:
    void write(const RecorderStatus &status, const QString &type)
    {
        QJsonObject object = toJson(status);
        object.insert(u"type"_s, type);
        print(object);
    }

    void writeTrouble(const LinkTrouble &link)
    {
        const auto since = std::chrono::duration<double, std::milli>(link.since);
        print({{u"type"_s, u"noAnswer"_s},
               {u"address"_s, link.address},
               {u"sinceMs"_s, std::round(since.count())},
               {u"reason"_s, link.reason}});
    }

    void print(const QJsonObject &object)
    {
        m_out << QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact))
              << Qt::endl;
    }

    QTextStream &m_out;
};

class TerminalPresenter final : public StatusPresenter
{
public:
    TerminalPresenter(std::unique_ptr<TerminalView> view, CommandContext &context)
        : m_view(std::move(view))
        , m_context(context)
    {
        if (!m_context.logging)
            return;
        const auto alsoWrite =
            m_context.errIsTerminal ? Logging::AlsoWrite::No : Logging::AlsoWrite::Yes;
        m_context.logging->setSink(
            [shown = m_view.get()](const LogLine &line) { shown->addLogLine(line); }, alsoWrite);
    }

    ~TerminalPresenter() override { close(); }

    std::chrono::milliseconds interval() const override { return 250ms; }
    void show(const RecorderStatus &status, const std::optional<LinkTrouble> &link) override
    {
        m_view->show(status, link);
    }

    void finish(const RecorderStatus &status) override
    {
        close();
        m_context.out << StatusText::summary(status) << Qt::endl;
    }

private:
    /// What was on the screen goes with it, so what was grave is said once more.
    void close()
    {
        if (!m_view)
            return;
        if (m_context.logging)
            m_context.logging->setSink({});
        const std::vector<LogLine> grave = m_view->gravestLines();
        m_view.reset();
        for (const LogLine &line : m_context.errIsTerminal ? grave : std::vector<LogLine>())
            m_context.err << line.toString() << Qt::endl;
    }

    std::unique_ptr<TerminalView> m_view;
    CommandContext &m_context;
};

} // namespace

std::unique_ptr<StatusPresenter> makePresenter(Presentation presentation, CommandContext &context,
                                               const ViewWishes &wishes)
{
    if (presentation == Presentation::Json)
        return std::make_unique<JsonPresenter>(context.out);
    if (presentation == Presentation::Automatic && context.outIsTerminal) {
        const bool hasColour = context.environment.value(u"NO_COLOR"_s).isEmpty();
        auto view =
            TerminalView::open(hasColour ? TerminalView::Colour::Yes : TerminalView::Colour::No,
                               context.outIsUtf8 ? Glyphs::Unicode : Glyphs::Ascii);
        if (view) {
            QObject::connect(view.get(), &TerminalView::quitRequested, &wishes.quit,
                             &StopRequests::stopRequested);
            if (wishes.showBook) {
                QObject::connect(view.get(), &TerminalView::bookShown, &wishes.quit,
                                 wishes.showBook);
            }
            return std::make_unique<TerminalPresenter>(std::move(view), context);
        }
    }
    return std::make_unique<LinePresenter>(context.out);
}

} // namespace Orderflow
