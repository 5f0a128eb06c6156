#pragma once

#include "settings/settingsdraft.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace Orderflow {

/// One setting in the dialog: what it is for, its value, where that comes from, and what is wrong
/// with it.
class SettingField final : public QWidget
{
    Q_OBJECT

public:
    /// `definition` outlives it, as all of them do.
    SettingField(const SettingDefinition &definition, QWidget *parent = nullptr);

    const SettingDefinition &definition() const { return m_definition; }

    /// Shows what `draft` says of this setting. Leaves the editor alone where that has the value.
    void show(const SettingsDraft &draft);
    bool hasProblem() const { return m_hasProblem; }

    void focusEditor();

signals:
    /// By the user.
    void edited(const QString &name, const QString &text);

protected:
    void changeEvent(QEvent *event) override;

private:
    void createEditor();
    void createLineEdit();
    void setText(const QString &text);
    void setReadOnly(bool isReadOnly);
    /// The editor, and what it says to those who do not see it.
    QWidget *editor() const;
    void applyColours();

    const SettingDefinition &m_definition;
    QLabel *m_title;
    QLabel *m_origin;
    QLabel *m_problem;
    /// One of the two is null.
    QComboBox *m_choices = nullptr;
    QLineEdit *m_line = nullptr;
    QToolButton *m_reveal = nullptr;
    QToolButton *m_reset;
    bool m_hasProblem = false;
    bool m_isFirst = true;
};

} // namespace Orderflow
