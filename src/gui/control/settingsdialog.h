#pragma once

#include "settings/settingsdraft.h"

#include <QDialog>
#include <QStringListModel>

#include <vector>

class QDialogButtonBox;
class QLabel;
class QListView;
class QStackedWidget;

namespace Orderflow {

class SettingField;

/// All settings, in pages, with what is wrong with each while it is typed. Saves into the file of
/// its draft; nothing else changes by it.
class SettingsDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit SettingsDialog(SettingsDraft draft, QWidget *parent = nullptr);

    const SettingsDraft &draft() const { return m_draft; }

    void accept() override;

    /// Brings the page of that setting to the front.
    void openSetting(const QString &name);
    /// Brings the next setting to the front that something is wrong with.
    void goToProblem();

signals:
    /// They are in the file.
    void saved(const LoadedSettings &settings);

private:
    void createPages();
    QWidget *createPage(SettingGroup group);
    void showDraft();
    void showSummary();

    SettingsDraft m_draft;
    QStringListModel m_groups;
    QListView *m_list;
    QStackedWidget *m_pages;
    QLabel *m_summary;
    QDialogButtonBox *m_buttons;
    std::vector<SettingField *> m_fields;
};

} // namespace Orderflow
