#include "gui/control/closequestion.h"

#include <QCheckBox>
#include <QMessageBox>
#include <QPushButton>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

const QString AnswerKey = u"closing"_s;
const QString GoOnText = u"goOn"_s;
const QString StopText = u"stop"_s;

} // namespace

CloseQuestion::CloseQuestion(QWidget &window, QSettings *kept)
    : m_window(window)
    , m_kept(kept)
{}

std::optional<CloseQuestion::Answer> CloseQuestion::remembered() const
{
    const QString text = m_kept ? m_kept->value(AnswerKey).toString() : QString();
    if (text == GoOnText)
        return Answer::GoOn;
    if (text == StopText)
        return Answer::StopAndQuit;
    return std::nullopt;
}

void CloseQuestion::forgetAnswer()
{
    if (m_kept)
        m_kept->remove(AnswerKey);
}

void CloseQuestion::ask(bool hasTray)
{
    if (m_box)
        return;
    if (const std::optional<Answer> known = remembered()) {
        emit answered(*known);
        return;
    }
    m_box = new QMessageBox(QMessageBox::Question, tr("Close"), tr("Shall the recording go on?"),
                            QMessageBox::Cancel, &m_window);
    m_box->setObjectName(u"closeQuestion"_s);
    m_box->setInformativeText(
        hasTray ? tr("It can go on with the window closed; the icon in the tray brings it back. Or "
                     "what has come in is written, and the program ends.")
                : tr("It can go on with the window minimised. Or what has come in is written, and "
                     "the program ends."));
    QPushButton *goOn = m_box->addButton(hasTray ? tr("&Go on in the tray") : tr("&Minimise"),
                                         QMessageBox::AcceptRole);
    goOn->setObjectName(u"goOnButton"_s);
    QPushButton *stop = m_box->addButton(tr("&Stop and quit"), QMessageBox::DestructiveRole);
    stop->setObjectName(u"stopButton"_s);
    m_box->setDefaultButton(goOn);
    auto *keep = new QCheckBox(tr("&Do not ask again"), m_box);
    keep->setObjectName(u"keepAnswer"_s);
    m_box->setCheckBox(keep);
    m_box->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_box, &QMessageBox::buttonClicked, this, [this, goOn, stop](QAbstractButton *button) {
        if (button == goOn)
            answer(Answer::GoOn);
        else if (button == stop)
            answer(Answer::StopAndQuit);
    });
    connect(m_box, &QObject::destroyed, this, [this] { m_box = nullptr; });
    m_box->open();
}

void CloseQuestion::answer(Answer answer)
{
    if (m_kept && m_box->checkBox()->isChecked())
        m_kept->setValue(AnswerKey, answer == Answer::GoOn ? GoOnText : StopText);
    emit answered(answer);
}

void CloseQuestion::cancel()
{
    if (m_box)
        m_box->reject();
}

} // namespace Orderflow
