#pragma once

#include "gui/source/statussource.h"

#include <QWidget>

namespace Orderflow {

/// A part of the window that shows the status. It is given a status only while it can be seen, and
/// the newest one when it comes into sight.
class Page : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    virtual void showStatus(const ShownStatus &shown) = 0;
};

} // namespace Orderflow
