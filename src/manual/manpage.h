#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace Orderflow {

/// A manual page as man(1) reads it, in the man macros of roff. Texts are plain; what roff would
/// take for its own is escaped.
class ManPage
{
public:
    /// `name` as man finds it, in `section`; `oneLine` says what it is, for apropos.
    ManPage(const QString &name, int section, const QString &oneLine);

    /// `name.section`, the name of its file.
    QString fileName() const;

    void section(const QString &heading);
    void paragraph(const QString &text);
    /// A term in bold, and what it means.
    void term(const QString &term, const QString &meaning);
    /// One more paragraph of the meaning above.
    void more(const QString &text);
    /// Lines that are shown as they are.
    void lines(const QStringList &lines);
    /// Names of pages such as `orderflow-recorder.env(5)`.
    void seeAlso(const QStringList &pages);

    QByteArray text() const { return m_text.toUtf8(); }

    /// `text` without anything that roff understands. Its minus signs stay such, so that options
    /// can be copied from the page.
    static QString escaped(QString text);

private:
    void startParagraph();

    QString m_name;
    int m_section;
    QString m_text;
    bool m_isAfterHeading = false;
};

} // namespace Orderflow
