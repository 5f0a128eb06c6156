#pragma once

#include "gui/style/theme.h"
#include "gui/symbol/symboltrouble.h"

#include <QWidget>

#include <vector>

namespace Orderflow {

/// The first lines of a symbol's page: its name, how it is recorded, and its figures.
class SymbolHeader final : public QWidget
{
    Q_OBJECT

public:
    explicit SymbolHeader(const Symbol &symbol, QWidget *parent = nullptr);

    void showStatus(const ShownStatus &shown);

    /// The verdict in words, with its sign.
    QString verdictText() const;
    /// The figures with their names.
    QString factsText() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Fact
    {
        QString name;
        QString value;
        /// What the value may take; it only grows.
        int valueWidth = 0;
        QColor Theme::*colour = &Theme::text;
    };

    void setFact(std::size_t place, const QString &value, QColor Theme::*colour = &Theme::text);
    void reserveWidths();
    int lineHeight() const;
    int widthOf(const Fact &fact) const;
    std::vector<QPoint> placesOf(int width) const;

    const Symbol m_symbol;
    Theme m_theme;
    SymbolVerdict m_verdict;
    std::vector<Fact> m_facts;
};

} // namespace Orderflow
