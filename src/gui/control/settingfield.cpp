#include "gui/control/settingfield.h"

#include "gui/style/theme.h"
#include "storage/databaseurl.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

QLabel *wrappedLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QString sentence(QString clause)
{
    clause[0] = clause[0].toUpper();
    return clause;
}

/// In the user's language.
QString translated(QLatin1StringView text)
{
    return QCoreApplication::translate("Setting", text.data());
}

QString helpOf(const SettingDefinition &definition)
{
    return SettingField::tr("%1. Allowed: %2.")
        .arg(sentence(translated(definition.help)), translated(definition.allowed));
}

void setColour(QWidget *widget, const QColor &colour)
{
    QPalette palette;
    palette.setColor(QPalette::WindowText, colour);
    widget->setPalette(palette);
}

bool isMasked(const SettingDefinition &definition, const QString &text)
{
    return definition.isSecret ||
           (definition.mayHoldPassword && DatabaseUrl::maskPassword(text) != text);
}

} // namespace

SettingField::SettingField(const SettingDefinition &definition, QWidget *parent)
    : QWidget(parent)
    , m_definition(definition)
    , m_title(new QLabel(this))
    , m_origin(wrappedLabel(this))
    , m_problem(wrappedLabel(this))
    , m_reset(new QToolButton(this))
{
    const QString name = definition.name;
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setText(name);
    auto *help = wrappedLabel(this);
    help->setText(helpOf(definition));
    m_origin->setObjectName(name + u".origin"_s);
    m_problem->setObjectName(name + u".problem"_s);
    m_problem->hide();
    m_reset->setObjectName(name + u".reset"_s);
    m_reset->setText(tr("Default"));
    m_reset->setToolTip(definition.defaultValue.isEmpty()
                            ? tr("Back to the default, which is empty")
                            : tr("Back to the default, %1").arg(definition.defaultValue));
    m_reset->setAccessibleName(tr("%1: back to the default").arg(name));
    connect(m_reset, &QToolButton::clicked, this,
            [this] { emit edited(m_definition.name, m_definition.defaultValue); });
    createEditor();
    editor()->setObjectName(name);
    editor()->setAccessibleName(name);
    m_title->setBuddy(editor());

    auto *row = new QHBoxLayout;
    row->addWidget(editor(), 1);
    if (m_reveal)
        row->addWidget(m_reveal);
    row->addWidget(m_reset);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, fontMetrics().height() / 2);
    column->setSpacing(fontMetrics().height() / 5);
    column->addWidget(m_title);
    column->addWidget(help);
    column->addLayout(row);
    column->addWidget(m_problem);
    column->addWidget(m_origin);
    applyColours();
}

QWidget *SettingField::editor() const
{
    return m_choices ? static_cast<QWidget *>(m_choices) : m_line;
}

void SettingField::createEditor()
{
    const QStringList choices = QString(m_definition.choices).split(u' ', Qt::SkipEmptyParts);
    if (choices.isEmpty()) {
        createLineEdit();
        return;
    }
    m_choices = new QComboBox(this);
    m_choices->addItems(choices);
    // A page is scrolled by the wheel, which must not change what lies under it.
    m_choices->setFocusPolicy(Qt::StrongFocus);
    connect(m_choices, &QComboBox::textActivated, this,
            [this](const QString &text) { emit edited(m_definition.name, text); });
}

void SettingField::createLineEdit()
{
    m_line = new QLineEdit(this);
    m_line->setPlaceholderText(m_definition.defaultValue);
    connect(m_line, &QLineEdit::textEdited, this,
            [this](const QString &text) { emit edited(m_definition.name, text); });
    if (!m_definition.isSecret && !m_definition.mayHoldPassword)
        return;
    m_reveal = new QToolButton(this);
    m_reveal->setObjectName(QString(m_definition.name) + u".show"_s);
    m_reveal->setText(tr("Show"));
    m_reveal->setToolTip(tr("Show what is secret"));
    m_reveal->setAccessibleName(tr("%1: show what is secret").arg(m_definition.name));
    m_reveal->setCheckable(true);
    connect(m_reveal, &QToolButton::toggled, m_line, [this](bool isShown) {
        m_line->setEchoMode(isShown ? QLineEdit::Normal : QLineEdit::Password);
    });
}

void SettingField::setText(const QString &text)
{
    if (m_line && m_line->text() != text)
        m_line->setText(text);
    if (m_choices && m_choices->currentText() != text) {
        // The file may spell it another way, such as True.
        if (m_choices->findText(text) < 0)
            m_choices->addItem(text);
        m_choices->setCurrentText(text);
    }
}

void SettingField::setReadOnly(bool isReadOnly)
{
    if (m_line)
        m_line->setReadOnly(isReadOnly);
    if (m_choices)
        m_choices->setEnabled(!isReadOnly);
    if (m_reveal)
        m_reveal->setVisible(!isReadOnly);
    m_reset->setVisible(!isReadOnly);
}

void SettingField::show(const SettingsDraft &draft)
{
    const QString name = m_definition.name;
    const SettingValue &value = draft.value(name);
    const bool isOverridden = draft.isOverridden(name);
    if (m_isFirst && m_line && isMasked(m_definition, value.text) && !isOverridden)
        m_line->setEchoMode(QLineEdit::Password);
    if (m_isFirst && m_reveal && !isMasked(m_definition, value.text))
        m_reveal->setChecked(true);
    m_isFirst = false;
    setText(isOverridden ? value.shownText() : value.text);
    setReadOnly(isOverridden);
    m_reset->setEnabled(value.text != m_definition.defaultValue);

    switch (value.source) {
    case SettingSource::Default:
        m_origin->setText(draft.isChanged(name) ? tr("Back to the default; not saved yet")
                                                : tr("The default"));
        break;
    case SettingSource::EnvFile:
        m_origin->setText(draft.isChanged(name) ? tr("Changed; not saved yet")
                                                : tr("From %1").arg(value.origin));
        break;
    case SettingSource::Environment:
        m_origin->setText(tr("From the environment, which overrides the file. Unset %1 there to "
                             "change it here.")
                              .arg(name));
        break;
    case SettingSource::CommandLine:
        m_origin->setText(tr("From the command line, which overrides the file. Start without --%1 "
                             "to change it here.")
                              .arg(m_definition.optionName()));
        break;
    }

    const QStringList problems = draft.problemsOf(name);
    m_hasProblem = !problems.isEmpty();
    m_problem->setVisible(m_hasProblem);
    m_problem->setText(symbolOf(Health::Bad) + u' ' + problems.join(u'\n'));
    editor()->setAccessibleDescription(m_hasProblem ? problems.join(u'\n') : helpOf(m_definition));
}

void SettingField::focusEditor()
{
    editor()->setFocus();
}

void SettingField::applyColours()
{
    const Theme theme = Theme::of(palette());
    setColour(m_origin, theme.dimText);
    setColour(m_problem, theme.bad);
}

void SettingField::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColours();
}

} // namespace Orderflow
