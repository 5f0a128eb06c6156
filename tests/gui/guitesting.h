#pragma once

#include "gui/source/statussource.h"

#include <QPalette>
#include <QString>
#include <QWidget>

#include <vector>

namespace Orderflow {

/// A source of statuses that a test makes.
class FakeSource final : public StatusSource
{
    Q_OBJECT

public:
    using StatusSource::StatusSource;

    void give(RecorderStatus status) { show({std::move(status), {}, {}}); }
    void give(ShownStatus shown) { show(std::move(shown)); }

    void watch(const std::vector<Symbol> &symbols) override { watched = symbols; }
    void setInterval(std::chrono::milliseconds wanted) override { interval = wanted; }
    QString name() const override { return QStringLiteral("test"); }

    std::vector<Symbol> watched;
    std::chrono::milliseconds interval{};
};

namespace GuiTesting {

/// The palettes that desktops have.
QPalette lightPalette();
QPalette darkPalette();

/// Paints the widget, with what is in it, in both palettes, as `pictures/<name>-light.png` and
/// `…-dark.png` in the build folder, for people to look at. Answers how many colours the poorer one
/// has: a page that shows nothing has few.
int savePictures(QWidget &widget, const QString &name);

Symbol symbol(const char *name);

} // namespace GuiTesting

} // namespace Orderflow
