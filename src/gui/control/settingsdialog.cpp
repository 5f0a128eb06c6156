#include "gui/control/settingsdialog.h"

#include "gui/control/settingfield.h"
#include "gui/style/theme.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLabel>
#include <QListView>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace Orderflow {

using namespace Qt::StringLiterals;

namespace {

constexpr int GroupCount = int(SettingGroup::Log) + 1;

QString titleOf(SettingGroup group)
{
    switch (group) {
    case SettingGroup::Database:
        return SettingsDialog::tr("Database");
    case SettingGroup::Recording:
        return SettingsDialog::tr("Recording");
    case SettingGroup::Exchange:
        return SettingsDialog::tr("Exchange");
    case SettingGroup::Limits:
        return SettingsDialog::tr("Limits");
    case SettingGroup::StatusServer:
        return SettingsDialog::tr("Status server");
    case SettingGroup::Alerts:
        return SettingsDialog::tr("Alerts");
    case SettingGroup::Log:
        return SettingsDialog::tr("Log");
    }
    return {};
}

} // namespace

SettingsDialog::SettingsDialog(SettingsDraft draft, QWidget *parent)
    : QDialog(parent)
    , m_draft(std::move(draft))
    , m_list(new QListView(this))
    , m_pages(new QStackedWidget(this))
    , m_summary(new QLabel(this))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this))
{
    setObjectName(u"settingsDialog"_s);
    setWindowTitle(tr("Settings"));
    createPages();
    auto *file = new QLabel(tr("Kept in %1").arg(QDir::toNativeSeparators(m_draft.file())), this);
    file->setTextInteractionFlags(Qt::TextSelectableByMouse);
    file->setTextFormat(Qt::PlainText);
    m_summary->setObjectName(u"summary"_s);
    m_summary->setWordWrap(true);
    m_summary->setTextFormat(Qt::PlainText);
    m_buttons->setObjectName(u"buttons"_s);
    QPushButton *next = m_buttons->addButton(tr("&Next problem"), QDialogButtonBox::ActionRole);
    next->setObjectName(u"nextProblem"_s);
    connect(next, &QPushButton::clicked, this, &SettingsDialog::goToProblem);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &SettingsDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &SettingsDialog::reject);

    auto *middle = new QHBoxLayout;
    middle->addWidget(m_list);
    middle->addWidget(m_pages, 1);
    auto *column = new QVBoxLayout(this);
    column->addWidget(file);
    column->addLayout(middle, 1);
    column->addWidget(m_summary);
    column->addWidget(m_buttons);
    const int em = fontMetrics().height();
    resize(em * 46, em * 36);
    showDraft();
}

void SettingsDialog::createPages()
{
    QStringList titles;
    for (int i = 0; i < GroupCount; ++i) {
        const auto group = SettingGroup(i);
        titles.append(titleOf(group));
        m_pages->addWidget(createPage(group));
    }
    m_groups.setStringList(titles);
    m_list->setObjectName(u"groups"_s);
    m_list->setAccessibleName(tr("Groups of settings"));
    m_list->setModel(&m_groups);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setSpacing(fontMetrics().height() / 8);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // Room for the sign of a problem, so that the list does not change its width.
    m_list->setFixedWidth(m_list->sizeHintForColumn(0) + 4 * fontMetrics().height());
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, m_pages,
            [this](const QModelIndex &current) { m_pages->setCurrentIndex(current.row()); });
    m_list->setCurrentIndex(m_groups.index(0));
}

QWidget *SettingsDialog::createPage(SettingGroup group)
{
    auto *area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *page = new QWidget(area);
    auto *column = new QVBoxLayout(page);
    for (const SettingDefinition &definition : settingDefinitions()) {
        if (definition.group != group)
            continue;
        auto *field = new SettingField(definition, page);
        connect(field, &SettingField::edited, this, [this](const QString &name, const QString &to) {
            m_draft.set(name, to);
            showDraft();
        });
        m_fields.push_back(field);
        column->addWidget(field);
    }
    column->addStretch(1);
    area->setWidget(page);
    return area;
}

void SettingsDialog::showDraft()
{
    std::vector<int> problems(GroupCount, 0);
    for (SettingField *field : m_fields) {
        field->show(m_draft);
        if (field->hasProblem())
            ++problems[std::size_t(field->definition().group)];
    }
    for (int i = 0; i < GroupCount; ++i) {
        const QString title = titleOf(SettingGroup(i));
        const QString text =
            problems[std::size_t(i)] > 0 ? tr("%1 %2").arg(title, symbolOf(Health::Bad)) : title;
        if (const QModelIndex index = m_groups.index(i); index.data().toString() != text)
            m_groups.setData(index, text);
    }
    showSummary();
}

void SettingsDialog::showSummary()
{
    const LoadedSettings &loaded = m_draft.loaded();
    QStringList lines;
    if (const auto count = int(loaded.problems.size()); count > 0)
        lines.append(symbolOf(Health::Bad) + u' ' +
                     tr("%n problem(s) to be solved before this can be saved", nullptr, count));
    // Those that belong to no field.
    for (const QString &message : m_draft.problemsOf(QString()))
        lines.append(message);
    for (const QString &warning : loaded.warnings)
        lines.append(symbolOf(Health::Attention) + u' ' + warning);
    m_summary->setText(lines.join(u'\n'));
    m_summary->setVisible(!lines.isEmpty());
    m_buttons->button(QDialogButtonBox::Save)->setEnabled(m_draft.canSave());
    const bool hasFieldProblem =
        std::ranges::any_of(m_fields, [](const SettingField *one) { return one->hasProblem(); });
    m_buttons->findChild<QPushButton *>(u"nextProblem"_s)->setVisible(hasFieldProblem);
}

void SettingsDialog::goToProblem()
{
    // The one behind the field that has the focus, and from the top again after the last.
    const auto focused = std::ranges::find_if(m_fields, [](const SettingField *field) {
        return field->isAncestorOf(field->window()->focusWidget());
    });
    auto order = m_fields;
    if (focused != m_fields.end())
        std::ranges::rotate(order, order.begin() + (focused - m_fields.begin()) + 1);
    const auto found =
        std::ranges::find_if(order, [](const SettingField *one) { return one->hasProblem(); });
    if (found != order.end())
        openSetting((*found)->definition().name);
}

void SettingsDialog::openSetting(const QString &name)
{
    for (SettingField *field : m_fields) {
        if (field->definition().name != name)
            continue;
        const int page = int(field->definition().group);
        m_list->setCurrentIndex(m_groups.index(page));
        qobject_cast<QScrollArea *>(m_pages->widget(page))->ensureWidgetVisible(field);
        field->focusEditor();
    }
}

void SettingsDialog::accept()
{
    if (!m_draft.isChanged()) {
        reject();
        return;
    }
    if (!m_draft.canSave())
        return;
    const auto saving = m_draft.save();
    showDraft();
    if (!saving) {
        auto *box = new QMessageBox(QMessageBox::Critical, windowTitle(),
                                    tr("The settings are not saved."), QMessageBox::Ok, this);
        box->setObjectName(u"saveFailure"_s);
        box->setInformativeText(saving.error());
        box->setAttribute(Qt::WA_DeleteOnClose);
        box->open();
        return;
    }
    emit saved(m_draft.loaded());
    QDialog::accept();
}

} // namespace Orderflow
